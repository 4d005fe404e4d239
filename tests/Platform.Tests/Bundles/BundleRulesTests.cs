using Platform.Model;
using Platform.Model.Bundles;
using Platform.Model.Forms;
using Platform.Model.Items;
using Platform.Model.Localities;
using Platform.Tests.Cases;

namespace Platform.Tests.Bundles;

/// <summary>What one application means for each item, on the shipped bundle.</summary>
public sealed class BundleRulesTests(CaseOffice office) : IClassFixture<CaseOffice>
{
    private static readonly Dictionary<string, string> NoScenario = [];

    [Fact]
    public async Task A_material_several_need_is_asked_for_once_as_strictly_as_the_strictest_wants_it()
    {
        var bundle = await BirthAsync();
        var parts = bundle.Parts.Select((p, i) => p with
        {
            Item = p.Item with
            {
                Item = p.Item.Item with
                {
                    Materials = [new("paper", LocalizedText.Of("证明"), Copies: i, Mandatory: i == 2, Deferrable: i != 1, FileTypes: i == 0 ? null : i == 1 ? ["pdf", "jpg"] : ["pdf", "png"])],
                },
            },
        }).ToList();
        var merged = Assert.Single(BundleRules.Materials(bundle with { Parts = parts }, parts, NoScenario, Answers.Empty));
        Assert.Equal(4, merged.For.Count);
        Assert.Equal((3, true, true), (merged.Requirement.Copies, merged.Requirement.Mandatory, merged.Requirement.Deferrable));
        Assert.Equal(["pdf"], merged.Requirement.FileTypes!);
    }

    [Fact]
    public async Task What_an_item_does_not_ask_it_does_not_get()
    {
        var bundle = await BirthAsync();
        var answers = Answers.Of(Births.Answers());
        var (scenario, fed) = BundleRules.Feed(bundle, bundle.Parts.Single(p => p.Part.Item == "infant-medical-insurance"), NoScenario, answers);
        Assert.Empty(scenario);
        Assert.Equal(["bornOn", "childName", "childSex", "home", "motherId", "motherName", "payBy", "phone", "truthful"], fed.ToJson().Select(a => a.Key).Order(StringComparer.Ordinal));
        Assert.Equal("330110012", fed.Text("home.division"));
        Assert.Equal(3, BundleRules.Wanted(bundle, NoScenario, answers.With("insurance", "no")).Count);
    }

    [Theory]
    [InlineData("answers.childName", "answers.childName")]
    [InlineData("answers.home.detail", "answers.home.detail")]
    [InlineData("answers.unfed", "items.vaccination-certificate.answers.unfed")]
    [InlineData("materials.parents-identity", "materials.parents-identity")]
    [InlineData("applicant.phone", "applicant.phone")]
    [InlineData(null, "items.vaccination-certificate")]
    public async Task A_problem_of_an_item_is_told_about_the_question_that_was_asked(string? field, string told)
    {
        var part = (await BirthAsync()).Parts.Single(p => p.Part.Item == "vaccination-certificate");
        Assert.Equal(told, BundleRules.InBundle(part, Problem.Invalid("form.required", field)).Field);
    }

    [Fact]
    public void Numbers_tell_place_day_and_order() =>
        Assert.Equal("B-330110012-20260302-0007", BundleNumber.Format(LocalityCode.Parse("330110012"), new(2026, 3, 2), 7));

    private async Task<PublishedBundle> BirthAsync() =>
        (await office.Server.Get<IBundleCatalogue>().FindAsync(LocalityCode.Parse(CaseOffice.Street), "birth", default))!;
}
