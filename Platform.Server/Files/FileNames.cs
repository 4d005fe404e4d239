using System.Globalization;
using System.Text;

namespace Platform.Server.Files;

/// <summary>Makes an uploaded name fit to be shown, logged and saved on any system.</summary>
internal static class FileNames
{
    public const int MaxLength = 120;

    /// <summary>Last segment of the path, without control characters, characters that reverse the reading direction and characters a file system refuses; ends in an extension of <paramref name="type"/>.</summary>
    public static string Clean(string name, FileType type)
    {
        var last = name[(name.LastIndexOfAny(['/', '\\']) + 1)..];
        var kept = new StringBuilder(last.Length);
        foreach (var rune in Normal(last).EnumerateRunes().Where(IsFit))
        {
            kept.Append(Rune.IsWhiteSpace(rune) ? " " : rune.ToString());
        }

        var clean = kept.ToString().Trim(' ', '.');
        var extension = type.Extensions.FirstOrDefault(e => clean.EndsWith(e, StringComparison.OrdinalIgnoreCase));
        var stem = extension is null ? clean : clean[..^extension.Length].TrimEnd(' ', '.');
        extension ??= type.Extensions[0];
        if (stem.Length == 0)
        {
            stem = "file";
        }

        return Shorten(stem, MaxLength - extension.Length) + extension;
    }

    private static string Shorten(string text, int length)
    {
        if (text.Length <= length)
        {
            return text;
        }

        return text[..(char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)];
    }

    private static string Normal(string text)
    {
        try
        {
            return text.Normalize(NormalizationForm.FormC);
        }
        catch (ArgumentException)
        {
            // Half a surrogate pair: the runes replace it.
            return text;
        }
    }

    private static bool IsFit(Rune rune) => Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse)
        && rune.Value is not ('<' or '>' or ':' or '"' or '|' or '?' or '*' or '\ufffd');
}
