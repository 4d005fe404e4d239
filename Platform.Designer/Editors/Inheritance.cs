using System.Text.Json;
using Platform.Model.Definitions;
using Platform.Model.Items;
using Platform.Model.Localities;

namespace Platform.Designer.Editors;

/// <summary>What an item takes from the layers above it, field by field.</summary>
/// <param name="Places">Names of the owners by code.</param>
public sealed record Inheritance(IReadOnlyDictionary<string, InheritedFact> Facts, IReadOnlyDictionary<LocalityCode, string> Places)
{
    public static Inheritance None { get; } = new(new Dictionary<string, InheritedFact>(), new Dictionary<LocalityCode, string>());

    public static async ValueTask<Inheritance> ReadAsync(IDefinitions definitions, ILocalities localities, DefinitionName item, CancellationToken ct)
    {
        var above = (await definitions.ListLayersAsync(item.Kind, item.Key, item.Owner, ct)).Where(d => d.Id.Owner != item.Owner).ToList();
        var facts = ItemLayers.Inherited([.. above.Select(d => new ItemLayer(d.Id.Owner, JsonElement.Parse(d.Json)))]);
        var places = new Dictionary<LocalityCode, string>();
        foreach (var owner in above.Select(d => d.Id.Owner).Distinct())
        {
            places[owner] = (await localities.FindAsync(owner, ct))?.Name.ToString() ?? owner.Value;
        }

        return new Inheritance(facts, places);
    }

    /// <summary>The fact above at a place of the item; null for one within a fact, or where nothing is above.</summary>
    public InheritedFact? At(Spot spot) => Facts.GetValueOrDefault(spot.Path);
}
