using System.Text.Json.Nodes;
using CsCheck;
using Platform.Designer.Editors;
using Platform.Designer.Editors.Forms;
using Platform.Model;
using Platform.Model.Editing;
using Platform.Model.Forms;

namespace Platform.Tests.Editing;

public sealed class FormEditsTests
{
    private const string TwoPages =
        """
        {"key":"f","pages":[
          {"key":"p1","title":"一","sections":[{"key":"s1","elements":[{"key":"a","type":"text"},{"key":"b","type":"text","visibleWhen":{"op":"compare","field":"a","is":"equals","value":"x"}}]},{"key":"s2","elements":[]}]},
          {"key":"p2","title":"二","sections":[{"key":"s3","elements":[{"key":"m","type":"repeat","elements":[{"key":"n","type":"text","required":{"op":"anyItem","repeat":"m","where":{"op":"isEmpty","field":"a"}}}]}]}]}]}
        """;

    [Fact]
    public void The_outline_names_parts_as_the_checks_do()
    {
        var nodes = FormOutline.Of(Read(TwoPages));
        Assert.Equal(["page:p1", "section:s1", "a", "b", "section:s2", "page:p2", "section:s3", "m", "m.n"], nodes.Select(n => n.Subject));
        Assert.Equal([1, 2, 3, 3, 2, 1, 2, 3, 4], nodes.Select(n => n.Level));
        Assert.Equal("pages[p2].sections[s3].elements[m].elements[n]", nodes[^1].Spot.Path);
    }

    [Theory]
    [InlineData("a", 1, "b,a||m[n]")]
    [InlineData("b", 1, "a|b|m[n]")]
    [InlineData("m", -1, "a,b|m[n]|")]
    [InlineData("a", -1, null)]
    [InlineData("n", 1, "a,b||m[],n")]
    [InlineData("n", -1, "a,b||n,m[]")]
    [InlineData("s2", 1, "a,b||m[n]")]
    public void A_part_moves_on_into_its_neighbour(string key, int by, string? expected)
    {
        var document = Read(TwoPages);
        var moved = FormEdits.Move(document, Node(document, key), by);
        Assert.Equal(expected is null, moved is null);
        Assert.Equal(expected ?? "a,b||m[n]", Questions(document));
        if (moved is not null)
        {
            Assert.Equal(key, moved.Find(document)!["key"]!.GetValue<string>());
        }
    }

    [Theory]
    [InlineData("b", "a", "b,a||m[n]")]
    [InlineData("a", "b", "a,b||m[n]")]
    [InlineData("a", "s2", "b|a|m[n]")]
    [InlineData("a", "m", "b||m[n,a]")]
    [InlineData("n", "a", "n,a,b||m[]")]
    [InlineData("m", "n", null)]
    [InlineData("p1", "a", null)]
    [InlineData("a", "p2", null)]
    public void A_part_is_dropped_where_it_belongs(string key, string target, string? expected)
    {
        var document = Read(TwoPages);
        var dropped = FormEdits.Drop(document, Node(document, key), Node(document, target));
        Assert.Equal(expected is null, dropped is null);
        Assert.Equal(expected ?? "a,b||m[n]", Questions(document));
    }

    [Fact]
    public void Adding_to_nothing_makes_page_and_section_and_the_form_is_sound()
    {
        var document = Read("""{"key":"f"}""");
        OutlineNode? selected = null;
        foreach (var type in FormEdits.Types.Where(t => t != "repeat"))
        {
            var spot = FormEdits.AddElement(document, selected, type);
            selected = FormOutline.Of(document).Single(n => n.Spot.Path == spot.Path);
        }

        FormEdits.AddElement(document, FormOutline.Of(document)[1], "repeat");
        var repeat = FormOutline.Of(document).Single(n => n.Kind == OutlineKind.Repeat);
        FormEdits.AddElement(document, repeat, "text");
        Assert.All(FormOutline.Of(document).Where(n => n.Kind is OutlineKind.Field or OutlineKind.Repeat), n => Assert.Empty(n.Element["label"]!.AsObject()));
        foreach (var node in FormOutline.Of(document))
        {
            node.Element["label"] = "题目";
        }

        document["title"] = "表单";
        document["pages"]![0]!["title"] = "页";
        document["pages"]![0]!["sections"]![0]!["title"] = "组";
        var read = FormDefinitionRules.Read(document.ToJsonString(ModelJson.Options));
        Assert.True(read.Succeeded, string.Join("; ", read.Problems.Select(p => $"{p.Code} {p.Field}")));
        Assert.Equal(FormEdits.Types.Count + 1, CompiledForm.Compile(read.Value).Form.Pages[0].Sections[0].Elements.Count + 1);
    }

    [Fact]
    public void A_copy_has_keys_of_its_own()
    {
        var document = Read(TwoPages);
        FormEdits.Duplicate(document, Node(document, "p2"));
        var keys = FormOutline.Of(document).Select(n => n.Key).ToList();
        Assert.Equal(keys.Count, keys.Distinct().Count());
        Assert.Equal(3, document["pages"]!.AsArray().Count);
    }

