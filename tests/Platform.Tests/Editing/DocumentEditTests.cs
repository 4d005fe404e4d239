using System.Text.Json.Nodes;
using Platform.Model.Editing;

namespace Platform.Tests.Editing;

public sealed class DocumentEditTests
{
    private static readonly Guid Ann = Guid.Parse("00000000-0000-0000-0000-00000000000a");
    private static readonly Guid Bob = Guid.Parse("00000000-0000-0000-0000-00000000000b");

    private const string Flow =
        """
        { "root": { "activities": [ {"id":"accept","role":"officer"}, {"id":"review","role":"officer","days":3}, {"id":"decide"} ],
          "connections": [ {"source":{"activity":"accept","port":"Done"},"target":{"activity":"review","port":"In"}} ] } }
        """;

    [Fact]
    public void Two_who_edit_different_steps_both_keep_their_work()
    {
        var mine = Changed(d => Step(d, "accept")["role"] = "lead");
        var theirs = Changed(d =>
        {
            Step(d, "review")["days"] = 5;
            Steps(d).Insert(2, JsonNode.Parse("""{"id":"countersign"}"""));
        });
        var merged = DocumentMerge.Merge(Origin(), mine, theirs);
        Assert.Empty(merged.Conflicts);
        Assert.Equal("lead", Step(merged.Document, "accept")["role"]!.GetValue<string>());
        Assert.Equal(5, Step(merged.Document, "review")["days"]!.GetValue<int>());
        Assert.Equal(["accept", "review", "countersign", "decide"], Steps(merged.Document).Select(s => s!["id"]!.GetValue<string>()));
    }

    [Fact]
    public void What_two_change_differently_is_shown_with_both_versions()
    {
        var merged = DocumentMerge.Merge(Origin(), Changed(d => Step(d, "review")["days"] = 4), Changed(d => Step(d, "review")["days"] = 5));
        var conflict = Assert.Single(merged.Conflicts);
        Assert.Equal("root.activities[review].days", conflict.Change.Path.ToString());
        Assert.Equal(4, ((MemberSet)conflict.Change).After!.Value!.GetValue<int>());
        Assert.Equal(5, conflict.Current!.Value!.GetValue<int>());
        Assert.Equal(5, Step(merged.Document, "review")["days"]!.GetValue<int>());
    }

    [Fact]
    public void A_step_that_a_colleague_goes_on_with_is_not_removed_under_their_hands()
    {
        var merged = DocumentMerge.Merge(Origin(), Changed(d => Steps(d).RemoveAt(1)), Changed(d => Step(d, "review")["days"] = 5));
        Assert.IsType<EntryRemoved>(Assert.Single(merged.Conflicts).Change);
        Assert.Equal(5, Step(merged.Document, "review")["days"]!.GetValue<int>());
    }

    [Fact]
    public void A_step_that_is_renamed_takes_a_colleagues_change_along()
    {
        var mine = Changed(d => Step(d, "review")["days"] = 5);
        var theirs = Changed(d => Step(d, "review")["id"] = "examine");
        var rename = DocumentDiff.Between(Origin(), theirs);
        Assert.IsType<EntryRenamed>(Assert.Single(rename.Changes));
        var edited = rename.Apply(mine);
        Assert.Empty(edited.Conflicts);
        Assert.Equal(5, Step(edited.Document, "examine")["days"]!.GetValue<int>());
    }

    [Fact]
    public void A_merge_asks_about_a_step_that_one_side_renamed_and_the_other_changed_whichever_side_is_asked()
    {
        var mine = Changed(d => Step(d, "review")["days"] = 5);
        var theirs = Changed(d => Step(d, "review")["id"] = "examine");
        Assert.NotEmpty(DocumentMerge.Merge(Origin(), theirs, mine).Conflicts);
        Assert.NotEmpty(DocumentMerge.Merge(Origin(), mine, theirs).Conflicts);
        var gone = Changed(d => Steps(d).Remove(Step(d, "review")));
        Assert.Empty(DocumentMerge.Merge(Origin(), theirs, gone).Conflicts);
        Assert.Empty(DocumentMerge.Merge(Origin(), gone, theirs).Conflicts);
    }

