namespace Platform.Server.Flows.Formats;

/// <summary>Names the resource with the texts of findings in files. Keys are codes.</summary>
internal sealed class FormatsText;
