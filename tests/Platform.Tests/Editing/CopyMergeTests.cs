using System.Text.Json.Nodes;
using CsCheck;
using Platform.Model.Editing;

namespace Platform.Tests.Editing;

/// <summary>What is above and what is here are brought together without anything of here being lost.</summary>
public sealed class CopyMergeTests
{
    private static readonly Gen<JsonObject> Document = DocumentPropertyTests.Document;

    /// <summary>A copy, what became of it here, and what became above of what it was made from: most things stay as they were, as in life.</summary>
    private static readonly Gen<(JsonObject Origin, JsonObject Above, JsonObject Here)> Three = Gen.OneOf(
        Gen.Select(Document, Document, Document),
        Gen.Select(Document, Document, Document).Select((origin, above, here) => (origin, Partly(origin, above, 1), Partly(origin, here, 2))),
        Gen.Select(Entries, Entries, Entries).Select((origin, above, here) => (origin, above, here)));

    private static Gen<JsonObject> Entries => Gen.Select(Gen.OneOf("a", "b", "c", "d", "e"), Gen.Int[0, 2], Gen.Int[0, 2]).Array[0, 5].Select(list => new JsonObject
    {
        ["list"] = new JsonArray([.. list.DistinctBy(e => e.Item1).Select(e => (JsonNode?)new JsonObject { ["key"] = e.Item1, ["x"] = e.Item2, ["y"] = new JsonObject { ["z"] = e.Item3 } })]),
    });

    [Fact]
    public void Taking_what_has_no_conflict_loses_nothing_that_was_said_here() =>
        Three.Sample(three =>
        {
            var merge = CopyMerge.Of(three.Origin, three.Above, three.Here);
            var taken = merge.Take([.. merge.Differences.Where(d => d.Fate == AboveFate.Takes)]);
            var own = DocumentDiff.Between(three.Origin, three.Here, renames: false).Changes.Where(c => c is not EntryMoved).ToList();
            var again = new DocumentPatch(own).Apply(taken);
            DocumentPropertyTests.Same(taken, again.Document);
            Assert.All(again.Conflicts, c => Assert.Contains(merge.Differences, d => d.Fate == AboveFate.Takes && c.Change.Element.Holds(d.Place)));
        }, iter: 3000);

    [Fact]
    public void Taking_everything_gives_what_is_above_with_what_is_only_here() =>
        Three.Sample(three =>
        {
            var merge = CopyMerge.Of(three.Origin, three.Above, three.Here);
            var taken = merge.Take([.. merge.Differences.Where(d => d.IsOpen)]);
            var local = merge.Differences.Where(d => d.Fate == AboveFate.Local && !d.IsOrder).Select(d => d.Place).ToList();
            var own = DocumentDiff.Between(three.Origin, three.Here, renames: false).Changes.Where(c => c is not EntryMoved && local.Contains(c.Element)).ToList();
            DocumentPropertyTests.Same(new DocumentPatch(own).Apply(three.Above).Document, taken, ordered: false);
        }, iter: 3000);

    [Fact]
    public void Taking_nothing_changes_nothing_and_so_does_taking_twice() =>
        Three.Sample(three =>
        {
            var merge = CopyMerge.Of(three.Origin, three.Above, three.Here);
            Assert.True(merge.PatchFor([]).IsEmpty);
            var takes = merge.Differences.Where(d => d.Fate == AboveFate.Takes).ToList();
            var taken = merge.Take(takes);
            var again = CopyMerge.Of(three.Origin, three.Above, taken);
            Assert.Equal(0, again.Count(AboveFate.Takes));
            Assert.Equal(merge.Count(AboveFate.Conflicts), again.Count(AboveFate.Conflicts));
            Assert.All(takes.Where(d => !d.IsOrder), d => Assert.True(again.IsTaken(d.Place)));
            var patch = merge.PatchFor(takes).Apply(three.Here);
            Assert.Empty(patch.Conflicts);
            DocumentPropertyTests.Same(taken, patch.Document);
        }, iter: 3000);

