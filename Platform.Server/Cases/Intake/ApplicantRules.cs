using Platform.Model;
using Platform.Model.Codes;

namespace Platform.Server.Cases.Intake;

/// <summary>Checks who is said to apply: kind of party, name, identity document with its check digit, phone.</summary>
internal static class ApplicantRules
{
    public const string NaturalPerson = "1";
    public const string Enterprise = "2";

    /// <summary>The party with its values in normal form, or problems with fields <paramref name="path"/><c>.name</c> and so on.</summary>
    public static Result<CaseApplicant> Check(CaseApplicant given, string path, DateOnly today)
    {
        var problems = new List<Problem>();
        var type = TypeOf(given.Type);
        if (type is null)
        {
            problems.Add(Problem.Invalid("applicant.type", path + ".type", ("value", given.Type), ("expected", "1, 2, 3, 4, 5, 6")));
        }

        var name = given.Name.Trim().Normalize();
        if (name.Length is 0 or > 200)
        {
            problems.Add(Problem.Invalid("applicant.name", path + ".name", ("value", name.Length), ("expected", "1–200")));
        }

        var idType = IdTypeOf(given.IdType, type ?? NaturalPerson);
        var idNumber = IdTypes.Normalize(idType, given.IdNumber);
        if (IdTypes.Check(idType, idNumber, today, path + ".idType", path + ".idNumber") is { } wrong)
        {
            problems.Add(wrong);
        }

        if (type is not null && IdTypes.Find(idType) is { } known && known.ForOrganisations == (type == NaturalPerson))
        {
            problems.Add(Problem.Invalid("applicant.idType", path + ".idType", ("value", idType), ("expected", string.Join(", ", IdTypes.All.Where(t => t.ForOrganisations != (type == NaturalPerson)).Select(t => t.Code)))));
        }

        var phone = given.Phone.Trim();
        if (phone.Length is < 5 or > 20 || !phone.All(c => char.IsAsciiDigit(c) || c is '+' or '-' or ' '))
        {
            problems.Add(Problem.Invalid("applicant.phone", path + ".phone", ("value", phone), ("expected", "13800001234")));
        }

        return problems.Count > 0 ? Result<CaseApplicant>.Refused(problems) : new CaseApplicant(type!, name, idType, idNumber, phone);
    }

    /// <summary>Code of table A.4; other systems say it in words.</summary>
    private static string? TypeOf(string given) => given.Trim().ToLowerInvariant() switch
    {
        "1" or "natural" or "person" or "naturalperson" or "individual" => NaturalPerson,
        "2" or "enterprise" or "legal" or "legalperson" or "organisation" or "organization" or "company" => Enterprise,
        "3" or "4" or "5" or "6" => given.Trim(),
        _ => null,
    };

    private static string IdTypeOf(string given, string type) => given.Trim().ToLowerInvariant() switch
    {
        "" => type == NaturalPerson ? IdTypes.CitizenId : IdTypes.CreditCode,
        "citizenid" or "idcard" or "id-card" or "id_card" => IdTypes.CitizenId,
        "creditcode" or "uscc" => IdTypes.CreditCode,
        var other => other,
    };
}
