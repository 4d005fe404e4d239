using System.Globalization;
using System.Resources;
using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Designer.Editors;
using Platform.Designer.Editors.Fields;
using Platform.Designer.Editors.Shapes;
using Platform.Model;
using Platform.Model.Definitions;
using Platform.Model.Editing;
using Platform.Model.Forms;
using Platform.Model.Items;
using Platform.Model.Sites;

namespace Platform.Tests.Editing;

public sealed class RecordShapeTests
{
    private static readonly ResourceManager Texts = new(typeof(EditorsText).FullName!, typeof(EditorsText).Assembly);

    public static TheoryData<DefinitionKind> Kinds => [.. Enum.GetValues<DefinitionKind>().Where(k => KindShapes.Find(k) is not null)];

    [Fact]
    public void A_yes_that_counts_unsaid_is_shown_as_one_and_its_no_is_written()
    {
        var isSealed = RecordShape.Of(typeof(Platform.Model.Documents.DocumentTemplate)).Members.Single(m => m.Name == "sealed");
        var repeatable = RecordShape.Of(typeof(Platform.Model.Connectors.BoundOperation)).Members.Single(m => m.Name == "repeatable");
        var sms = RecordShape.Of(typeof(Platform.Model.Notifications.MessageTemplate)).Members.Single(m => m.Name == "sms");
        Assert.Equal((true, true, false), (isSealed.IsYesUnsaid, repeatable.IsYesUnsaid, sms.IsYesUnsaid));
        Assert.Equal(("null", "false", "true", "null"), (Text(isSealed, true), Text(isSealed, false), Text(sms, true), Text(sms, false)));

        static string Text(MemberShape member, bool yes) => ValueTexts.YesNo(member, yes)?.ToJsonString() ?? "null";
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_member_and_choice_of_every_record_has_words_in_both_languages(DefinitionKind kind)
    {
        var silent = new List<string>();
        foreach (var (shape, member) in Members(KindShapes.Find(kind)!, []).Where(m => !(m.Shape.Type == KindShapes.Find(kind)!.Type && m.Member.Name == "key")))
        {
            foreach (var language in new[] { "zh-CN", "en" })
            {
                var culture = CultureInfo.GetCultureInfo(language);
                silent.AddRange(new[] { ($"{shape.Name}.{member.Name}", $"any.{member.Name}") }
                    .Concat(member.Choices.Select(c => ($"{shape.Name}.{member.Name}={c}", $"any.{member.Name}={c}")))
                    .Where(k => Texts.GetString(k.Item1, culture) is null && Texts.GetString(k.Item2, culture) is null)
                    .Select(k => $"{language}: {k.Item1}"));
            }
        }

        Assert.Empty(silent);
    }

    [Theory]
    [InlineData("zh-CN")]
    [InlineData("en")]
    public void What_becomes_of_several_rows_that_fit_is_explained_in_a_sentence_for_each_choice(string language)
    {
        var culture = CultureInfo.GetCultureInfo(language);
        var member = RecordShape.Of(typeof(Platform.Model.Decisions.DecisionTable)).Members.Single(m => m.Name == "hitPolicy");

        var sentences = member.Choices.Select(c => Texts.GetString($"DecisionTable.hitPolicy={c}.hint", culture)).ToList();

        Assert.Equal(Enum.GetValues<Platform.Model.Decisions.HitPolicy>().Length, sentences.Distinct().Count());
        Assert.All(sentences, s => Assert.EndsWith(language == "en" ? "." : "。", s));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_new_entry_of_every_list_can_be_read_back_or_says_what_it_lacks(DefinitionKind kind)
    {
        foreach (var (_, member) in Members(KindShapes.Find(kind)!, []).Where(m => m.Member.Kind == ShapeKind.Parts))
        {
            var list = new JsonArray(NewEntries.Of(member.PartShape!, []));
            list.Add(NewEntries.Of(member.PartShape!, list));
            Assert.NotNull(list[1].Deserialize(member.Part!, ModelJson.Options));
            if (member.PartShape!.NamingMember is not null)
            {
                Assert.Equal(2, EntryNames.Of(list)!.Distinct().Count());
            }
        }
    }

    [Fact]
    public void The_facts_of_an_item_are_sorted_under_headings_and_none_is_left_out()
    {
        var shape = RecordShape.Of(typeof(ServiceItem));
        var groups = RecordGroups.Of(shape, isDocument: true);
        Assert.Equal(["what", "law", "limits", "handling", "where"], groups.Select(g => g.Key));
        Assert.Equal(shape.Members.Select(m => m.Name).Where(n => n is not ("key" or RecordShape.Policies)).Order(), groups.SelectMany(g => g.Members).Select(m => m.Name).Order());
    }

    [Fact]
    public void Members_are_edited_as_what_they_are()
    {
        var material = RecordShape.Of(typeof(MaterialRequirement));
        Assert.Equal(
            [ShapeKind.Line, ShapeKind.Wording, ShapeKind.Whole, ShapeKind.YesNo, ShapeKind.Condition, ShapeKind.Passage, ShapeKind.Lines],
            new[] { "key", "name", "copies", "mandatory", "condition", "note", "fileTypes" }.Select(n => material.Members.Single(m => m.Name == n).Kind));
        Assert.True(RecordShape.Of(typeof(CodeEntry)).IsFlat);
        Assert.Equal(["workingDay", "naturalDay", "hour"], RecordShape.Of(typeof(TimeLimit)).Members.Single(m => m.Name == "unit").Choices);
        Assert.DoesNotContain(RecordShape.Of(typeof(ServiceItem)).Members, m => m.Name == "more");
    }

    [Fact]
    public void What_counts_unsaid_is_known_and_some_words_in_an_order_are_chosen()
    {
        var site = RecordShape.Of(typeof(SiteSettings));
        Assert.Equal(["30"], Member(site, "draftDays").Unsaid);
        Assert.Equal(["blue"], Member(site, "look").Unsaid);
        Assert.Empty(Member(site, "fourEyesOnPublishing").Unsaid);
        Assert.Empty(Member(RecordShape.Of(typeof(SiteContacts)), "hotline").Unsaid);
        Assert.Empty(Member(RecordShape.Of(typeof(TimeLimit)), "amount").Unsaid);
        var blocks = Member(RecordShape.Of(typeof(SiteHome)), "blocks");
        Assert.Equal(ShapeKind.Choices, blocks.Kind);
        Assert.Equal(blocks.Choices, blocks.Unsaid);
        Assert.Equal(site.Members.Select(m => m.Name).Order(), RecordGroups.Of(site, isDocument: true).SelectMany(g => g.Members).Select(m => m.Name).Order());

        static MemberShape Member(RecordShape shape, string name) => shape.Members.Single(m => m.Name == name);
    }

    [Theory]
    [InlineData(ShapeKind.Whole, "12", "12")]
    [InlineData(ShapeKind.Whole, "", null)]
    [InlineData(ShapeKind.Number, "1.50", "1.50")]
    [InlineData(ShapeKind.Line, "a", "\"a\"")]
    [InlineData(ShapeKind.Json, "{\"a\":1}", "{\"a\":1}")]
    public void What_is_typed_becomes_a_value(ShapeKind kind, string typed, string? json)
    {
        Assert.True(ValueTexts.TryRead(typed, kind, out var value));
        Assert.Equal(json, value?.Value?.ToJsonString(ModelJson.Options));
    }

    [Theory]
    [InlineData(ShapeKind.Whole, "1.5")]
    [InlineData(ShapeKind.Whole, "99999999999")]
    [InlineData(ShapeKind.Number, "1,5")]
    [InlineData(ShapeKind.Json, "{")]
    public void Half_a_value_is_none(ShapeKind kind, string typed) => Assert.False(ValueTexts.TryRead(typed, kind, out _));

    [Fact]
    public void A_spot_is_found_again_when_others_insert_before_it()
    {
        var document = (JsonObject)JsonNode.Parse("""{"entries":[{"code":"r"},{"code":"g"}],"law":[{"x":1},{"x":2}]}""")!;
        var entries = Spot.Root.Member("entries");
        var green = entries.Entry((JsonArray)document["entries"]!, 1).Member("label");
        var second = Spot.Root.Member("law").Entry((JsonArray)document["law"]!, 1);
        document["entries"]!.AsArray().Insert(0, new JsonObject { ["code"] = "b" });
        green.Put(document, "Green");
        second.Member("x").Put(document, 3);
        Assert.Equal("entries[g].label", green.Path);
        Assert.Equal("law[1]", second.Path);
        Assert.Equal("""{"entries":[{"code":"b"},{"code":"r"},{"code":"g","label":"Green"}],"law":[{"x":1},{"x":3}]}""", document.ToJsonString());
        Spot.Root.Member("a").Member("b").Put(document, 1);
        Assert.Equal(1, document["a"]!["b"]!.GetValue<int>());
        entries.Entry((JsonArray)document["entries"]!, 1).Put(document, null);
        green.Put(document, null);
        Assert.Equal("""[{"code":"b"},{"code":"g"}]""", document["entries"]!.ToJsonString());
    }

    [Fact]
    public void A_wording_keeps_its_other_language_and_vanishes_when_empty()
    {
        var plain = new WordingValue("受理");
        Assert.Equal("""{"zh-CN":"受理","en":"Acceptance"}""", plain.With("en", "Acceptance")!.ToJsonString(ModelJson.Options));
        Assert.Null(new WordingValue(new JsonObject { ["en"] = "x" }).With("en", ""));
        Assert.Equal(("受理", ""), (plain.In("zh-CN"), plain.In("en")));
    }

    private static IEnumerable<(RecordShape Shape, MemberShape Member)> Members(RecordShape shape, HashSet<Type> seen) =>
        seen.Add(shape.Type) ? shape.Members.SelectMany(m => m.PartShape is { } part ? Members(part, seen).Prepend((shape, m)) : [(shape, m)]).ToList() : [];
}
