using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Platform.Model.Codes;

/// <summary>
/// Names of people. Rare characters outside the basic plane, 〇, private-use characters of older registers, the middle dot of minority names (阿卜杜拉·买买提)
/// and names in other scripts are all names; only what cannot be part of one is refused.
/// </summary>
public static class PersonNames
{
    /// <summary>Longest name, in characters as people count them (a rare character is one).</summary>
    public const int MaximumLength = 50;

    public const char MiddleDot = '·';

    /// <summary>
    /// The stored form: trimmed, inner white space as one blank, the various dots typed for a middle dot as <c>·</c> (U+00B7). A blank between two Chinese characters goes.
    /// Characters themselves are never replaced: Unicode normalisation would change rare characters into other ones.
    /// </summary>
    public static string Normalize(string? value)
    {
        if (string.IsNullOrWhiteSpace(value))
        {
            return "";
        }

        var text = new StringBuilder(value.Length);
        var blank = false;
        Rune? last = null;
        foreach (var rune in value.EnumerateRunes())
        {
            if (Rune.IsWhiteSpace(rune) || IsInvisible(rune))
            {
                blank |= Rune.IsWhiteSpace(rune) && last is not null;
                continue;
            }

            var kept = IsDot(rune) ? new Rune(MiddleDot) : rune;
            if (blank && !(IsHan(last!.Value) && IsHan(kept)) && kept.Value != MiddleDot && last.Value.Value != MiddleDot)
            {
                text.Append(' ');
            }

            text.Append(kept.ToString());
            (blank, last) = (false, kept);
        }

        return text.ToString();
    }

    public static bool IsValid([NotNullWhen(true)] string? value) => value is not null && Check(value) is null;

    /// <summary>
    /// Null when it can be a name, otherwise <c>personName.empty</c>, <c>personName.length</c> or <c>personName.characters</c> (with <c>found</c>).
    /// A dot, hyphen or apostrophe neither begins a name nor stands twice in a row.
    /// </summary>
    public static Problem? Check(string? value, string? field = null)
    {
        if (string.IsNullOrWhiteSpace(value))
        {
            return Problem.Invalid("personName.empty", field, ("value", value), ("expected", MaximumLength));
        }

        var length = 0;
        var joinerBefore = true;
        var name = value.Trim();
        foreach (var rune in name.EnumerateRunes())
        {
            length++;
            var joiner = rune.Value is '-' or '\'' or '’' || IsDot(rune);
            if ((joiner && joinerBefore) || !(joiner || rune.Value is ' ' or '.' || IsLetter(rune)))
            {
                return Problem.Invalid("personName.characters", field, ("value", value), ("found", rune.ToString()), ("expected", "一-龥 A-Z ·"));
            }

            joinerBefore = joiner;
        }

        return length > MaximumLength
            ? Problem.Invalid("personName.length", field, ("value", value), ("expected", MaximumLength), ("found", length))
            : null;
    }

    private static bool IsLetter(Rune rune) => rune.Value != 0xFFFD && Rune.GetUnicodeCategory(rune) is
        UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter or UnicodeCategory.OtherLetter or UnicodeCategory.ModifierLetter
        or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.LetterNumber or UnicodeCategory.PrivateUse
        || IsHan(rune);

    /// <summary>CJK blocks, by range: the newest extensions are not yet letters in every runtime's tables.</summary>
    private static bool IsHan(Rune rune) => rune.Value is (>= 0x3400 and <= 0x4DBF) or (>= 0x4E00 and <= 0x9FFF) or (>= 0xF900 and <= 0xFAFF) or (>= 0x20000 and <= 0x3FFFD) or 0x3007;

    /// <summary>Middle dot, bullet, hyphenation point, katakana middle dots and the full-width and one-dot leaders that input methods offer for it.</summary>
    private static bool IsDot(Rune rune) => rune.Value is 0x00B7 or 0x2022 or 0x2027 or 0x2219 or 0x22C5 or 0x30FB or 0xFF65 or 0x2024 or 0xFF0E or 0x0387;

    private static bool IsInvisible(Rune rune) => Rune.GetUnicodeCategory(rune) is UnicodeCategory.Format or UnicodeCategory.Control;
}