    [Fact]
    public void Everything_taken_there_is_nothing_left_to_decide() =>
        Three.Sample(three =>
        {
            var merge = CopyMerge.Of(three.Origin, three.Above, three.Here);
            var taken = merge.Take([.. merge.Differences.Where(d => d.IsOpen)]);
            Assert.DoesNotContain(CopyMerge.Of(three.Origin, three.Above, taken).Differences, d => d.IsOpen && !d.IsOrder);
        }, iter: 3000);

    [Fact]
    public void What_one_side_did_not_touch_never_conflicts() =>
        Gen.Select(Document, Document).Sample((origin, other) =>
        {
            var unchanged = CopyMerge.Of(origin, other, origin);
            Assert.Equal(0, unchanged.Count(AboveFate.Conflicts) + unchanged.Count(AboveFate.Local));
            DocumentPropertyTests.Same(other, unchanged.Take([.. unchanged.Differences]));
            Assert.False(CopyMerge.Of(origin, origin, other).IsOpen);
            Assert.False(CopyMerge.Of(origin, other, other).IsOpen);
        }, iter: 2000);

    [Fact]
    public void Whether_there_are_conflicts_does_not_depend_on_the_side() =>
        Three.Sample(three => Assert.Equal(
            CopyMerge.Of(three.Origin, three.Above, three.Here).Count(AboveFate.Conflicts) > 0,
            CopyMerge.Of(three.Origin, three.Here, three.Above).Count(AboveFate.Conflicts) > 0), iter: 3000);

    [Fact]
    public void Without_an_origin_every_difference_is_to_be_chosen_and_all_taken_is_what_is_above() =>
        Gen.Select(Document, Document).Sample((above, here) =>
        {
            var merge = CopyMerge.Of(null, above, here);
            Assert.All(merge.Differences, d => Assert.Equal(AboveFate.Conflicts, d.Fate));
            DocumentPropertyTests.Same(above, merge.Take([.. merge.Differences]));
        }, iter: 2000);

    [Fact]
    public void Each_difference_has_a_name_of_its_own() =>
        Three.Sample(three =>
        {
            var fields = CopyMerge.Of(three.Origin, three.Above, three.Here).Differences.Select(d => d.Field).ToList();
            Assert.Equal(fields.Count, fields.Distinct().Count());
        }, iter: 1000);

