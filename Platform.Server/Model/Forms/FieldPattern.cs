using System.Text;
using System.Text.RegularExpressions;

namespace Platform.Model.Forms;

/// <summary>
/// Patterns of fields. They are written in the part that ECMAScript and .NET share, match the whole answer, and run in time linear in its length:
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
            return new($@"\A(?:{AsciiClasses(pattern)})\z", Options, Timeout);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return null;
        }
    }

    /// <summary>The same pattern for JSON Schema and HTML.</summary>
    public static string Anchored(string pattern) => $"^(?:{pattern})$";

    /// <summary>ECMAScript's \d and \w are ASCII, .NET's are not.</summary>
    private static string AsciiClasses(string pattern)
    {
        var text = new StringBuilder(pattern.Length);
        var inClass = false;
        for (var i = 0; i < pattern.Length; i++)
        {
            var c = pattern[i];
            if (c == '\\' && i + 1 < pattern.Length)
            {
                i++;
                var digits = pattern[i] switch { 'd' => "0-9", 'w' => "A-Za-z0-9_", _ => null };
                _ = digits is null ? text.Append('\\').Append(pattern[i]) : text.Append(inClass ? digits : $"[{digits}]");
                continue;
            }

            inClass = c switch { '[' => true, ']' => false, _ => inClass };
            text.Append(c);
        }

        return text.ToString();
    }
}
