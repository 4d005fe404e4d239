using Platform.Model.Definitions;
using Platform.Model.Localities;
using Platform.Server.Definitions.Publishing;

namespace Platform.Tests.Definitions;

/// <summary>Uses that keep nothing in force, but that whoever publishes reads of.</summary>
public sealed class LooseUsesTests
{
    [Fact]
    public void A_paper_of_the_platform_is_issued_for_every_item_without_one_of_its_own()
    {
        var inForce = InForce(
            Make(DefinitionKind.Item, "a", "33", "{}"),
            Make(DefinitionKind.Item, "b", "33", """{"papers":[{"kind":"receipt","template":"own-receipt"}]}"""),
            Make(DefinitionKind.Item, "c", "330110012", """{"papers":[{"kind":"licence","template":"own-licence"}]}"""),
            Make(DefinitionKind.Item, "d", "330106", "{}"));
        Assert.Equal(["a/330110", "c/330110012"], LooseUses.Issuing(Name(DefinitionKind.DocumentTemplate, "receipt", "330110"), inForce).Select(Said));
        Assert.Empty(LooseUses.Issuing(Name(DefinitionKind.DocumentTemplate, "own-receipt", "330110"), inForce));
        Assert.Empty(LooseUses.Issuing(Name(DefinitionKind.Form, "receipt", "330110"), inForce));
    }

    [Fact]
    public void A_place_below_with_the_paper_of_its_own_issues_that()
    {
        var inForce = InForce(
            Make(DefinitionKind.Item, "a", "33", "{}"),
            Make(DefinitionKind.Item, "a", "330110", "{}"),
            Make(DefinitionKind.DocumentTemplate, "receipt", "33", "{}"),
            Make(DefinitionKind.DocumentTemplate, "receipt", "330110", "{}"));
        Assert.Equal(["a/33"], LooseUses.Issuing(Name(DefinitionKind.DocumentTemplate, "receipt", "33"), inForce).Select(Said));
    }

    [Fact]
    public void A_site_shows_what_it_puts_forward_and_hides()
    {
        var inForce = InForce(
            Make(DefinitionKind.Site, "site", "330110", """{"home":{"featured":["a"]},"channels":[{"channel":"kiosk","hiddenItems":["b"]}]}"""),
            Make(DefinitionKind.Site, "site", "330106", """{"home":{"featured":["a"]}}"""),
            Make(DefinitionKind.Site, "site", "33", """{"home":1,"channels":{}}"""));
        Assert.Equal(["site/330110"], LooseUses.Showing(Name(DefinitionKind.Item, "a", "330110"), inForce).Select(Said));
        Assert.Equal(["site/330110"], LooseUses.Showing(Name(DefinitionKind.Item, "b", "33"), inForce).Select(Said));
        Assert.Empty(LooseUses.Showing(Name(DefinitionKind.Item, "c", "33"), inForce));
    }

    private static string Said(Naming naming) => $"{naming.Name.Key}/{naming.Name.Owner}";

    private static DefinitionName Name(DefinitionKind kind, string key, string owner) => new(kind, key, LocalityCode.Parse(owner));

    private static Definition Make(DefinitionKind kind, string key, string owner, string json) =>
        new(new DefinitionId(kind, key, LocalityCode.Parse(owner), 1), DefinitionState.Active, json, "e", default, "", default(DateTimeOffset));

    private static Dictionary<DefinitionName, Definition> InForce(params Definition[] definitions) => definitions.ToDictionary(d => new DefinitionName(d.Id.Kind, d.Id.Key, d.Id.Owner));
}
