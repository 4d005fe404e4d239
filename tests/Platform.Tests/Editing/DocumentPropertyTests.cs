using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using Platform.Model;
using Platform.Model.Editing;

namespace Platform.Tests.Editing;

public sealed class DocumentPropertyTests
{
    private static readonly Gen<string> Name = Gen.OneOf("a", "b", "c", "d", "e", "x.y", "[z]", "第一");

    private static readonly Gen<JsonNode?> Scalar = Gen.OneOf(
        Gen.Int[0, 3].Select(n => (JsonNode?)JsonValue.Create(n)),
        Name.Select(n => (JsonNode?)JsonValue.Create(n)),
        Gen.Bool.Select(b => (JsonNode?)JsonValue.Create(b)),
        Gen.Const((JsonNode?)null));

    private static readonly Gen<JsonNode?> Any = Gen.Recursive<JsonNode?>((depth, self) => depth > 3
        ? Scalar
        : Gen.Frequency(
            (2, Scalar),
            (2, Members(self).Select(m => (JsonNode?)m)),
            (3, Gen.Select(Name, Members(self)).Array[0, 5].Select(Entries)),
            (1, Name.Array[0, 5].Select(words => (JsonNode?)new JsonArray([.. words.Distinct().Select(w => (JsonNode?)JsonValue.Create(w))]))),
            (1, Scalar.Array[0, 3].Select(values => (JsonNode?)new JsonArray([.. values.Select(v => v?.DeepClone())])))));

    internal static Gen<JsonObject> Document { get; } = Members(Any);

    [Fact]
    public void The_changes_between_two_documents_lead_from_one_to_the_other() =>
        Gen.Select(Document, Document).Sample((before, after) =>
        {
            var patched = DocumentDiff.Between(before, after).Apply(before);
            Assert.Empty(patched.Conflicts);
            Same(after, patched.Document);
        }, iter: 3000);

    [Fact]
    public void Turned_round_they_lead_back() =>
        Gen.Select(Document, Document).Sample((before, after) =>
        {
            var patched = DocumentDiff.Between(before, after).Apply(before);
            var back = patched.Done.Invert().Apply(patched.Document);
            Assert.Empty(back.Conflicts);
            Same(before, back.Document);
        }, iter: 3000);

    [Fact]
    public void Done_twice_they_change_nothing_more() =>
        Gen.Select(Document, Document).Sample((before, after) =>
        {
            var patch = DocumentDiff.Between(before, after);
            var again = patch.Apply(patch.Apply(before).Document);
            Same(after, again.Document, ordered: false);
        }, iter: 1000);

    [Fact]
    public void They_survive_being_stored() =>
        Gen.Select(Document, Document).Sample((before, after) =>
        {
            var patch = DocumentDiff.Between(before, after);
            var read = JsonSerializer.Deserialize<DocumentPatch>(JsonSerializer.Serialize(patch, ModelJson.Options), ModelJson.Options)!;
            Same(after, read.Apply(before).Document);
        }, iter: 1000);

    [Fact]
    public void It_does_not_matter_whose_work_is_merged_into_whose() =>
        Gen.Select(Document, Document, Document).Sample((origin, mine, theirs) =>
        {
            var one = DocumentMerge.Merge(origin, mine, theirs);
            var other = DocumentMerge.Merge(origin, theirs, mine);
            Assert.Equal(one.Conflicts.Count == 0, other.Conflicts.Count == 0);
            if (one.Conflicts.Count == 0)
            {
                Same(one.Document, other.Document, ordered: false);
            }
        }, iter: 3000);

    [Fact]
    public void What_only_one_side_touched_is_taken_from_it() =>
        Gen.Select(Document, Document).Sample((origin, mine) =>
        {
            Same(mine, DocumentMerge.Merge(origin, mine, origin).Document);
            Same(mine, DocumentMerge.Merge(origin, origin, mine).Document);
            var both = DocumentMerge.Merge(origin, mine, mine);
            Assert.Empty(both.Conflicts);
            Same(mine, both.Document, ordered: false);
        }, iter: 1000);

    [Fact]
    public void As_many_steps_back_as_were_made_lead_to_the_beginning_and_as_many_again_to_the_end() =>
        Gen.Select(Document, Document.Array[1, 8]).Sample((origin, states) =>
        {
            var me = Guid.Parse("00000000-0000-0000-0000-000000000001");
            var (at, edits) = (origin, new List<Edit>());
            foreach (var state in states)
            {
                at = Carry(at, DocumentDiff.Between(at, state), EditKind.Made, me, edits);
            }

            for (var i = 0; i < states.Length; i++)
            {
                at = Carry(at, UndoRules.Of(edits, me).Undo[^1].Patch.Invert(), EditKind.Undone, me, edits);
            }

            Same(origin, at);
            Assert.Empty(UndoRules.Of(edits, me).Undo);
            for (var i = 0; i < states.Length; i++)
            {
                at = Carry(at, UndoRules.Of(edits, me).Redo[^1].Patch.Invert(), EditKind.Redone, me, edits);
            }

            Same(states[^1], at);
            Assert.Empty(UndoRules.Of(edits, me).Redo);
        }, iter: 500);

    [Fact]
    public void Paths_are_read_as_they_are_written() =>
        Gen.Select(Name, Gen.Bool).Array[0, 6].Sample(steps =>
        {
            var path = steps.Aggregate(DocumentPath.Root, (at, s) => s.Item2 ? at.Entry(s.Item1) : at.Member(s.Item1));
            Assert.Equal(path, DocumentPath.Parse(path.ToString()));
        }, iter: 500);

    private static JsonObject Carry(JsonObject document, DocumentPatch patch, EditKind kind, Guid author, List<Edit> edits)
    {
        var patched = patch.Apply(document);
        Assert.Empty(patched.Conflicts);
        edits.Add(new Edit(edits.Count + 1, kind, author, "", default, patched.Done));
        return patched.Document;
    }

    private static Gen<JsonObject> Members(Gen<JsonNode?> value) =>
        Gen.Select(Gen.OneOf("name", "list", "more", "p.q"), value).Array[0, 4].Select(members => new JsonObject(
            members.DistinctBy(m => m.Item1).Select(m => KeyValuePair.Create(m.Item1, m.Item2?.DeepClone()))));

    private static JsonNode? Entries((string Key, JsonObject Members)[] entries) => new JsonArray([.. entries.DistinctBy(e => e.Key).Select(e =>
    {
        var entry = (JsonObject)e.Members.DeepClone();
        entry["key"] = e.Key;
        return (JsonNode?)entry;
    })]);

    internal static void Same(JsonNode expected, JsonNode? actual, bool ordered = true)
    {
        var (left, right) = ordered ? (expected, actual) : (Sorted(expected), Sorted(actual));
        Assert.True(JsonNode.DeepEquals(left, right), $"expected {expected.ToJsonString()}\nwas      {actual?.ToJsonString()}");
    }

    /// <summary>Entries with names in order of names: two who move the same entry to different places have no right order.</summary>
    internal static JsonNode? Sorted(JsonNode? node) => node switch
    {
        JsonObject holder => new JsonObject(holder.Select(m => KeyValuePair.Create(m.Key, Sorted(m.Value)))),
        JsonArray list when EntryNames.Of(list) is { } names => new JsonArray([.. names.Zip(list).OrderBy(e => e.First, StringComparer.Ordinal).Select(e => Sorted(e.Second))]),
        JsonArray list => new JsonArray([.. list.Select(Sorted)]),
        _ => node?.DeepClone(),
    };
}
