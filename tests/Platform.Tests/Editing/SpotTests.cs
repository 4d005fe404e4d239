using System.Text.Json.Nodes;
using Platform.Designer.Editors;
using Platform.Model.Editing;

namespace Platform.Tests.Editing;

/// <summary>Acts on entries mean the entry that was seen, not the number it had.</summary>
public sealed class SpotTests
{
    private const string Named = """{"l":[{"id":"a"},{"id":"b"},{"id":"c"}]}""";
    private const string Nameless = """{"l":[{"t":1},{"t":2},{"t":3}]}""";

    [Theory]
    [InlineData(Named, """{"id":"n"}""")]
    [InlineData(Nameless, """{"t":9}""")]
    public void What_a_colleague_puts_before_it_changes_nothing_about_who_is_meant(string json, string inserted)
    {
        var document = (JsonObject)JsonNode.Parse(json)!;
        var second = Entry(document, 1);
        var list = document["l"]!.AsArray();
        var meant = list[1]!.ToJsonString();
        list.Insert(0, JsonNode.Parse(inserted));
        Assert.Equal(2, second.IndexIn(document));
        Assert.Equal(meant, second.Find(document)!.ToJsonString());
        Assert.True(second.Move(document, -1));
        Assert.Equal(1, second.IndexIn(document));
        second.Put(document, null);
        Assert.DoesNotContain(list, e => e!.ToJsonString() == meant);
        Assert.Equal(3, list.Count);
        second.Put(document, null);
        Assert.Equal(3, list.Count);
        Assert.False(second.Move(document, 1));
        Assert.Equal(-1, second.IndexIn(document));
    }

    [Theory]
    [InlineData(0, -1)]
    [InlineData(2, 1)]
    [InlineData(1, 0)]
    [InlineData(1, 5)]
    public void At_the_edge_nothing_moves(int at, int by)
    {
        var document = (JsonObject)JsonNode.Parse(Named)!;
        Assert.False(Entry(document, at).Move(document, by));
        Assert.Equal(Named.Replace(" ", "", StringComparison.Ordinal), document.ToJsonString());
    }

    [Fact]
    public void An_entry_without_a_name_that_somebody_else_changed_is_the_one_in_its_place()
    {
        var document = (JsonObject)JsonNode.Parse(Nameless)!;
        var second = Entry(document, 1);
        document["l"]![1] = JsonNode.Parse("""{"t":7}""");
        second.Member("u").Put(document, 1);
        Assert.Equal("""{"t":7,"u":1}""", document["l"]![1]!.ToJsonString());
        document["l"]!.AsArray().RemoveAt(0);
        Assert.Equal(-1, second.IndexIn(document));
    }

    [Fact]
    public void The_names_of_the_others_are_known_from_the_entry_and_from_its_members()
    {
        var document = (JsonObject)JsonNode.Parse(Named)!;
        var second = Entry(document, 1);
        Assert.Equal(["a", "c"], second.OtherNames(document));
        Assert.Equal(["a", "c"], second.Member("id").OtherNames(document));
        Assert.Empty(Spot.Root.Member("l").OtherNames(document));
        Assert.Equal((false, true, false, false), (second.IsInEntry, second.Member("id").IsInEntry, second.Member("id").Member("en").IsInEntry, Spot.Root.Member("id").IsInEntry));
    }

    [Fact]
    public void Cells_are_counted_and_do_not_name_each_other()
    {
        var document = (JsonObject)JsonNode.Parse("""{"default":["a","b"]}""")!;
        var list = Spot.Root.Member("default");
        var first = list.Entry(list.List(document), 0);
        document["default"] = new JsonArray("b", "a");
        Assert.Equal(("default[0]", 0), (first.Path, first.IndexIn(document)));
        Assert.Empty(first.OtherNames(document));
        document["default"] = new JsonArray("x", "b", "a");
        Assert.Equal(-1, first.IndexIn(document));
    }

    [Fact]
    public void A_null_of_the_file_is_something_and_nothing_is_not()
    {
        var document = (JsonObject)JsonNode.Parse("""{"a":null,"l":[null,1]}""")!;
        Assert.Equal(new Held(null), Spot.Root.Member("a").Hold(document));
        Assert.Null(Spot.Root.Member("b").Hold(document));
        Spot.Root.Member("b").Write(document, new Held(null));
        Spot.Root.Member("a").Write(document, null);
        Assert.Equal("""{"l":[null,1],"b":null}""", document.ToJsonString());
    }

    private static Spot Entry(JsonObject document, int at) => Spot.Root.Member("l").Entry(document["l"]!.AsArray(), at);
}
