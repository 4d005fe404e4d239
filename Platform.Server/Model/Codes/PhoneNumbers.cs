using System.Diagnostics.CodeAnalysis;

namespace Platform.Model.Codes;

/// <summary>Telephone numbers: the mobile number a message goes to, and any number a person can be called at.</summary>
public static class PhoneNumbers
{
    /// <summary>The stored form of a number: no blanks, hyphens or brackets, no <c>+86</c>/<c>0086</c> before a mobile number.</summary>
    public static string Normalize(string? value)
    {
        var text = CodeText.Normalize(value, dropHyphens: true).Replace("(", "", StringComparison.Ordinal).Replace(")", "", StringComparison.Ordinal);
        var national = text.StartsWith("+86", StringComparison.Ordinal) ? text[3..] : text.StartsWith("0086", StringComparison.Ordinal) ? text[4..] : text;
        return IsMobile(national) ? national : text;
    }

    /// <summary>A mobile number of the mainland: 11 digits, 13–19 in front.</summary>
    public static bool IsMobile([NotNullWhen(true)] string? value) =>
        value is { Length: 11 } && value[0] == '1' && value[1] is >= '3' and <= '9' && CodeText.AllDigits(value);

    /// <summary>Null for a mobile number, otherwise <c>phone.mobile</c>.</summary>
    public static Problem? CheckMobile(string? value, string? field = null) =>
        IsMobile(value) ? null : Problem.Invalid("phone.mobile", field, ("value", value), ("expected", 11), ("found", value?.Length ?? 0));

    /// <summary>Null for a number that can be dialled: 5–20 digits, an optional <c>+</c> in front, hyphens and one extension after <c>转</c> or <c>#</c>; otherwise <c>phone.format</c>.</summary>
    public static Problem? Check(string? value, string? field = null)
    {
        var (digits, separators) = (0, 0);
        for (var i = 0; i < (value?.Length ?? 0); i++)
        {
            var c = value![i];
            digits += char.IsAsciiDigit(c) ? 1 : 0;
            separators += c is '#' or '转' ? 1 : 0;
            if (!char.IsAsciiDigit(c) && c is not ('-' or '#' or '转') && !(c == '+' && i == 0))
            {
                return Refuse(value, field);
            }
        }

        return digits is >= 5 and <= 20 && separators <= 1 ? null : Refuse(value, field);
    }

    private static Problem Refuse(string? value, string? field) => Problem.Invalid("phone.format", field, ("value", value), ("expected", "5-20"));
}
