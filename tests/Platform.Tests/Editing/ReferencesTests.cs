using System.Text.Json.Nodes;
using Platform.Designer.Editors;
using Platform.Designer.Editors.Forms;
using Platform.Designer.Editors.Shapes;
using Platform.Model.Bundles;
using Platform.Model.Definitions;
using Platform.Model.Forms;
using Platform.Model.Identity;
using Platform.Model.Items;
using Platform.Model.Localities;
using Platform.Tests.Items;

namespace Platform.Tests.Editing;

/// <summary>What can be referred to is proposed, so that nobody has to know keys by heart.</summary>
public sealed class ReferencesTests
{
    [Theory]
    [InlineData(typeof(FormField), "codeTable", ReferenceKind.CodeTable)]
    [InlineData(typeof(FieldPrefill), "source", ReferenceKind.Prefill)]
    [InlineData(typeof(ServiceItem), "form", ReferenceKind.Form)]
    [InlineData(typeof(ServiceItem), "flow", ReferenceKind.Flow)]
    [InlineData(typeof(ServiceItem), "calendar", ReferenceKind.Calendar)]
    [InlineData(typeof(ItemAuthority), "code", ReferenceKind.Authority)]
    [InlineData(typeof(Bundle), "form", ReferenceKind.Form)]
    [InlineData(typeof(BundlePart), "item", ReferenceKind.Item)]
    [InlineData(typeof(BundlePart), "answers", ReferenceKind.Source)]
    public void A_member_that_refers_to_something_proposes_what_there_is(Type type, string member, ReferenceKind kind)
    {
        var shape = RecordShape.Of(type);
        var one = shape.Members.Single(m => m.Name == member);
        Assert.Null(References.None.ListFor(shape, one));
        Assert.Equal(References.IdOf(kind), References.None.With(kind, [new ReferenceChoice("x", null)]).ListFor(shape, one));
        Assert.Null(References.None.With(kind, []).ListFor(shape, one));
    }

    [Fact]
    public async Task What_is_in_force_here_or_above_is_proposed_with_its_name()
    {
        await using var server = await ItemsServer.StartAsync();
        foreach (var kind in Enum.GetValues<DefinitionKind>())
        {
            var name = new DefinitionName(kind, "x", LocalityCode.Parse("330110"));
            var read = await References.ReadAsync(server.Get<IDefinitions>(), server.Get<IAuthorities>(), name, TestContext.Current.CancellationToken);
            Assert.Equal(References.Of(kind).Order(), read.Lists.Keys.Order());
            Assert.All(read.Lists.Where(l => l.Key is ReferenceKind.Form or ReferenceKind.Flow or ReferenceKind.Calendar), l => Assert.NotEmpty(l.Value));
            Assert.All(read.Lists.SelectMany(l => l.Value), c => Assert.NotEmpty(c.Key));
        }
    }

    [Theory]
    [InlineData("form", ReferenceKind.Form)]
    [InlineData("flow", ReferenceKind.Flow)]
    [InlineData("calendar", ReferenceKind.Calendar)]
    public void Form_flow_and_calendar_of_an_item_are_chosen_by_name_and_begun_from_it(string member, ReferenceKind kind)
    {
        var shape = RecordShape.Of(typeof(ServiceItem));
        var one = shape.Members.Single(m => m.Name == member);
        var references = new References(new Dictionary<ReferenceKind, IReadOnlyList<ReferenceChoice>> { [kind] = [new ReferenceChoice("pool", "游泳场所")] }, LocalityCode.Parse("330110"));

        Assert.Equal("游泳场所", Assert.Single(references.CodesFor(shape, one)!).Title);
        Assert.Equal("bath-house", references.FreeKeyFor(shape, one, "bath-house"));
        Assert.Equal("pool-2", references.FreeKeyFor(shape, one, "pool"));
        Assert.Empty(references.With(kind, []).CodesFor(shape, one)!);
        Assert.Null(References.None.CodesFor(shape, one));
        Assert.True(References.IsDefinition(kind));
    }

