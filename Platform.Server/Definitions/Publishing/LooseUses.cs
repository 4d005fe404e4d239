using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Model.Cases;
using Platform.Model.Definitions;
using Platform.Model.Items;
using Platform.Model.Localities;

namespace Platform.Server.Definitions.Publishing;

/// <summary>Uses that keep nothing in force, but that whoever publishes wants to know of. Pure.</summary>
internal static class LooseUses
{
    /// <summary>Items whose cases issue a paper of the platform from this template, at its place and below: all but those with a template of their own for it.</summary>
    public static IEnumerable<Naming> Issuing(DefinitionName paper, IReadOnlyDictionary<DefinitionName, Definition> inForce) =>
        paper.Kind != DefinitionKind.DocumentTemplate || !DocumentKinds.IssuedUnnamed.Contains(paper.Key)
            ? []
            : inForce.Keys.Where(n => n.Kind == DefinitionKind.Item && (n.Owner.Covers(paper.Owner) || paper.Owner.Covers(n.Owner)))
                .Select(n => n with { Owner = paper.Owner.Covers(n.Owner) ? n.Owner : paper.Owner })
                .Distinct()
                .Where(n => Holds(paper, n.Owner, inForce) && !HasItsOwn(n, paper.Key, inForce))
                .Select(n => new Naming(n, []));

    /// <summary>Sites that put an item forward on their home page, or do not offer it on a channel.</summary>
    public static IEnumerable<Naming> Showing(DefinitionName item, IReadOnlyDictionary<DefinitionName, Definition> inForce) => item.Kind != DefinitionKind.Item
        ? []
        : inForce.Where(d => d.Key.Kind == DefinitionKind.Site && (d.Key.Owner.Covers(item.Owner) || item.Owner.Covers(d.Key.Owner)) && ItemsOf(d.Value).Contains(item.Key)).Select(d => new Naming(d.Key, []));

    private static bool Holds(DefinitionName paper, LocalityCode place, IReadOnlyDictionary<DefinitionName, Definition> inForce) =>
        !place.SelfAndAncestors().TakeWhile(o => o != paper.Owner).Any(o => inForce.ContainsKey(paper with { Owner = o }));

    private static bool HasItsOwn(DefinitionName item, string paper, IReadOnlyDictionary<DefinitionName, Definition> inForce)
    {
        var layers = item.Owner.SelfAndAncestors().Reverse().Select(o => inForce.GetValueOrDefault(item with { Owner = o })).OfType<Definition>().Select(d => new ItemLayer(d.Id.Owner, JsonElement.Parse(d.Json)));
        return ItemLayers.Inherited([.. layers]).TryGetValue("papers", out var papers)
            && JsonSerializer.SerializeToNode(papers.Value) is JsonArray list
            && list.OfType<JsonObject>().Any(p => Text(p["kind"]) == paper && Text(p["template"]) is { Length: > 0 } template && template != paper);
    }

    private static HashSet<string> ItemsOf(Definition site)
    {
        var document = JsonNode.Parse(site.Json) as JsonObject;
        var featured = (document?["home"] as JsonObject)?["featured"] as JsonArray ?? [];
        var hidden = (document?["channels"] as JsonArray ?? []).OfType<JsonObject>().SelectMany(c => c["hiddenItems"] as JsonArray ?? []);
        return [.. featured.Concat(hidden).Select(Text).OfType<string>()];
    }

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
