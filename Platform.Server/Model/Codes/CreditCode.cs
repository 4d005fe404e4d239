using System.Diagnostics.CodeAnalysis;

namespace Platform.Model.Codes;

/// <summary>
/// Unified social credit code 统一社会信用代码 (GB 32100): 1 registering department, 1 category, 6 division, 9 organisation code, 1 check character,
/// in an alphabet of 31 characters without I, O, S, V, Z.
/// </summary>
public static class CreditCode
{
    public const int Length = 18;
    public const string Alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";

    /// <summary>3^i mod 31 for the characters 1–17.</summary>
    private static ReadOnlySpan<byte> Weights => [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];

    /// <summary>The stored form: no white space or hyphens, plain characters, upper case. Does not check.</summary>
    public static string Normalize(string? value) => CodeText.Normalize(value, dropHyphens: true);

    /// <summary>Length, alphabet and outer check character are right; letter case does not matter. The embedded organisation code is checked by <see cref="OrganisationCode"/>.</summary>
    public static bool IsValid([NotNullWhen(true)] string? value) => value is not null && Check(value) is null;

    /// <summary>
    /// Null when the code is right, otherwise <c>creditCode.length</c>, <c>creditCode.characters</c> (with <c>found</c> and the 1-based <c>position</c>)
    /// or <c>creditCode.checksum</c> (with the <c>expected</c> character).
    /// </summary>
    public static Problem? Check(string? value, string? field = null)
    {
        if (value is null || value.Length != Length)
        {
            return Problem.Invalid("creditCode.length", field, ("value", value), ("expected", Length), ("found", value?.Length ?? 0));
        }

        for (var i = 0; i < Length; i++)
        {
            // Characters 3–8 are a division code (GB/T 2260), digits only.
            if (IndexOf(value[i]) < 0 || (i is >= 2 and < 8 && !char.IsAsciiDigit(value[i])))
            {
                return Problem.Invalid("creditCode.characters", field, ("value", value), ("expected", i is >= 2 and < 8 ? "0-9" : Alphabet), ("found", value[i].ToString()), ("position", i + 1));
            }
        }

        var expected = CheckCharacter(value);
        return char.ToUpperInvariant(value[^1]) == expected
            ? null
            : Problem.Invalid("creditCode.checksum", field, ("value", value), ("expected", expected.ToString()), ("found", value[^1].ToString()));
    }

    /// <summary>The check character of the first 17 characters: <c>alphabet[(31 − Σ index·weight mod 31) mod 31]</c>; remainder 0 gives <c>0</c>.</summary>
    /// <exception cref="ArgumentException">Fewer than 17 characters, or one of them is not in the alphabet.</exception>
    public static char CheckCharacter(ReadOnlySpan<char> code)
    {
        if (code.Length < Length - 1)
        {
            throw new ArgumentException("A check character is made from 17 characters.", nameof(code));
        }

        var sum = 0;
        for (var i = 0; i < Length - 1; i++)
        {
            var index = IndexOf(code[i]);
            sum += index >= 0 ? index * Weights[i] : throw new ArgumentException($"'{code[i]}' is not in the alphabet of credit codes.", nameof(code));
        }

        return Alphabet[(31 - (sum % 31)) % 31];
    }

    /// <summary>The 9-character organisation code inside a valid credit code, null for any other text.</summary>
    public static string? OrganisationCodeOf(string? value) => IsValid(value) ? value.Substring(8, 9).ToUpperInvariant() : null;

    /// <summary>The 6-digit division of registration of a valid credit code, null for any other text.</summary>
    public static string? DivisionOf(string? value) => IsValid(value) ? value.Substring(2, 6) : null;

    private static int IndexOf(char c) => Alphabet.IndexOf(char.ToUpperInvariant(c), StringComparison.Ordinal);
}

/// <summary>Organisation code 组织机构代码 (GB 11714): 8 characters 0–9 A–Z and a check character; stands inside a credit code as its characters 9–17.</summary>
public static class OrganisationCode
{
    public const int Length = 9;

    private static ReadOnlySpan<byte> Weights => [3, 7, 9, 10, 5, 8, 4, 2];

    /// <summary>The stored form: no white space or hyphens (<c>01018385-9</c>), plain characters, upper case. Does not check.</summary>
    public static string Normalize(string? value) => CodeText.Normalize(value, dropHyphens: true);

    public static bool IsValid([NotNullWhen(true)] string? value) => value is not null && Check(value) is null;

    /// <summary>Null when the code is right, otherwise <c>organisationCode.length</c>, <c>organisationCode.characters</c> or <c>organisationCode.checksum</c> (with the <c>expected</c> character).</summary>
    public static Problem? Check(string? value, string? field = null)
    {
        if (value is null || value.Length != Length)
        {
            return Problem.Invalid("organisationCode.length", field, ("value", value), ("expected", Length), ("found", value?.Length ?? 0));
        }

        foreach (var c in value)
        {
            if (!char.IsAsciiLetterOrDigit(c))
            {
                return Problem.Invalid("organisationCode.characters", field, ("value", value), ("expected", "0-9 A-Z"), ("found", c.ToString()));
            }
        }

        var expected = CheckCharacter(value);
        return char.ToUpperInvariant(value[^1]) == expected
            ? null
            : Problem.Invalid("organisationCode.checksum", field, ("value", value), ("expected", expected.ToString()), ("found", value[^1].ToString()));
    }

    /// <summary>The check character of the first 8 characters: 11 − Σ value·weight mod 11, where 10 is written <c>X</c> and 11 is written <c>0</c>; A = 10 … Z = 35.</summary>
    /// <exception cref="ArgumentException">Fewer than 8 characters, or one of them is neither digit nor letter.</exception>
    public static char CheckCharacter(ReadOnlySpan<char> code)
    {
        if (code.Length < Length - 1)
        {
            throw new ArgumentException("A check character is made from 8 characters.", nameof(code));
        }

        var sum = 0;
        for (var i = 0; i < Length - 1; i++)
        {
            sum += ValueOf(code[i]) * Weights[i];
        }

        return (11 - (sum % 11)) switch
        {
            11 => '0',
            10 => 'X',
            var digit => (char)('0' + digit),
        };
    }

    private static int ValueOf(char c) =>
        char.IsAsciiDigit(c) ? c - '0'
        : char.IsAsciiLetter(c) ? char.ToUpperInvariant(c) - 'A' + 10
        : throw new ArgumentException($"'{c}' is neither digit nor letter.");
}
