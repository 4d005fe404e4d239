using System.Text.RegularExpressions;
using Platform.Model.Codes;
using Platform.Model.Localities;

namespace Platform.Model.Forms;

/// <summary>Rules of what people write: length, characters, pattern, and the codes with a form of their own.</summary>
internal static class TextChecks
{
    private const int LongestEmail = 254;

    private static readonly Regex Email = FieldPattern.TryCompile(EmailPattern)!;

    /// <summary>One @, a dot behind it, no blanks; whether it exists only a message can tell.</summary>
    public const string EmailPattern = @"[^\s@<>]+@[^\s@<>.]+(?:\.[^\s@<>.]+)+";

    public static IEnumerable<FieldCheck> Of(FormField field, CodeTables tables, FormLimits limits)
    {
        var most = MostCharacters(field, limits);
        yield return new("form.tooLong", a => a.Text.Length <= most || FormTypes.Length(a.Text) <= most, _ => most);
        if (field.MinLength is { } least)
        {
            yield return new("form.tooShort", a => FormTypes.Length(a.Text) >= least, _ => least);
        }

        yield return field.Type == FieldType.Multiline ? new("form.characters", a => !HasControls(a.Text, "\n\r\t")) : new("form.characters", a => !HasControls(a.Text, ""));
        foreach (var check in OfType(field, tables))
        {
            yield return check;
        }

        if (field.Pattern is { } pattern && FieldPattern.TryCompile(pattern) is { } regex)
        {
            yield return new("form.pattern", a => regex.IsMatch(a.Text), _ => field.PatternHint ?? (object)pattern);
        }
    }

    public static int MostCharacters(FormField field, FormLimits limits) => Math.Min(field.MaxLength ?? int.MaxValue, field.Type switch
    {
        FieldType.Email => LongestEmail,
        FieldType.PersonName => PersonNames.MaximumLength,
        _ => limits.MaxText,
    });

    public static bool IsDivision(string text) => LocalityCode.TryParse(text, out var code) && code.Level != LocalityLevel.Platform;

    public static FieldCheck Division(FormField field, CodeTables tables, string part, Func<FieldAnswer, string> text)
    {
        var expected = FormWords.Text("type.divisionPath");
        return new("form.division", a => IsDivision(text(a)) && (field.CodeTable is null || tables.Find(field.CodeTable, text(a)) is not null), _ => expected, part);
    }

    /// <summary>Control characters other than the allowed ones, and halves of surrogate pairs.</summary>
    public static bool HasControls(string text, string allowed)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (char.IsSurrogate(c))
            {
                if (!char.IsSurrogatePair(text, i))
                {
                    return true;
                }

                i++;
            }
            else if (char.IsControl(c) && !allowed.Contains(c, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    private static IEnumerable<FieldCheck> OfType(FormField field, CodeTables tables) => field.Type switch
    {
        FieldType.CitizenId => Coded("citizenId", ["length", "characters", "date", "future", "checksum"], a => CitizenId.Check(a.Text, a.Today)),
        FieldType.CreditCode => Coded("creditCode", ["length", "characters", "checksum"], a => CreditCode.Check(a.Text)),
        FieldType.Phone => [Shaped("form.phone", FieldType.Phone, text => PhoneNumbers.Check(text) is null)],
        FieldType.Email => [Shaped("form.email", FieldType.Email, Email.IsMatch)],
        FieldType.PersonName => [Shaped("form.personName", FieldType.PersonName, text => PersonNames.Check(text)?.Code is null or "personName.length")],
        FieldType.DivisionPath => [Division(field, tables, "", a => a.Text)],
        _ => [],
    };

    private static FieldCheck Shaped(string code, FieldType type, Func<string, bool> fits)
    {
        var expected = FormWords.Text($"type.{FormTypes.Word(type)}");
        return new(code, a => fits(a.Text), _ => expected);
    }

    /// <summary>One rule per fault the check of a code can name. The right check character is not told: it would help to invent numbers.</summary>
    private static IEnumerable<FieldCheck> Coded(string name, string[] faults, Func<FieldAnswer, Problem?> check) =>
        faults.Select(fault => new FieldCheck(
            $"form.{name}.{fault}",
            a => check(a)?.Code != $"{name}.{fault}",
            a => fault == "checksum" ? null : check(a)?.Values?.GetValueOrDefault("expected")));
}