    [Fact]
    public void Each_field_is_what_an_official_expects_of_it()
    {
        var origin = Table("r:Red", "g:Green", "b:Blue", "y:Yellow");
        var above = Table("r:Red", "g:Olive", "b:Navy", "w:White");
        var here = Table("r:Crimson", "g:Green", "b:Sky", "y:Yellow", "p:Pink");
        var merge = CopyMerge.Of(origin, above, here);
        Assert.Equal(
            ["Takes entries[g].label", "Takes entries[w]", "Takes entries[y]", "Conflicts entries[b].label", "Local entries[p]", "Local entries[r].label"],
            merge.Differences.Select(d => $"{d.Fate} {d.Field}").OrderBy(l => l.Split(' ')[0] switch { "Takes" => 0, "Conflicts" => 1, _ => 2 }).ThenBy(l => l, StringComparer.Ordinal));
        var conflict = merge.Differences.Single(d => d.Fate == AboveFate.Conflicts);
        Assert.Equal(("Blue", "Navy", "Sky"), (conflict.Before!.Value!.ToString(), conflict.Above!.Value!.ToString(), conflict.Here!.Value!.ToString()));
        Assert.Equal("r:Crimson g:Olive b:Sky p:Pink w:White", Text(merge.Take([.. merge.Differences.Where(d => d.Fate == AboveFate.Takes)])));
        Assert.Contains("b:Navy", Text(merge.Take([conflict])), StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_removed_here_and_changed_above_is_asked_as_one_and_comes_back_whole()
    {
        var merge = CopyMerge.Of(Table("r:Red", "g:Green"), Table("r:Crimson", "g:Green"), Table("g:Green"));
        var one = Assert.Single(merge.Differences);
        Assert.Equal(("entries[r]", AboveFate.Conflicts), (one.Field, one.Fate));
        Assert.Null(one.Here);
        Assert.Equal("r:Crimson g:Green", Text(merge.Take([one])));
    }

    [Fact]
    public void Two_orders_of_one_list_are_a_conflict_and_one_is_taken()
    {
        var (origin, above, here) = (Table("a:1", "b:2", "c:3"), Table("c:3", "a:1", "b:2"), Table("b:2", "a:1", "c:3"));
        var one = Assert.Single(CopyMerge.Of(origin, above, here).Differences);
        Assert.Equal(("entries order", true, AboveFate.Conflicts), (one.Field, one.IsOrder, one.Fate));
        Assert.Equal("c:3 a:1 b:2", Text(CopyMerge.Of(origin, above, here).Take([one])));
        var free = CopyMerge.Of(origin, above, Table("a:1", "x:9", "b:2", "c:3"));
        Assert.Equal("c:3 x:9 a:1 b:2", Text(free.Take([.. free.Differences.Where(d => d.Fate == AboveFate.Takes)])));
    }

    [Fact]
    public void An_entry_moved_on_one_side_and_removed_on_the_other_leaves_no_order_to_choose()
    {
        var (origin, moved, removed) = (Table("b:1", "c:2", "d:3"), Table("c:2", "b:1", "d:3"), Table("d:3", "b:1", "e:4"));
        Assert.Equal(["entries order Local", "entries[c] Local", "entries[e] Local"], Said(CopyMerge.Of(origin, moved, removed)));
        Assert.Equal(["entries order Takes", "entries[c] Takes", "entries[e] Takes"], Said(CopyMerge.Of(origin, removed, moved)));

        static IEnumerable<string> Said(CopyMerge merge) => merge.Differences.Select(d => $"{d.Field} {d.Fate}").Order(StringComparer.Ordinal);
    }

    [Fact]
    public void Words_here_and_objects_above_are_chosen_as_one_list()
    {
        var (origin, above, here) = (Table("d:1"), Table("d:2"), (JsonObject)JsonNode.Parse("""{ "entries": ["e", "d"] }""")!);
        var one = Assert.Single(CopyMerge.Of(origin, above, here).Differences);
        Assert.Equal(("entries", AboveFate.Conflicts), (one.Field, one.Fate));
        Assert.Equal("d:2", Text(CopyMerge.Of(origin, above, here).Take([one])));
    }

    [Fact]
    public void A_list_put_in_order_on_one_side_and_replaced_on_the_other_is_a_conflict_on_both()
    {
        var (origin, ordered, replaced) = (Table("a:1", "b:2"), Table("b:2", "a:1"), new JsonObject());
        var one = Assert.Single(CopyMerge.Of(origin, ordered, replaced).Differences);
        Assert.Equal(("entries", false, AboveFate.Conflicts), (one.Field, one.IsOrder, one.Fate));
        Assert.Equal("b:2 a:1", Text(CopyMerge.Of(origin, ordered, replaced).Take([one])));
        var other = Assert.Single(CopyMerge.Of(origin, replaced, ordered).Differences);
        Assert.Equal(("entries", AboveFate.Conflicts), (other.Field, other.Fate));
        Assert.Empty(CopyMerge.Of(origin, replaced, ordered).Take([other]));
    }

    private static JsonObject Table(params string[] entries) => new()
    {
        ["entries"] = new JsonArray([.. entries.Select(e => (JsonNode?)new JsonObject { ["code"] = e.Split(':')[0], ["label"] = e.Split(':')[1] })]),
    };

    private static string Text(JsonObject table) => string.Join(' ', table["entries"]!.AsArray().Select(e => $"{e!["code"]}:{e["label"]}"));

    /// <summary>The origin with some of the members of another document.</summary>
    private static JsonObject Partly(JsonObject origin, JsonObject other, int salt)
    {
        var mixed = (JsonObject)origin.DeepClone();
        foreach (var (name, value) in other.Where((_, i) => (i + salt) % 2 == 0))
        {
            mixed[name] = value?.DeepClone();
        }

        return mixed;
    }
}
