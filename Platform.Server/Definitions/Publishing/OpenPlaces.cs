using Platform.Model.Definitions;
using Platform.Model.Localities;

namespace Platform.Server.Definitions.Publishing;

/// <summary>The places below one that are open, by code. Made once for many definitions: a country has some 700,000.</summary>
internal sealed class OpenPlaces
{
    /// <summary>Places named beside their number.</summary>
    private const int MostNamed = 5;

    private readonly LocalityCode[] _codes;

    private OpenPlaces(LocalityCode[] codes) => _codes = codes;

    public static OpenPlaces Below(LocalityTree tree, LocalityCode owner, DateOnly day) =>
        new([.. tree.Within(new LocalityScope(owner)).Where(l => l.Code != owner && l.Code != LocalityCode.Root && !l.Code.IsShelf && l.IsOpenOn(day)).Select(l => l.Code)]);

    /// <param name="own">Places that have the definition of their own, by code.</param>
    public PlacesBelow Of(DefinitionName name, IReadOnlyList<LocalityCode> own)
    {
        // A layer of an item stands on what is above; any other version holds for its place and all below it.
        var isLayer = name.Kind == DefinitionKind.Item;
        var (places, first) = (own.ToHashSet(), new List<LocalityCode>());
        var shadowed = isLayer ? own.Where(o => Array.BinarySearch(_codes, o) >= 0).Select(_ => 1) : own.Where(o => !o.SelfAndAncestors().Skip(1).Any(places.Contains)).Select(Count);
        foreach (var code in _codes)
        {
            if (first.Count == MostNamed)
            {
                break;
            }

            if (isLayer ? !places.Contains(code) : !code.SelfAndAncestors().Any(places.Contains))
            {
                first.Add(code);
            }
        }

        return new PlacesBelow(own.Count, [.. own.Take(MostNamed)], _codes.Length - shadowed.Sum(), first);
    }

    /// <summary>The place, if it is open, and those below it.</summary>
    private int Count(LocalityCode place) => At(place.Value + ":") - At(place.Value);

    /// <summary>Index of the first place whose code is not before the text.</summary>
    private int At(string text)
    {
        var (low, high) = (0, _codes.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = string.CompareOrdinal(_codes[middle].Value, text) < 0 ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
