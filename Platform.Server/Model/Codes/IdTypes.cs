using System.Collections.Frozen;

namespace Platform.Model.Codes;

/// <summary>One kind of identity document.</summary>
/// <param name="Code">The text stored beside every id number.</param>
/// <param name="ForOrganisations">Identifies an organisation rather than a person.</param>
/// <param name="IsOwn">The code is ours; all others are those of GA/T 2000.156, which GB/T 39046 refers to.</param>
public sealed record IdType(string Code, LocalizedText Name, bool ForOrganisations = false, bool IsOwn = false);

/// <summary>
/// The kinds of identity documents an <c>idType</c>–<c>idNumber</c> pair may name. Not everyone has a citizen id: the pair is always kept together.
/// Only numbers with a published check character are checked in depth; any other must be plausible, since a wrong guess would shut a person out.
/// </summary>
public static class IdTypes
{
    public const string CitizenId = "111";
    public const string Passport = "414";
    public const string TaiwanPermit = "511";
    public const string HongKongMacaoPermit = "516";
    public const string ForeignPermanentResidenceCard = "553";

    /// <summary>Unified social credit code; own code.</summary>
    public const string CreditCode = "001";

    /// <summary>An organisation abroad, by its registration number there; own code.</summary>
    public const string ForeignOrganisation = "099";

    /// <summary>Any other document of a person; own code.</summary>
    public const string Other = "990";

    /// <summary>All kinds, in the order to offer them.</summary>
    public static IReadOnlyList<IdType> All { get; } =
    [
        new(CitizenId, LocalizedText.Of("居民身份证", "Resident identity card")),
        new(HongKongMacaoPermit, LocalizedText.Of("港澳居民来往内地通行证", "Mainland travel permit for Hong Kong and Macao residents")),
        new(TaiwanPermit, LocalizedText.Of("台湾居民来往大陆通行证", "Mainland travel permit for Taiwan residents")),
        new(Passport, LocalizedText.Of("普通护照", "Passport")),
        new(ForeignPermanentResidenceCard, LocalizedText.Of("外国人永久居留身份证", "Foreign permanent resident ID card")),
        new(Other, LocalizedText.Of("其他个人证件", "Other personal document"), IsOwn: true),
        new(CreditCode, LocalizedText.Of("统一社会信用代码", "Unified social credit code"), ForOrganisations: true, IsOwn: true),
        new(ForeignOrganisation, LocalizedText.Of("境外机构注册号", "Registration number of an organisation abroad"), ForOrganisations: true, IsOwn: true),
    ];

    private static readonly FrozenDictionary<string, IdType> ByCode = All.ToFrozenDictionary(t => t.Code);

    public static IdType? Find(string? code) => code is not null && ByCode.TryGetValue(code, out var type) ? type : null;

    /// <summary>The stored form of a number of this kind; two spellings of one number become equal.</summary>
    public static string Normalize(string? idType, string? idNumber) =>
        idType == CreditCode ? Codes.CreditCode.Normalize(idNumber) : CodeText.Normalize(idNumber);

    /// <summary>
    /// Null when the pair is right. Otherwise <c>idType.unknown</c>, <c>idNumber.format</c> (5–30 letters, digits and hyphens),
    /// or the problem of the citizen id or credit code.
    /// </summary>
    /// <param name="today">The legal day.</param>
    /// <param name="typeField">Path of the field that holds the kind.</param>
    /// <param name="numberField">Path of the field that holds the number.</param>
    public static Problem? Check(string? idType, string? idNumber, DateOnly today, string? typeField = null, string? numberField = null)
    {
        if (Find(idType) is null)
        {
            return Problem.Invalid("idType.unknown", typeField, ("value", idType), ("expected", string.Join(", ", All.Select(t => t.Code))));
        }

        return idType switch
        {
            CitizenId => Codes.CitizenId.Check(idNumber, today, numberField),
            CreditCode => Codes.CreditCode.Check(idNumber, numberField),
            _ when IsPlausible(idNumber) => null,
            _ => Problem.Invalid("idNumber.format", numberField, ("value", idNumber), ("expected", "5-30")),
        };
    }

    private static bool IsPlausible(string? number)
    {
        if (number is null || number.Length is < 5 or > 30)
        {
            return false;
        }

        foreach (var c in number)
        {
            // Permit numbers are printed with a bracketed issue count, e.g. 0012345678(B).
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '/' or '(' or ')'))
            {
                return false;
            }
        }

        return true;
    }
}