    [Fact]
    public void Moving_one_of_many_is_one_change()
    {
        var before = (JsonObject)JsonNode.Parse("""{"l":["a","b","c","d","e"]}""")!;
        var after = (JsonObject)JsonNode.Parse("""{"l":["b","c","d","e","a"]}""")!;
        var moved = Assert.IsType<EntryMoved>(Assert.Single(DocumentDiff.Between(before, after).Changes));
        Assert.Equal(("a", "e"), (moved.Name, moved.To.After));
    }

    [Fact]
    public void Entries_that_are_counted_are_set_as_one_and_never_one_by_one()
    {
        var document = (JsonObject)JsonNode.Parse("""{"rules":[{"id":"r","when":["a","b"]}],"default":["x"]}""")!;
        foreach (var path in new[] { "rules[r].when", "default" })
        {
            var at = DocumentPath.Parse(path);
            var outcome = new DocumentPatch([
                new EntryAdded("n", new EntryPlace(null, null), "n") { Path = at },
                new EntryRemoved("a", new EntryPlace(null, "b"), "a") { Path = at },
                new EntryMoved("a", new EntryPlace(null, "b"), new EntryPlace("b", null)) { Path = at },
            ]).Apply(document);
            Assert.Equal(3, outcome.Conflicts.Count);
            Assert.All(outcome.Conflicts, c => Assert.Null(c.Insist()));
            Assert.True(JsonNode.DeepEquals(document, outcome.Document));
        }

        var after = (JsonObject)document.DeepClone();
        after["rules"]![0]!["when"] = new JsonArray("b", "a", "b");
        Assert.IsType<MemberSet>(Assert.Single(DocumentDiff.Between(document, after).Changes));
    }

    [Fact]
    public void An_entry_comes_in_under_no_name_but_its_own()
    {
        var at = DocumentPath.Parse("root.activities");
        var document = Origin();
        var added = new EntryAdded("review2", new EntryPlace("review", null), JsonNode.Parse("""{"id":"review"}""")!) { Path = at };
        var outcome = new DocumentPatch([added]).Apply(document);
        Assert.Equal(added, Assert.Single(outcome.Conflicts).Change);
        Assert.True(JsonNode.DeepEquals(document, outcome.Document));
        Assert.Empty(new DocumentPatch([added with { Value = JsonNode.Parse("""{"id":"review2"}""")! }]).Apply(document).Conflicts);
    }

    [Theory]
    [InlineData("role", "officer", "lead")]
    [InlineData("name", "review", "lead")]
    [InlineData("id", "review", "")]
    [InlineData("id", "review", "accept")]
    public void An_entry_is_renamed_by_what_names_it_and_by_nothing_else(string member, string before, string after)
    {
        var document = Origin();
        var rename = new EntryRenamed(member, before is "officer" ? "review" : before, after) { Path = DocumentPath.Parse("root.activities") };
        var outcome = new DocumentPatch([rename]).Apply(document);
        Assert.Single(outcome.Conflicts);
        Assert.True(JsonNode.DeepEquals(document, outcome.Document));
    }

    [Theory]
    [InlineData("root.activities[review].id", "\"review\"", "\"accept\"")]
    [InlineData("root.activities[review].key", null, "\"other\"")]
    [InlineData("root.connections[accept:Done>review:In].source.port", "\"Done\"", "\"Pass\"")]
    public void A_member_that_names_an_entry_is_not_set_behind_its_back(string path, string? before, string after)
    {
        var document = Origin();
        var set = new MemberSet(before is null ? null : new Held(JsonNode.Parse(before)), new Held(JsonNode.Parse(after))) { Path = DocumentPath.Parse(path) };
        var outcome = new DocumentPatch([set]).Apply(document);
        Assert.Equal(set, Assert.Single(outcome.Conflicts).Change);
        Assert.True(JsonNode.DeepEquals(document, outcome.Document));
    }

