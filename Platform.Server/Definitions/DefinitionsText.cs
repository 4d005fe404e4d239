namespace Platform.Server.Definitions;

/// <summary>Names the resource with the texts of this feature.</summary>
internal sealed class DefinitionsText;
