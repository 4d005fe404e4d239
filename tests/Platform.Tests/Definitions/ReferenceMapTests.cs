using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using Platform.Designer.Editors;
using Platform.Model.Definitions;
using Platform.Model.Localities;

namespace Platform.Tests.Definitions;

/// <summary>Who names whom, and what therefore works otherwise when something comes into force.</summary>
public sealed class ReferenceMapTests
{
    private static readonly LocalityCode[] Places = [.. new[] { "33", "3301", "330110", "330106", "330110012" }.Select(LocalityCode.Parse)];

    private static readonly DefinitionReference[] All =
    [
        .. from kind in new[] { DefinitionKind.Item, DefinitionKind.Bundle, DefinitionKind.Form, DefinitionKind.Question, DefinitionKind.Flow, DefinitionKind.CodeTable, DefinitionKind.DecisionTable, DefinitionKind.Calendar }
           from key in new[] { "a", "b" }
           select new DefinitionReference(kind, key),
    ];

    [Fact]
    public void A_document_of_every_kind_names_what_it_uses()
    {
        Assert.Equal(["Form f", "Flow w", "Calendar c"], Named(DefinitionKind.Item, """{"key":"i","form":"f","flow":"w","calendar":"c","name":{"zh-CN":"form"}}"""));
        Assert.Equal(["Form f", "DecisionTable rates"], Named(DefinitionKind.Item, """{"key":"i","form":"f","fee":{"charged":true,"lines":[{"name":"a","amount":1},{"name":"b","table":"rates"},{"table":7}]}}"""));
        Assert.Equal(["CodeTable t", "CodeTable u"], Named(DefinitionKind.Form, """{"pages":[{"sections":[{"elements":[{"codeTable":"t"},{"elements":[{"codeTable":"u"},{"codeTable":"t"}]}]}]}]}"""));
        Assert.Equal(["Question q", "Question r", "CodeTable t"], Named(DefinitionKind.Form, """{"pages":[{"sections":[{"elements":[{"type":"question","question":"q"},{"type":"repeat","elements":[{"type":"question","question":"r","codeTable":"t"}]},{"type":"text","question":"no"}]}]}]}"""));
        Assert.Equal(["CodeTable t"], Named(DefinitionKind.Question, """{"key":"q","field":{"type":"choice","codeTable":"t"}}"""));
        Assert.Equal(["Form f", "Item i", "Item j"], Named(DefinitionKind.Bundle, """{"form":"f","items":[{"item":"i"},{"item":"j"},{"item":"i"},{}]}"""));
        Assert.Equal(["Flow child", "DecisionTable rates", "MessageTemplate told", "ConnectorBinding tax", "Item other", "Item third"], Named(DefinitionKind.Flow, """
            {"root":{"id":"r","type":"Elsa.Flowchart","activities":[
              {"id":"1","type":"Elsa.ExecuteWorkflow","workflowDefinitionId":{"expression":{"type":"Literal","value":"child"}}},
              {"id":"2","type":"Platform.DecisionTable","table":{"expression":{"type":"Literal","value":"rates"}}},
              {"id":"3","type":"Platform.Notify","template":{"expression":{"type":"Literal","value":"told"}}},
              {"id":"4","type":"Platform.CallConnector","binding":{"expression":{"type":"Literal","value":"tax"}}},
              {"id":"5","type":"Platform.StartCase","applications":{"expression":{"type":"Object","value":"[{\"item\":\"other\"},{\"item\":\"third\"}]"}}},
              {"id":"6","type":"Platform.Notify","template":{"expression":{"type":"JavaScript","value":"unknown"}}},
              {"id":"7","type":"Platform.StartCase","applications":{"expression":{"type":"JavaScript","value":"[who]"}}}]}}
            """));
        Assert.Empty(Named(DefinitionKind.CodeTable, """{"codeTable":"t","form":"f"}"""));
        Assert.All(Enum.GetValues<DefinitionKind>(), kind => Assert.All(new[] { "[]", "1", "null", """{"form":1,"items":{},"root":[{"type":1}]}""" }, json => Named(kind, json)));
    }

    [Fact]
    public void What_is_named_is_also_proposed_where_it_is_edited()
    {
        var proposed = Enum.GetValues<DefinitionKind>().ToDictionary(k => k, k => References.Of(k).Select(r => r.ToString()).ToHashSet());
        Assert.All(new[] { DefinitionKind.Form, DefinitionKind.Flow, DefinitionKind.Calendar }, k => Assert.Contains(k.ToString(), proposed[DefinitionKind.Item]));
        Assert.All(new[] { DefinitionKind.Flow, DefinitionKind.DecisionTable, DefinitionKind.MessageTemplate, DefinitionKind.ConnectorBinding }, k => Assert.Contains(k.ToString(), proposed[DefinitionKind.Flow]));
        Assert.All(new[] { DefinitionKind.CodeTable, DefinitionKind.Question }, k => Assert.Contains(k.ToString(), proposed[DefinitionKind.Form]));
        Assert.Contains(nameof(DefinitionKind.CodeTable), proposed[DefinitionKind.Question]);
        Assert.All(new[] { DefinitionKind.Form, DefinitionKind.Item }, k => Assert.Contains(k.ToString(), proposed[DefinitionKind.Bundle]));
    }

