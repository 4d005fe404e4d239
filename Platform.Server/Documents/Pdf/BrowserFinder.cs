namespace Platform.Server.Documents.Pdf;

/// <summary>Finds the browser that prints: the one that is set, or the first of the usual names on PATH.</summary>
internal sealed class BrowserFinder(PdfSettings settings)
{
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "microsoft-edge-stable", "microsoft-edge", "chrome"];
    private string? _found;

    /// <summary>Null when there is none, or none that can be spoken to: the ends of pipes are handed to a child by number, which Windows does not do.</summary>
    public string? Find()
    {
        if (OperatingSystem.IsWindows() || settings.Browser == PdfSettings.None)
        {
            return null;
        }

        if (settings.Browser is { } set)
        {
            return File.Exists(set) ? set : null;
        }

        // One that was installed meanwhile is found, one that was removed is not.
        return _found is not null && File.Exists(_found) ? _found : _found = Search();
    }

    private static string? Search() => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Where(Path.IsPathFullyQualified)
        .SelectMany(_ => Names, Path.Combine)
        .FirstOrDefault(File.Exists);
}
