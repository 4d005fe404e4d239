namespace Platform.Server.Files;

/// <summary>Section <c>Files</c> of the configuration.</summary>
internal sealed class FilesOptions
{
    public const string Section = "Files";

    /// <summary>Largest accepted file; default 20 MiB.</summary>
    public long MaxBytes { get; set; } = 20 * 1024 * 1024;

    /// <summary>How long an upload may lie about without being attached to anything.</summary>
    public TimeSpan UnattachedFor { get; set; } = TimeSpan.FromDays(7);
}
