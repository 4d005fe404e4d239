namespace Platform.Server.Files;

/// <summary>Names the resource with the texts of this feature.</summary>
internal sealed class FilesText;
