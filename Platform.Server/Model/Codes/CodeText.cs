using System.Text;

namespace Platform.Model.Codes;

/// <summary>What people really type into a code field, brought to the form a code is stored in.</summary>
internal static class CodeText
{
    /// <summary>
    /// Drops white space and invisible characters, turns full-width digits and letters (０Ａ) into plain ones, and upper-cases.
    /// Anything else stays, so that a check can name it.
    /// </summary>
    internal static string Normalize(string? value, bool dropHyphens = false)
    {
        if (string.IsNullOrEmpty(value))
        {
            return "";
        }

        var text = new StringBuilder(value.Length);
        foreach (var c in value)
        {
            if (char.IsWhiteSpace(c) || char.GetUnicodeCategory(c) == System.Globalization.UnicodeCategory.Format || (dropHyphens && IsHyphen(c)))
            {
                continue;
            }

            text.Append(char.ToUpperInvariant(c is >= '\uFF01' and <= '\uFF5E' ? (char)(c - 0xFEE0) : c));
        }

        return text.ToString();
    }

    internal static bool AllDigits(ReadOnlySpan<char> value)
    {
        foreach (var c in value)
        {
            if (!char.IsAsciiDigit(c))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsHyphen(char c) => c is '-' or '\u2010' or '\u2011' or '\u2012' or '\u2013' or '\u2014' or '\uFF0D';
}
