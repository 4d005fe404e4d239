using System.Diagnostics.CodeAnalysis;

namespace Platform.Model.Codes;

/// <summary>The sex coded in the sequence number of a citizen id: odd male, even female.</summary>
public enum Sex
{
    Male,
    Female,
}

/// <summary>
/// Citizen identity number 公民身份号码 (GB 11643): 6 digits address, 8 digits birth date, 3 digits sequence, 1 check character.
/// The address code is never checked: codes are retired over the years and stay on the cards of living people.
/// </summary>
public static class CitizenId
{
    public const int Length = 18;

    private const int LegacyLength = 15;
    private const string CheckCharacters = "10X98765432";

    /// <summary>Weights of the digits 1–17 (GB 11643, after ISO 7064 MOD 11-2).</summary>
    private static ReadOnlySpan<byte> Weights => [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

    /// <summary>The stored form: no white space, plain digits, <c>X</c> in upper case. Does not check.</summary>
    public static string Normalize(string? value) => CodeText.Normalize(value);

    /// <summary>Length, characters, calendar date and check character are right. A lower-case <c>x</c> is accepted. Future dates are found by <see cref="Check"/>.</summary>
    public static bool IsValid([NotNullWhen(true)] string? value) => value is not null && Check(value, DateOnly.MaxValue) is null;

    /// <summary>
    /// Null when the number is right, otherwise the first of these problems:
    /// <c>citizenId.length</c>, <c>citizenId.characters</c>, <c>citizenId.date</c>, <c>citizenId.future</c>, <c>citizenId.checksum</c>.
    /// All carry <c>value</c> and <c>expected</c>; for the last one <c>expected</c> is the check character that would be right.
    /// </summary>
    /// <param name="today">The legal day; nobody is born after it.</param>
    /// <param name="field">Path of the field the problem is about.</param>
    public static Problem? Check(string? value, DateOnly today, string? field = null)
    {
        if (value is null || value.Length != Length)
        {
            return Problem.Invalid("citizenId.length", field, ("value", value), ("expected", Length), ("found", value?.Length ?? 0));
        }

        if (!CodeText.AllDigits(value.AsSpan(0, Length - 1)) || !(char.IsAsciiDigit(value[^1]) || value[^1] is 'X' or 'x'))
        {
            return Problem.Invalid("citizenId.characters", field, ("value", value), ("expected", "17 × 0-9, 0-9 | X"));
        }

        if (!TryDate(value.AsSpan(6, 8), out var born))
        {
            return Problem.Invalid("citizenId.date", field, ("value", value), ("expected", "yyyyMMdd"), ("found", value.Substring(6, 8)));
        }

        if (born > today)
        {
            return Problem.Invalid("citizenId.future", field, ("value", value), ("expected", today), ("found", born));
        }

        var expected = CheckCharacter(value);
        return char.ToUpperInvariant(value[^1]) == expected
            ? null
            : Problem.Invalid("citizenId.checksum", field, ("value", value), ("expected", expected.ToString()), ("found", value[^1].ToString()));
    }

    /// <summary>The check character of the first 17 digits: <c>"10X98765432"[Σ digit·weight mod 11]</c>.</summary>
    /// <exception cref="ArgumentException">Fewer than 17 characters, or one of them is no digit.</exception>
    public static char CheckCharacter(ReadOnlySpan<char> digits)
    {
        if (digits.Length < Length - 1 || !CodeText.AllDigits(digits[..(Length - 1)]))
        {
            throw new ArgumentException("A check character is made from 17 digits.", nameof(digits));
        }

        var sum = 0;
        for (var i = 0; i < Length - 1; i++)
        {
            sum += (digits[i] - '0') * Weights[i];
        }

        return CheckCharacters[sum % 11];
    }

    /// <summary>The 18-character form of a 15-digit number of before 1999: <c>19</c> goes before the year, the check character to the end. False when it is none.</summary>
    public static bool TryUpgrade(string? legacy, [NotNullWhen(true)] out string? upgraded)
    {
        upgraded = null;
        if (legacy is null || legacy.Length != LegacyLength || !CodeText.AllDigits(legacy))
        {
            return false;
        }

        var digits = string.Concat(legacy.AsSpan(0, 6), "19", legacy.AsSpan(6));
        if (!TryDate(digits.AsSpan(6, 8), out _))
        {
            return false;
        }

        upgraded = digits + CheckCharacter(digits);
        return true;
    }

    /// <summary>Birth date of a valid number, null for any other text.</summary>
    public static DateOnly? BirthDateOf(string? value) => IsValid(value) && TryDate(value.AsSpan(6, 8), out var born) ? born : null;

    /// <summary>Sex of a valid number, null for any other text.</summary>
    public static Sex? SexOf(string? value) => !IsValid(value) ? null : (value[16] - '0') % 2 == 1 ? Sex.Male : Sex.Female;

    /// <summary>The division where the number was first given out; possibly a retired code. Null when the number is not valid.</summary>
    public static string? AddressCodeOf(string? value) => IsValid(value) ? value[..6] : null;

    private static bool TryDate(ReadOnlySpan<char> digits, out DateOnly date)
    {
        var (year, month, day) = (Number(digits[..4]), Number(digits[4..6]), Number(digits[6..]));
        if (year < 1800 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month))
        {
            date = default;
            return false;
        }

        date = new DateOnly(year, month, day);
        return true;
    }

    private static int Number(ReadOnlySpan<char> digits)
    {
        var number = 0;
        foreach (var c in digits)
        {
            number = (number * 10) + (c - '0');
        }

        return number;
    }
}
