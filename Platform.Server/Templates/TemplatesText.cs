namespace Platform.Server.Templates;

/// <summary>Names the resource with the texts of this feature.</summary>
internal sealed class TemplatesText;
