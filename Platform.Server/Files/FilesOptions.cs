namespace Platform.Server.Files;

/// <summary>Section <c>Files</c> of the configuration.</summary>
internal sealed class FilesOptions
{
    public const string Section = "Files";

    /// <summary>Where the bytes lie; default <c>files</c> below the data directory.</summary>
    public string Directory { get; set; } = "";

    /// <summary>Largest accepted file; default 20 MiB.</summary>
    public long MaxBytes { get; set; } = 20 * 1024 * 1024;
}
