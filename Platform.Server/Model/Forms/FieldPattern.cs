using System.Text.RegularExpressions;

namespace Platform.Model.Forms;

/// <summary>
/// Patterns of fields. They are written in the part that ECMAScript (with its u flag) and .NET share, match the whole answer, and run in time linear in its length:
/// look-around and back-references are refused.
/// </summary>
internal static class FieldPattern
{
    private const RegexOptions Options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant;

    /// <summary>A backstop; matching is linear.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromMilliseconds(250);

    /// <summary>Null when the pattern cannot be used.</summary>
    public static Regex? TryCompile(string pattern)
    {
        try
        {
            return new PatternReader(pattern).TryTranslate() is { } translated ? new($@"\A(?:{translated})\z", Options, Timeout) : null;
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return null;
        }
    }

    /// <summary>The same pattern for JSON Schema and HTML.</summary>
    public static string Anchored(string pattern) => $"^(?:{pattern})$";
}
