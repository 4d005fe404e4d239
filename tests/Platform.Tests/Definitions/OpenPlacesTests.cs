using CsCheck;
using Platform.Model;
using Platform.Model.Definitions;
using Platform.Model.Localities;
using Platform.Server.Definitions.Publishing;

namespace Platform.Tests.Definitions;

/// <summary>How many places below take what is published.</summary>
public sealed class OpenPlacesTests
{
    private static readonly LocalityCode[] All = [.. new[] { "33", "3301", "330106", "330106001", "330110", "330110005", "330110012", "330110012001", "3302", "330203", "11", "1101", "110101" }.Select(LocalityCode.Parse)];

    [Fact]
    public void Every_place_takes_it_unless_it_or_one_above_has_its_own() => Gen.Select(Gen.Bool.Array[All.Length], Gen.Bool, Gen.Int[0, 3].Select(n => new[] { "0", "33", "3301", "11" }[n])).Sample((has, isItem, at) =>
    {
        var owner = LocalityCode.Parse(at);
        var tree = new LocalityTree(All.Select(c => new Locality(c, LocalizedText.Of(c.Value, c.Value))));
        LocalityCode[] own = [.. All.Where((c, i) => has[i] && c != owner && owner.Covers(c)).Order()];
        var below = OpenPlaces.Below(tree, owner, new DateOnly(2026, 3, 2)).Of(new(isItem ? DefinitionKind.Item : DefinitionKind.Form, "x", owner), own);
        LocalityCode[] expected = [.. All.Where(c => c != owner && owner.Covers(c) && !c.IsShelf && !own.Any(o => isItem ? o == c : o.Covers(c))).Order()];
        Assert.Equal((own.Length, expected.Length), (below.Own, below.Inherit));
        Assert.Equal(expected.Take(5), below.FirstInherit);
        Assert.Equal(own.Take(5), below.FirstOwn);
    });
}