    [Fact]
    public void What_is_no_definition_of_its_own_is_not_begun_from_a_member()
    {
        var shape = RecordShape.Of(typeof(BundlePart));
        var references = new References(new Dictionary<ReferenceKind, IReadOnlyList<ReferenceChoice>> { [ReferenceKind.Source] = [], [ReferenceKind.Item] = [] }, LocalityCode.Parse("330110"));
        foreach (var member in shape.Members)
        {
            Assert.Null(references.FreeKeyFor(shape, member, "birth"));
            Assert.Null(references.ChosenFor(shape, member));
        }

        Assert.False(References.IsDefinition(ReferenceKind.Source));
        Assert.False(References.IsDefinition(null));
    }

    [Fact]
    public async Task What_a_bundle_answers_itself_is_chosen_from_the_options_of_the_items_question()
    {
        var item = Layer("330000", """{"key":"shop","form":"shop","policies":{"scenario":"free","materials":"free"},"scenario":[{"key":"kind","question":"种类","options":[{"value":"a","label":"甲"},{"value":"b"}]},{"key":"gone","options":[]}],"materials":[{"key":"map","name":"位置图"}]}""");
        var below = Layer("330110", """{"key":"shop","scenario":[{"key":"gone","removed":true}],"materials":[{"key":"letter","name":"委托书"}]}""");
        var names = await PartNames.ReadAsync(new SupposedDefinitions(NoDefinitions.Instance, [item, below]), QuestionLibrary.None, LocalityCode.Parse("330110"), ["shop", "nowhere"], TestContext.Current.CancellationToken);

        Assert.Equal([("a", "甲"), ("b", "b")], names[("shop", "given.kind")].Select(c => (c.Key, c.Title)));
        Assert.Equal([("kind", "种类")], names[("shop", "given")].Select(c => (c.Key, c.Title)));
        Assert.Equal([("map", "位置图"), ("letter", "委托书")], names[("shop", "materials")].Select(c => (c.Key, c.Title)));
        Assert.Empty(names[("nowhere", "given")]);
        Assert.False(names.ContainsKey(("nowhere", "given.kind")));
    }

    [Fact]
    public void Conditions_of_an_item_ask_about_its_scenario_and_its_form()
    {
        var form = (JsonObject)JsonNode.Parse("""{"pages":[{"key":"p","sections":[{"key":"s","elements":[{"key":"area","type":"number"}]}]}]}""")!;
        var item = (JsonObject)JsonNode.Parse("""{"scenario":[{"key":"kind","question":"种类","options":[{"value":"a","label":"甲"}]},{"key":"size"}],"materials":[{"key":"m"}]}""")!;
        var conditions = new ItemConditions(form, QuestionLibrary.None);
        var ofMaterial = conditions.FieldsAt(item, Spot.Root.Member("materials").Entry(item["materials"]!.AsArray(), 0).Member("condition"));
        Assert.Equal(["scenario.kind", "scenario.size", "area"], ofMaterial.Select(f => f.Name));
        Assert.Equal([("a", "甲")], ofMaterial[0].Options);
        var ofQuestion = conditions.FieldsAt(item, Spot.Root.Member("scenario").Entry(item["scenario"]!.AsArray(), 1).Member("visibleWhen"));
        Assert.Equal(["scenario.kind", "area"], ofQuestion.Select(f => f.Name));
        Assert.Equal(["scenario.kind", "scenario.size"], new ItemConditions(null, QuestionLibrary.None).FieldsAt(item, Spot.Root.Member("materials")).Select(f => f.Name));
    }

    private static Definition Layer(string owner, string json) =>
        new(new DefinitionId(DefinitionKind.Item, "shop", LocalityCode.Parse(owner), 1), DefinitionState.Active, json, "", default, "test", null);
}
