using Platform.Model.Codes;

namespace Platform.Tests.Codes;

/// <summary>Every vector of the standards' check characters.</summary>
public sealed class CodeVectorTests
{
    private static readonly Vectors All = TestData.Json<Vectors>("Codes/Data/code-vectors.json");
    private static readonly DateOnly Today = new(2025, 6, 2);

    public static TheoryData<string, bool, string> CitizenIds => [.. All.CitizenIds.Select(v => (v.Value, v.Valid, v.Check!))];

    public static TheoryData<string, bool, string?, string?> CreditCodes => [.. All.CreditCodes.Select(v => (v.Value, v.Valid, v.Check, v.Reason))];

    public static TheoryData<string, bool, string> OrganisationCodes => [.. All.OrganisationCodes.Select(v => (v.Value, v.Valid, v.Check!))];

    [Theory, MemberData(nameof(CitizenIds))]
    public void A_citizen_id_is_judged_by_its_check_character(string value, bool valid, string check)
    {
        Assert.Equal(valid, CitizenId.IsValid(value));
        Assert.Equal(check, CitizenId.CheckCharacter(value).ToString());
        var problem = CitizenId.Check(value, Today);
        Assert.Equal(valid ? null : "citizenId.checksum", problem?.Code);
        Assert.Equal(valid ? null : check, problem?.Values?["expected"]);
    }

    [Theory, MemberData(nameof(CreditCodes))]
    public void A_credit_code_is_judged_by_its_check_character(string value, bool valid, string? check, string? reason)
    {
        Assert.Equal(valid, CreditCode.IsValid(value));
        var problem = CreditCode.Check(value);
        Assert.Equal(valid ? null : reason == "alphabet" ? "creditCode.characters" : "creditCode.checksum", problem?.Code);
        if (check is not null)
        {
            Assert.Equal(check, CreditCode.CheckCharacter(value).ToString());
            Assert.Equal(valid ? null : check, problem?.Values?["expected"]);
        }
    }

    [Theory, MemberData(nameof(OrganisationCodes))]
    public void An_organisation_code_is_judged_by_its_check_character(string value, bool valid, string check)
    {
        Assert.Equal(valid, OrganisationCode.IsValid(value));
        Assert.Equal(check, OrganisationCode.CheckCharacter(value).ToString());
    }

    [Fact]
    public void No_vector_was_lost()
    {
        Assert.Equal((6, 11, 4), (All.CitizenIds.Count, All.CreditCodes.Count, All.OrganisationCodes.Count));
    }

    internal sealed record Vector(string Value, bool Valid, string? Check, string? Reason);

    internal sealed record Vectors(IReadOnlyList<Vector> CitizenIds, IReadOnlyList<Vector> CreditCodes, IReadOnlyList<Vector> OrganisationCodes);
}
