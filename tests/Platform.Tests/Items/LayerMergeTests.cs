using System.Text.Json;
using Platform.Model.Editing;
using Platform.Model.Items;
using Platform.Model.Localities;

namespace Platform.Tests.Items;

/// <summary>What a layer states stays, and is said when the layers above say or allow something else there; the rest follows by itself.</summary>
public sealed class LayerMergeTests
{
    private const string City = """
        { "key": "permit", "name": { "zh-CN": "许可" }, "promisedLimit": { "amount": 10, "unit": "workingDay" }, "resultName": { "zh-CN": "证" }, "hallVisits": 1, "consulting": "a",
          "materials": [ { "key": "plan", "name": { "zh-CN": "图" }, "copies": 3 }, { "key": "id", "name": { "zh-CN": "身份证" }, "copies": 1 } ], "offered": "below" }
        """;

    private const string Here = """
        { "key": "permit", "promisedLimit": { "amount": 5, "unit": "workingDay" }, "consulting": "b", "materials": [ { "key": "plan", "copies": 2 }, { "key": "own", "name": { "zh-CN": "自有" }, "mandatory": false } ] }
        """;

    [Fact]
    public void What_a_layer_does_not_state_follows_by_itself_and_is_not_to_be_decided()
    {
        var merge = Merge(City.Replace("\"证\"", "\"许可证\"", StringComparison.Ordinal).Replace("\"图\"", "\"平面图\"", StringComparison.Ordinal));
        Assert.False(merge.IsOpen);
        Assert.Equal(["materials[plan].name.zh-CN", "resultName.zh-CN"], Fields(merge, AboveFate.Follows));
        Assert.Equal(["consulting", "materials[own]", "materials[plan].copies", "promisedLimit"], Fields(merge, AboveFate.Local));
    }

    [Fact]
    public void What_a_layer_states_is_asked_when_the_layers_above_say_something_else_there()
    {
        var merge = Merge(City.Replace("\"amount\": 10", "\"amount\": 8", StringComparison.Ordinal).Replace("\"copies\": 3", "\"copies\": 4", StringComparison.Ordinal));
        Assert.Equal(["materials[plan].copies", "promisedLimit"], Fields(merge, AboveFate.Conflicts));
        var limit = merge.Differences.Single(d => d.Field == "promisedLimit");
        Assert.Equal((10, 8, 5), (Amount(limit.Before), Amount(limit.Above), Amount(limit.Here)));
        Assert.True(limit.IsAllowed);
        var taken = merge.Take([.. merge.Differences.Where(d => d.IsOpen)]);
        Assert.False(taken.ContainsKey("promisedLimit"));
        Assert.Equal("own", Assert.Single(taken["materials"]!.AsArray())!["key"]!.ToString());
        Assert.True(merge.PatchFor([]).IsEmpty);
        Assert.False(Merge(City, JsonElement.Parse(taken.ToJsonString())).IsOpen);
    }

    [Fact]
    public void What_is_no_longer_allowed_says_so()
    {
        var locked = Merge(City.Replace("\"consulting\": \"a\"", "\"consulting\": \"a\", \"policies\": { \"consulting\": \"locked\" }", StringComparison.Ordinal));
        var one = locked.Differences.Single(d => d.Fate == AboveFate.Conflicts);
        Assert.Equal(("consulting", false, FieldPolicy.Locked), (one.Field, one.IsAllowed, one.Policy));
        var stricter = Merge(City.Replace("\"amount\": 10", "\"amount\": 3", StringComparison.Ordinal)).Differences.Single(d => d.Field == "promisedLimit");
        Assert.False(stricter.IsAllowed);
        Assert.Null(stricter.Policy);
    }

    [Fact]
    public void Nobody_is_told_what_they_say_themselves()
    {
        Assert.DoesNotContain(Merge(City.Replace("\"consulting\": \"a\"", "\"consulting\": \"b\"", StringComparison.Ordinal)).Differences, d => d.Field == "consulting");
        Assert.Empty(Merge(City, JsonElement.Parse("""{ "key": "permit" }""")).Differences);
        var removed = JsonElement.Parse("""{ "key": "permit", "materials": [ { "key": "id", "removed": true } ] }""");
        Assert.Equal(["materials[id]"], Fields(Merge(City.Replace("\"copies\": 1", "\"copies\": 2", StringComparison.Ordinal), removed), AboveFate.Conflicts));
        var gone = City.Replace(", { \"key\": \"id\", \"name\": { \"zh-CN\": \"身份证\" }, \"copies\": 1 }", "", StringComparison.Ordinal);
        Assert.NotEqual(City, gone);
        Assert.False(Merge(gone, removed).IsOpen);
    }

    [Fact]
    public void Where_people_can_apply_and_what_is_allowed_below_are_compared_too()
    {
        var here = JsonElement.Parse("""{ "key": "permit", "offered": "here", "policies": { "hallVisits": "locked" } }""");
        Assert.Equal(["offered", "policies.hallVisits"], Fields(Merge(City, here), AboveFate.Local));
        Assert.Equal(["offered"], Fields(Merge(City.Replace("\"below\"", "\"none\"", StringComparison.Ordinal), here), AboveFate.Conflicts));
        var follows = Merge(City.Replace("\"below\"", "\"none\"", StringComparison.Ordinal), JsonElement.Parse("""{ "key": "permit" }"""));
        Assert.Equal(["offered"], Fields(follows, AboveFate.Follows));
    }

    private static LayerMerge Merge(string above, JsonElement? here = null) =>
        LayerMerge.Of([Layer("3301", City)], [Layer("3301", above)], new ItemLayer(LocalityCode.Parse("330110"), here ?? JsonElement.Parse(Here)));

    private static ItemLayer Layer(string owner, string json) => new(LocalityCode.Parse(owner), JsonElement.Parse(json));

    private static IEnumerable<string> Fields(AboveMerge merge, AboveFate fate) => merge.Differences.Where(d => d.Fate == fate).Select(d => d.Field).Order(StringComparer.Ordinal);

    private static int Amount(Held? held) => held!.Value!["amount"]!.GetValue<int>();
}