    [Fact]
    public void The_layers_of_an_item_are_read_together()
    {
        var map = Map(
            Make(DefinitionKind.Item, "a", "33", """{"key":"a","form":"f","flow":"w"}"""),
            Make(DefinitionKind.Item, "a", "330110", """{"key":"a","form":"g"}"""),
            Make(DefinitionKind.Form, "f", "33", "{}"));
        Assert.Equal(["Form f", "Flow w"], map.NamedBy(new(DefinitionKind.Item, "a"), LocalityCode.Parse("3301")).Select(Said));
        Assert.Equal(["Form g", "Flow w"], map.NamedBy(new(DefinitionKind.Item, "a"), LocalityCode.Parse("330110")).Select(Said).OrderByDescending(s => s.StartsWith("Form", StringComparison.Ordinal)));
        Assert.Equal(["Item/a/33"], map.NamingOf(new(DefinitionKind.Form, "f", LocalityCode.Parse("33"))).Select(n => n.Name.ToString()));
        Assert.Equal(["Item/a/33", "Item/a/330110"], map.NamingOf(new(DefinitionKind.Flow, "w", LocalityCode.Parse("33"))).Select(n => n.Name.ToString()));
    }

    [Fact]
    public void What_a_layer_may_not_say_does_not_count()
    {
        var map = Map(
            Make(DefinitionKind.Item, "a", "33", """{"key":"a","form":"f","flow":"v","policies":{"form":"locked","summary":"locked"}}"""),
            Make(DefinitionKind.Item, "a", "3301", """{"key":"a","flow":"w","policies":{"flow":"locked"}}"""),
            Make(DefinitionKind.Item, "a", "330110", """{"key":"a","form":"g","flow":"x","calendar":"c","policies":null}"""));
        Assert.Equal(["Calendar c", "Flow w", "Form f"], map.NamedBy(new(DefinitionKind.Item, "a"), LocalityCode.Parse("330110")).Select(Said).Order(StringComparer.Ordinal));
        Assert.Equal(["Flow w", "Form f"], map.NamedBy(new(DefinitionKind.Item, "a"), LocalityCode.Parse("330106")).Select(Said).Order(StringComparer.Ordinal));
    }

