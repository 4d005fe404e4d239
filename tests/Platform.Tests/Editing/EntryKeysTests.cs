using System.Text.Json.Nodes;
using Platform.Designer.Editors;
using Platform.Designer.Editors.Forms;

namespace Platform.Tests.Editing;

/// <summary>Whoever types in an entry of a list stays in it, whatever becomes of the list meanwhile.</summary>
public sealed class EntryKeysTests
{
    [Theory]
    [InlineData("""[{"id":"a"},{"id":"b"},{"id":"c"}]""", """[{"id":"a"},{"id":"x"},{"id":"c"}]""", "0,1,2")]
    [InlineData("""[{"id":"a"},{"id":"b"},{"id":"c"}]""", """[{"id":"n"},{"id":"a"},{"id":"c"},{"id":"b"}]""", "-,0,2,1")]
    [InlineData("""[{"id":"a","l":1},{"id":"b","l":2}]""", """[{"id":"n","l":9},{"id":"a","l":1},{"id":"x","l":2}]""", "-,0,1")]
    [InlineData("""[{"id":"a","l":1},{"id":"b","l":2}]""", """[{"id":"a","l":1},{"id":"x","l":3}]""", "0,1")]
    [InlineData("""[{"id":"a"},{"id":"b"}]""", """[{"id":"b"}]""", "1")]
    [InlineData("""[{"id":"a"},{"id":""}]""", """[{"id":"a"},{"id":"a"}]""", "0,1")]
    [InlineData("""[{"t":1},{"t":2},{"t":3}]""", """[{"t":2},{"t":3}]""", "1,2")]
    [InlineData("""[{"t":1},{"t":2},{"t":3}]""", """[{"t":1},{"t":3},{"t":2}]""", "0,2,1")]
    [InlineData("""[{"t":1},{"t":2}]""", """[{"t":1},{"t":5}]""", "0,1")]
    [InlineData("""["","",""]""", """["","x",""]""", "0,1,2")]
    [InlineData("[]", """["a"]""", "-")]
    public void An_entry_keeps_its_key_when_it_is_renamed_moved_or_gets_neighbours(string before, string after, string expected)
    {
        var keys = new EntryKeys();
        var old = keys.Follow(Read(before)).ToList();
        var now = keys.Follow(Read(after));
        Assert.Equal(expected, string.Join(',', now.Select(k => old.IndexOf(k) is >= 0 and var was ? $"{was}" : "-")));
        Assert.Equal(now.Count, now.Distinct().Count());
        Assert.Equal(now, keys.Follow(Read(after)));
    }

    [Fact]
    public void The_parts_of_a_form_keep_theirs_when_what_they_stand_in_gets_another_key()
    {
        var document = (JsonObject)JsonNode.Parse("""{"pages":[{"key":"p","sections":[{"key":"s","elements":[{"key":"a","type":"text"},{"key":"m","type":"repeat","elements":[{"key":"n","type":"text","visibleWhen":{"op":"count","repeat":"m","is":"equals","value":1}}]}]}]}]}""")!;
        var outline = new OutlineKeys();
        var before = outline.Follow(document, FormOutline.Of(document)).ToList();
        foreach (var (key, now) in new[] { ("s", "section"), ("m", "members"), ("p", "page"), ("n", "income") })
        {
            document = (JsonObject)document.DeepClone();
            FormEdits.RenameKey(document, FormOutline.Of(document).Single(n => n.Key == key), now);
            Assert.Equal(before, outline.Follow(document, FormOutline.Of(document)));
        }

        Assert.Equal(before.Count, before.Distinct().Count());
    }

    private static JsonArray Read(string json) => (JsonArray)JsonNode.Parse(json)!;
}
