using System.Diagnostics.CodeAnalysis;

namespace Platform.Model.Codes;

/// <summary>
/// Implementation code 实施编码 of a service item as deployed systems write it: 31 characters = credit code of the authority (18) + exercise level (1) + basic code (12),
/// 33 with the business item (2). The 2020 standard has other widths, so items keep their code as text; this type is for those who need the parts.
/// </summary>
public sealed record ImplementationCode
{
    public const int Length = 31;
    public const int LengthWithBusinessItem = 33;

    private ImplementationCode(string authority, int level, string basicCode, string? businessItem) =>
        (Authority, Level, BasicCode, BusinessItem) = (authority, level, basicCode, businessItem);

    /// <summary>Credit code of the authority, checked.</summary>
    public string Authority { get; }

    /// <summary>Exercise level (GB/T 39046 A.2): 1 state, 2 province, 3 city, 4 county, 5 street or town, 6 community or village, 7 split across levels.</summary>
    public int Level { get; }

    /// <summary>Basic code 基本编码, 12 digits.</summary>
    public string BasicCode { get; }

    /// <summary>Business item 业务办理项, 2 digits, or null.</summary>
    public string? BusinessItem { get; }

    /// <summary>The parts of a 31- or 33-character code, or <c>implementationCode.length</c>, <c>.level</c>, <c>.basicCode</c>, or a problem of the credit code.</summary>
    public static Result<ImplementationCode> Parse(string? value, string? field = null)
    {
        var text = CodeText.Normalize(value);
        if (text.Length is not (Length or LengthWithBusinessItem))
        {
            return Problem.Invalid("implementationCode.length", field, ("value", value), ("expected", "31 | 33"), ("found", text.Length));
        }

        return char.IsAsciiDigit(text[18])
            ? Compose(text[..18], text[18] - '0', text[19..31], text.Length == LengthWithBusinessItem ? text[31..] : null, field)
            : Problem.Invalid("implementationCode.level", field, ("value", text[18].ToString()), ("expected", "1-7"));
    }

    public static bool TryParse(string? value, [NotNullWhen(true)] out ImplementationCode? code) => Parse(value).TryGet(out code);

    /// <summary>Puts a code together; the problems are those of <see cref="Parse"/>.</summary>
    public static Result<ImplementationCode> Compose(string authority, int level, string basicCode, string? businessItem = null, string? field = null)
    {
        if (CreditCode.Check(authority, field) is { } problem)
        {
            return problem;
        }

        if (level is < 1 or > 7)
        {
            return Problem.Invalid("implementationCode.level", field, ("value", level), ("expected", "1-7"));
        }

        if (basicCode.Length != 12 || !CodeText.AllDigits(basicCode))
        {
            return Problem.Invalid("implementationCode.basicCode", field, ("value", basicCode), ("expected", 12));
        }

        return businessItem is null || (businessItem.Length == 2 && CodeText.AllDigits(businessItem))
            ? new ImplementationCode(CreditCode.Normalize(authority), level, basicCode, businessItem)
            : Problem.Invalid("implementationCode.businessItem", field, ("value", businessItem), ("expected", 2));
    }

    public override string ToString() => $"{Authority}{(char)('0' + Level)}{BasicCode}{BusinessItem}";
}