    [Fact]
    public void Conditions_follow_a_renamed_question()
    {
        var document = Read(TwoPages);
        FormEdits.RenameKey(document, Node(document, "a"), "alpha");
        FormEdits.RenameKey(document, Node(document, "m"), "members");
        var json = document.ToJsonString();
        Assert.Contains("\"field\":\"alpha\"", json, StringComparison.Ordinal);
        Assert.Contains("\"repeat\":\"members\"", json, StringComparison.Ordinal);
        Assert.DoesNotContain("\"a\"", json, StringComparison.Ordinal);
    }

    [Fact]
    public void A_renamed_question_is_followed_only_where_its_name_means_it()
    {
        var document = Read("""
            {"key":"f","pages":[{"key":"p","sections":[{"key":"s","elements":[
              {"key":"amount","type":"number"},
              {"key":"m","type":"repeat","visibleWhen":{"op":"compare","field":"amount","is":"equals","value":1},"elements":[
                {"key":"amount","type":"number"},
                {"key":"twice","type":"number","calculated":{"op":"mul","operands":[{"op":"field","field":"amount"},{"op":"literal","value":2}]}}]},
              {"key":"w","type":"repeat","elements":[{"key":"note","type":"text","visibleWhen":{"op":"isEmpty","field":"amount"}}]},
              {"key":"total","type":"number","calculated":{"op":"sum","repeat":"m","value":{"op":"field","field":"amount"},"where":{"op":"compare","field":"amount","is":"greater","other":"total"}}},
              {"key":"home","type":"address"},
              {"key":"far","type":"text","visibleWhen":{"op":"all","conditions":[{"op":"compare","field":"home.division","is":"equals","value":"amount"},{"op":"anyItem","repeat":"w","where":{"op":"isEmpty","field":"amount"}}]},"prefill":{"source":"amount"}}
            ]}]}]}
            """);
        var inner = FormOutline.Of(document).Single(n => n.Subject == "m.amount");
        FormEdits.RenameKey(document, inner, "part");
        FormEdits.RenameKey(document, Node(document, "home"), "house");
        var json = document.ToJsonString();
        Assert.Equal(["amount", "part", "amount", "part", "part", "house.division", "amount"], Asked(document));
        Assert.Contains("\"value\":\"amount\"", json, StringComparison.Ordinal);
        FormEdits.RenameKey(document, Node(document, "amount"), "sum");
        Assert.Equal(["sum", "part", "sum", "part", "part", "house.division", "sum"], Asked(document));
        Assert.Contains("\"source\":\"amount\"", document.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_copied_group_asks_about_its_own_questions_and_about_those_around_it()
    {
        var document = Read(TwoPages);
        var copy = FormEdits.Duplicate(document, Node(document, "s1"))!.Find(document)!;
        Assert.Equal("a1", copy["elements"]![1]!["visibleWhen"]!["field"]!.GetValue<string>());
        var repeat = FormEdits.Duplicate(document, Node(document, "m"))!.Find(document)!;
        Assert.Equal(("m1", "a"), (repeat["elements"]![0]!["required"]!["repeat"]!.GetValue<string>(), repeat["elements"]![0]!["required"]!["where"]!["field"]!.GetValue<string>()));
    }

    [Fact]
    public void A_key_is_taken_where_both_questions_are_known()
    {
        var document = Read("""{"pages":[{"key":"p","sections":[{"key":"s","elements":[{"key":"a","type":"text"},{"key":"m","type":"repeat","elements":[{"key":"x","type":"text"}]},{"key":"w","type":"repeat","elements":[{"key":"y","type":"text"}]}]}]}]}""");
        Assert.Equal(["a", "m", "w"], FormEdits.TakenKeys(document, Node(document, "x")).Order());
        Assert.Equal(["m", "scenario", "w", "x", "y"], FormEdits.TakenKeys(document, Node(document, "a")).Order());
        Assert.Empty(FormEdits.TakenKeys(document, Node(document, "p")));
        Assert.True(FormEdits.IsKey(OutlineKind.Page, "a-b") && !FormEdits.IsKey(OutlineKind.Field, "a-b") && !FormEdits.IsKey(OutlineKind.Field, ""));
    }

    [Fact]
    public void A_part_that_a_colleague_took_away_is_left_alone()
    {
        var document = Read(TwoPages);
        var (gone, other) = (Node(document, "a"), Node(document, "b"));
        FormEdits.Remove(document, gone);
        var before = document.ToJsonString();
        Assert.Null(FormEdits.Move(document, gone, 1));
        Assert.Null(FormEdits.Drop(document, gone, other));
        Assert.Null(FormEdits.Drop(document, other, gone));
        Assert.Null(FormEdits.Duplicate(document, gone));
        Assert.Null(FormEdits.RenameKey(document, gone, "z"));
        FormEdits.Remove(document, gone);
        Assert.Equal(before, document.ToJsonString());
        Assert.Equal("b", Node(document, "b").Key);
    }

    [Fact]
    public void Nothing_that_is_half_written_makes_an_edit_fail()
    {
        var conditions = new FormConditions(() => QuestionLibrary.None);
        foreach (var document in HalfWritten.Of(Read(TwoPages)))
        {
            foreach (var node in FormOutline.Of(document))
            {
                Each(document, d => FormEdits.Move(d, node, 1));
                Each(document, d => FormEdits.Move(d, node, -1));
                Each(document, d => FormEdits.Duplicate(d, node));
                Each(document, d => FormEdits.RenameKey(d, node, "renamed"));
                Each(document, d => FormEdits.AddElement(d, node, "choice"));
                Each(document, d => FormEdits.AddSection(d, node.Kind == OutlineKind.Page ? node : null));
                Each(document, d => FormEdits.Drop(d, node, FormOutline.Of(d)[0]));
                Each(document, d =>
                {
                    FormEdits.Remove(d, node);
                    return null;
                });
                _ = ElementMembers.Of(node);
                _ = FormEdits.TakenKeys(document, node);
                var when = node.Spot.Member("visibleWhen");
                _ = conditions.FieldsAt(document, when);
                _ = conditions.Say(document, when, when.Find(document) ?? new JsonObject());
            }

            Each(document, d => FormEdits.AddElement(d, null, "text"));
            Each(document, FormEdits.AddPage);
            _ = new OutlineKeys().Follow(document, FormOutline.Of(document));
        }

        static void Each(JsonObject document, Func<JsonObject, Spot?> act)
        {
            var copy = (JsonObject)document.DeepClone();
            _ = act(copy);
            var forth = DocumentDiff.Between(document, copy).Apply(document);
            Assert.Empty(forth.Conflicts);
            Assert.True(JsonNode.DeepEquals(copy, forth.Document));
        }
    }

    [Fact]
    public void Any_moves_and_drops_keep_every_part_and_are_undone_by_their_inverse() =>
        Gen.Select(Gen.Int[0, 8], Gen.Int[0, 8], Gen.Bool).Array[1, 12].Sample(steps =>
        {
            var document = Read(TwoPages);
            foreach (var (from, to, drop) in steps)
            {
                var before = (JsonObject)document.DeepClone();
                var nodes = FormOutline.Of(document);
                _ = drop ? FormEdits.Drop(document, nodes[from], nodes[to]) : FormEdits.Move(document, nodes[from], to % 2 == 0 ? 1 : -1);
                Assert.Equal(FormOutline.Of(before).Select(n => n.Key).Order(), FormOutline.Of(document).Select(n => n.Key).Order());
                var patch = DocumentDiff.Between(before, document);
                var forth = patch.Apply(before);
                Assert.True(JsonNode.DeepEquals(document, forth.Document) && forth.Conflicts.Count == 0);
                Assert.True(JsonNode.DeepEquals(before, forth.Done.Invert().Apply(document).Document));
            }
        });

    [Fact]
    public void Conditions_ask_about_what_is_in_reach_and_read_as_a_sentence()
    {
        var document = Read(TwoPages);
        var conditions = new FormConditions(() => QuestionLibrary.None);
        var n = Node(document, "n").Spot.Member("required");
        Assert.Equal(["n", "a", "b", "m"], conditions.FieldsAt(document, n).Select(f => f.Name));
        Assert.Equal(["a", "b", "m"], conditions.FieldsAt(document, Node(document, "b").Spot.Member("visibleWhen")).Select(f => f.Name));
        Assert.Contains("a", conditions.Say(document, n, ConditionParts.New("a"))!, StringComparison.Ordinal);
        Assert.Null(conditions.Say(document, n, JsonNode.Parse("""{"op":"fly"}""")!));
    }

    [Fact]
    public void Every_operator_gives_a_condition_that_can_be_read()
    {
        foreach (var word in ConditionParts.Operators)
        {
            var part = ConditionParts.With(ConditionParts.New("a"), "a", word);
            Assert.NotNull(System.Text.Json.JsonSerializer.Deserialize<Condition>(part, ModelJson.Options));
            Assert.Equal((word, "a"), (ConditionParts.OperatorOf(part), ConditionParts.FieldOf(part)));
        }
    }

    /// <summary>Names that conditions and formulas ask for in <c>field</c>, in document order.</summary>
    private static IEnumerable<string> Asked(JsonNode? node) => node switch
    {
        JsonObject one => one.SelectMany(m => m.Key == "field" ? [m.Value!.GetValue<string>()] : Asked(m.Value)),
        JsonArray list => list.SelectMany(Asked),
        _ => [],
    };

    private static JsonObject Read(string json) => (JsonObject)JsonNode.Parse(json)!;

    private static OutlineNode Node(JsonObject document, string key) => FormOutline.Of(document).Single(n => n.Key == key);

    /// <summary>Questions by section, sections in reading order: <c>a,b||m[n]</c>.</summary>
    private static string Questions(JsonObject document) =>
        string.Join('|', document["pages"]!.AsArray().SelectMany(p => p!["sections"]!.AsArray()).Select(s => List(s!["elements"]!.AsArray())));

    private static string List(JsonArray elements) => string.Join(',', elements.Select(e => e!["elements"] is JsonArray inner ? $"{e["key"]}[{List(inner)}]" : e["key"]!.GetValue<string>()));
}