    /// <summary>The layer that all of them stand on is read once, not once for each of them.</summary>
    [Fact]
    public void A_thousand_places_with_layers_of_their_own_cost_little_more_than_reading_them()
    {
        const int Places = 1000;
        var text = new string('x', 50_000);
        var map = Map(
        [
            Make(DefinitionKind.Item, "a", "33", $$"""{"key":"a","form":"f","flow":"w","summary":"{{text}}"}"""),
            .. Enumerable.Range(0, Places).Select(i => Make(DefinitionKind.Item, "a", FormattableString.Invariant($"330110{(i / 100) + 1:000}{(i % 100) + 1:000}"), """{"key":"a","summary":"here"}""")),
            Make(DefinitionKind.Form, "f", "33", "{}"),
        ]);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(Places + 1, map.NamingOf(new(DefinitionKind.Form, "f", LocalityCode.Parse("33"))).Count);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, Places * 20_000);
    }

    [Fact]
    public void Where_a_place_has_one_of_its_own_nothing_is_touched()
    {
        var map = Map(
            Make(DefinitionKind.Item, "a", "33", """{"key":"a","form":"f"}"""),
            Make(DefinitionKind.Item, "a", "330110", """{"key":"a","summary":"here"}"""),
            Make(DefinitionKind.Item, "a", "330106", """{"key":"a","summary":"there"}"""),
            Make(DefinitionKind.Form, "f", "33", "{}"),
            Make(DefinitionKind.Form, "f", "330110", "{}"));
        Assert.Equal(["Item/a/33", "Item/a/330106"], map.NamingOf(new(DefinitionKind.Form, "f", LocalityCode.Parse("33"))).Select(n => n.Name.ToString()));
        Assert.Equal(["Item/a/330110"], map.NamingOf(new(DefinitionKind.Form, "f", LocalityCode.Parse("330110"))).Select(n => n.Name.ToString()));
        Assert.Equal(["330110"], map.OwnersBelow(new(DefinitionKind.Form, "f"), LocalityCode.Parse("33")).Select(o => o.Value));
    }

    /// <summary>Looked at from the other end: whoever can be followed down to the definition is found, and nobody else.</summary>
    [Fact]
    public void Found_is_exactly_what_leads_there() => Gen.Int[0, int.MaxValue].Sample(
        seed =>
        {
            var definitions = Random(new Random(seed));
            var map = Map([.. definitions]);
            foreach (var published in definitions)
            {
                var name = new DefinitionName(published.Id.Kind, published.Id.Key, published.Id.Owner);
                var named = new DefinitionReference(name.Kind, name.Key);
                var expected =
                    from place in Places
                    where name.Owner.Covers(place) && (name.Kind == DefinitionKind.Item || Nearest(definitions, named, place) == name.Owner)
                    from user in All
                    where user != named && (place == name.Owner || definitions.Any(d => Reference(d) == user && d.Id.Owner == place)) && LeadsTo(map, user, named, place)
                    select new DefinitionName(user.Kind, user.Key, place).ToString();
                var found = map.NamingOf(name);
                Assert.Equal(expected.Order(StringComparer.Ordinal), found.Select(n => n.Name.ToString()).Order(StringComparer.Ordinal));
                Assert.All(found, n => Assert.True(IsWay(map, n, named), $"{n.Name} by {string.Join(" > ", n.Way.Select(Said))}"));
            }
        },
        iter: 100);

    private static bool IsWay(ReferenceMap map, Naming naming, DefinitionReference named)
    {
        var at = new DefinitionReference(naming.Name.Kind, naming.Name.Key);
        foreach (var step in naming.Way.Append(named))
        {
            if (!map.NamedBy(at, naming.Name.Owner).Contains(step))
            {
                return false;
            }

            at = step;
        }

        return true;
    }

    private static bool LeadsTo(ReferenceMap map, DefinitionReference from, DefinitionReference to, LocalityCode place)
    {
        var seen = new HashSet<DefinitionReference>();
        var open = new Stack<DefinitionReference>([from]);
        while (open.TryPop(out var next))
        {
            foreach (var named in map.NamedBy(next, place))
            {
                if (named == to)
                {
                    return true;
                }

                if (seen.Add(named))
                {
                    open.Push(named);
                }
            }
        }

        return false;
    }

    private static LocalityCode? Nearest(IReadOnlyList<Definition> definitions, DefinitionReference of, LocalityCode place) =>
        definitions.Where(d => Reference(d) == of && d.Id.Owner.Covers(place)).OrderByDescending(d => d.Id.Owner.Level).Select(d => (LocalityCode?)d.Id.Owner).FirstOrDefault();

    private static IReadOnlyList<Definition> Random(Random random)
    {
        var made = new List<Definition>();
        foreach (var (kind, key) in All)
        {
            foreach (var place in Places.Where(_ => random.Next(3) == 0))
            {
                made.Add(Make(kind, key, place.Value, Document(kind, key, random)));
            }
        }

        return made;
    }

    private static string Document(DefinitionKind kind, string key, Random random)
    {
        JsonObject document = kind switch
        {
            DefinitionKind.Item => new() { ["key"] = key, ["form"] = Some(random), ["flow"] = Some(random), ["calendar"] = Some(random) },
            DefinitionKind.Form => new() { ["pages"] = new JsonArray(new JsonObject { ["codeTable"] = Some(random) }, new JsonObject { ["type"] = "question", ["question"] = Some(random) }) },
            DefinitionKind.Question => new() { ["field"] = new JsonObject { ["codeTable"] = Some(random) } },
            DefinitionKind.Bundle => new() { ["form"] = Some(random), ["items"] = new JsonArray(new JsonObject { ["item"] = Some(random) }) },
            DefinitionKind.Flow => new()
            {
                ["root"] = new JsonArray(
                    new JsonObject { ["id"] = "1", ["type"] = "Elsa.ExecuteWorkflow", ["workflowDefinitionId"] = Some(random) },
                    new JsonObject { ["id"] = "2", ["type"] = "Platform.DecisionTable", ["table"] = Some(random) }),
            },
            _ => [],
        };
        foreach (var (member, _) in document.Where(m => m.Value is null).ToList())
        {
            document.Remove(member);
        }

        return document.ToJsonString();
    }

    private static string? Some(Random random) => random.Next(3) switch { 0 => "a", 1 => "b", _ => null };

    private static ReferenceMap Map(params Definition[] definitions) => new(definitions, d => DefinitionReferences.Of(d.Id.Kind, JsonElement.Parse(d.Json)));

    private static Definition Make(DefinitionKind kind, string key, string owner, string json) =>
        new(new(kind, key, LocalityCode.Parse(owner), 1), DefinitionState.Active, json, "e", DateTimeOffset.UnixEpoch, "x", DateTimeOffset.UnixEpoch);

    private static DefinitionReference Reference(Definition definition) => new(definition.Id.Kind, definition.Id.Key);

    private static IReadOnlyList<string> Named(DefinitionKind kind, string json) => [.. DefinitionReferences.Of(kind, JsonElement.Parse(json)).Select(Said)];

    private static string Said(DefinitionReference reference) => $"{reference.Kind} {reference.Key}";
}
