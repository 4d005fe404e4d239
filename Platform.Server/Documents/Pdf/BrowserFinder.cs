using Platform.Server.Hosting;

namespace Platform.Server.Documents.Pdf;

/// <summary>Finds the browser that prints: the one that is set, or the first of the usual names on PATH.</summary>
internal sealed class BrowserFinder(PdfSettings settings, RunMode mode)
{
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "microsoft-edge-stable", "microsoft-edge", "chrome"];
    private string? _found;

    /// <summary>
    /// Root's browser has no sandbox, and what it draws comes from residents: an error in it would be everything of this machine. In a demo there is nothing to protect.
    /// </summary>
    public bool IsForbidden => Environment.IsPrivilegedProcess && !(settings.AllowRoot ?? mode.Demo);

    /// <summary>The setting that keeps it from being found.</summary>
    public string Missing => $"{PdfSettings.Section}:{(IsForbidden && settings.Browser != PdfSettings.None ? nameof(PdfSettings.AllowRoot) : nameof(PdfSettings.Browser))}";

    /// <summary>Null when there is none, or none that may be used or can be spoken to: the ends of pipes are handed to a child by number, which Windows does not do.</summary>
    public string? Find()
    {
        if (OperatingSystem.IsWindows() || settings.Browser == PdfSettings.None || IsForbidden)
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