    [Fact]
    public void An_entry_that_is_named_by_another_member_from_now_on_can_be_undone()
    {
        var before = (JsonObject)JsonNode.Parse("""{"l":[{"id":"a"},{"id":"c"}]}""")!;
        var after = (JsonObject)JsonNode.Parse("""{"l":[{"key":"a","id":"b"},{"id":"c"}]}""")!;
        var forth = DocumentDiff.Between(before, after).Apply(before);
        Assert.Empty(forth.Conflicts);
        Assert.True(JsonNode.DeepEquals(after, forth.Document));
        Assert.True(JsonNode.DeepEquals(before, forth.Done.Invert().Apply(forth.Document).Document));
    }

    [Fact]
    public void Undoing_takes_back_my_edit_and_never_a_colleagues()
    {
        var edits = new List<Edit>();
        var document = Carry(Origin(), d => Step(d, "accept")["role"] = "lead", Ann, edits);
        document = Carry(document, d => Step(d, "review")["days"] = 5, Bob, edits);
        var undone = UndoRules.Of(edits, Ann).Undo[^1].Patch.Invert().Apply(document);
        Assert.Empty(undone.Conflicts);
        Assert.Equal("officer", Step(undone.Document, "accept")["role"]!.GetValue<string>());
        Assert.Equal(5, Step(undone.Document, "review")["days"]!.GetValue<int>());
    }

    [Fact]
    public void What_a_colleague_wrote_over_my_edit_stays_when_I_undo()
    {
        var edits = new List<Edit>();
        var document = Carry(Origin(), d => Step(d, "review")["days"] = 4, Ann, edits);
        document = Carry(document, d => Step(d, "review")["days"] = 5, Bob, edits);
        var undone = UndoRules.Of(edits, Ann).Undo[^1].Patch.Invert().Apply(document);
        Assert.Single(undone.Conflicts);
        Assert.Equal(5, Step(undone.Document, "review")["days"]!.GetValue<int>());
    }

    [Fact]
    public void Typing_on_is_one_step_back_and_a_pause_begins_another()
    {
        var at = new DateTimeOffset(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);
        Edit Typed(string before, string after, int second, Guid author) => new(1, EditKind.Made, author, "", at.AddSeconds(second), new DocumentPatch(
            [new MemberSet(new Held(before), new Held(after)) { Path = DocumentPath.Parse("title.en") }]));
        var joined = UndoRules.Join(Typed("", "Lic", 0, Ann), Typed("Lic", "Licence", 1, Ann));
        Assert.Equal(("", "Licence"), Assert.IsType<MemberSet>(Assert.Single(joined!.Patch.Changes)) is var set ? (set.Before!.Value!.GetValue<string>(), set.After!.Value!.GetValue<string>()) : default);
        Assert.Null(UndoRules.Join(Typed("", "Lic", 0, Ann), Typed("Lic", "Licence", 3, Ann)));
        Assert.Null(UndoRules.Join(Typed("", "Lic", 0, Ann), Typed("Lic", "Licence", 1, Bob)));
    }

    [Theory]
    [InlineData("a[b")]
    [InlineData("a]")]
    public void A_broken_path_is_refused(string text) => Assert.Throws<FormatException>(() => DocumentPath.Parse(text));

    private static JsonObject Carry(JsonObject document, Action<JsonObject> change, Guid author, List<Edit> edits)
    {
        var after = (JsonObject)document.DeepClone();
        change(after);
        var patched = DocumentDiff.Between(document, after).Apply(document);
        edits.Add(new Edit(edits.Count + 1, EditKind.Made, author, "", default, patched.Done));
        return patched.Document;
    }

    private static JsonObject Changed(Action<JsonObject> change)
    {
        var document = Origin();
        change(document);
        return document;
    }

    private static JsonObject Origin() => (JsonObject)JsonNode.Parse(Flow)!;

    private static JsonArray Steps(JsonObject document) => (JsonArray)document["root"]!["activities"]!;

    private static JsonObject Step(JsonObject document, string id) => (JsonObject)Steps(document).Single(s => s!["id"]!.GetValue<string>() == id)!;
}
