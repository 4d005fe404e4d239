using System.Globalization;
using Platform.Server.Hosting;

namespace Platform.Server.Documents.Pdf;

/// <summary>With what PDF files are printed and within which bounds; section <c>Documents:Pdf</c> of the configuration.</summary>
/// <param name="Browser">Full path of a Chromium, Chrome or Edge; null: whichever is found on PATH; <see cref="None"/>: there is none.</param>
/// <param name="AtOnce">Pages printed at the same time.</param>
/// <param name="Waiting">Pages that may wait for their turn; who comes when they are that many is refused.</param>
/// <param name="PageTimeout">Within which one page is printed, or one file read that is to be bound with others.</param>
/// <param name="IdleFor">After which a browser that has nothing to do is ended.</param>
/// <param name="MaxPages">Sheets of one page.</param>
/// <param name="AllowRoot">Whether root may print, whose browser has no sandbox; null: in a demo only.</param>
internal sealed record PdfSettings(string? Browser, int AtOnce, int Waiting, TimeSpan PageTimeout, TimeSpan IdleFor, int MaxPages, bool? AllowRoot)
{
    public const string Section = "Documents:Pdf";
    public const string None = "none";

    /// <summary>Of the HTML: a picture of the largest accepted size, written as text, and some more.</summary>
    public const int MaxHtmlChars = 64 * 1024 * 1024;

    /// <summary>Of the file of one page.</summary>
    public const int MaxBytes = 64 * 1024 * 1024;

    /// <summary>Throws <see cref="StartRefusedException"/>, which names the setting.</summary>
    public static PdfSettings Of(IConfiguration configuration)
    {
        var section = configuration.GetSection(Section);
        return new(
            Path(section),
            Number(section, nameof(AtOnce), 2, 1, 16),
            Number(section, nameof(Waiting), 50, 0, 1000),
            TimeSpan.FromSeconds(Number(section, "PageSeconds", 30, 1, 600)),
            TimeSpan.FromSeconds(Number(section, "IdleSeconds", 300, 1, 86400)),
            Number(section, nameof(MaxPages), 500, 1, 5000),
            YesOrNo(section, nameof(AllowRoot)));
    }

    private static string? Path(IConfigurationSection section) => section[nameof(Browser)] switch
    {
        null or "" => null,
        None => None,
        { } path when System.IO.Path.IsPathFullyQualified(path) => path,
        { } path => throw Refused(nameof(Browser), path, $"the full path of a browser is expected, or {None}"),
    };

    private static int Number(IConfigurationSection section, string key, int otherwise, int least, int most) => section[key] switch
    {
        null or "" => otherwise,
        { } text when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most => number,
        { } text => throw Refused(key, text, string.Create(CultureInfo.InvariantCulture, $"a number from {least} to {most} is expected")),
    };

    private static bool? YesOrNo(IConfigurationSection section, string key) => section[key] switch
    {
        null or "" => null,
        { } text when bool.TryParse(text, out var said) => said,
        { } text => throw Refused(key, text, "true or false is expected"),
    };

    private static StartRefusedException Refused(string key, string value, string expected) => new($"{Section}:{key} is '{value}'; {expected}.");
}
