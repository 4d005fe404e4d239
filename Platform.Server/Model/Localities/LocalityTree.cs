namespace Platform.Model.Localities;

/// <summary>The division tree in memory, up to some 700,000 places. Immutable; walking a level costs a search per place, not a pass over the tree.</summary>
public sealed class LocalityTree
{
    private readonly Locality[] _ordered;
    private readonly Dictionary<LocalityCode, Locality> _byCode;

    /// <param name="localities">In any order, each code once.</param>
    public LocalityTree(IEnumerable<Locality> localities)
    {
        _ordered = [.. localities.OrderBy(l => l.Code)];
        _byCode = _ordered.ToDictionary(l => l.Code);
    }

    /// <summary>By code, hence each after the one above it.</summary>
    public IReadOnlyList<Locality> All => _ordered;

    public Locality? Find(LocalityCode code) => _byCode.GetValueOrDefault(code);

    /// <summary>What lies in the scope, by code.</summary>
    public IReadOnlyList<Locality> Within(LocalityScope scope)
    {
        if (scope.Within is not { Level: not LocalityLevel.Platform } within)
        {
            return _ordered;
        }

        var from = At(within.Value);
        return new ArraySegment<Locality>(_ordered, from, At(scope.Below) - from);
    }

    /// <summary>The places one level down that are open on the day, by code; a shelf of the statistics is stepped over.</summary>
    public IEnumerable<Locality> Below(LocalityCode parent, DateOnly day) => AllBelow(parent).Where(l => l.IsOpenOn(day));

    /// <summary>The places one level down, the closed ones too, by code; a shelf of the statistics is stepped over.</summary>
    public IEnumerable<Locality> AllBelow(LocalityCode parent) => Children(parent).SelectMany(c => c.Code.IsShelf ? AllBelow(c.Code) : [c]);

    public bool HasBelow(LocalityCode code, DateOnly day) => Below(code, day).Any();

    /// <summary>The place and those above it, outermost first, without the platform and the shelves.</summary>
    public IReadOnlyList<Locality> Path(LocalityCode code) =>
        [.. code.SelfAndAncestors().Reverse().Where(c => c != LocalityCode.Root && !c.IsShelf).Select(Find).OfType<Locality>()];

    /// <summary>The name with those above it: 浙江省 杭州市 余杭区.</summary>
    public string FullName(LocalityCode code) => string.Join(' ', Path(code).Select(l => l.Name.ToString()));

    /// <summary>Places whose name in any language holds the text, or whose code begins with it; exact names first, then beginnings, larger places before smaller ones.</summary>
    /// <param name="text">Empty finds nothing.</param>
    public IReadOnlyList<Locality> Search(string text, DateOnly day, int take)
    {
        var wanted = text.Trim();
        return wanted.Length == 0
            ? []
            : [.. _ordered
                .Where(l => l.Code != LocalityCode.Root && !l.Code.IsShelf && l.IsOpenOn(day))
                .Select(l => (Locality: l, Rank: Rank(l, wanted)))
                .Where(l => l.Rank is not null)
                .OrderBy(l => l.Rank).ThenBy(l => l.Locality.Code.Level).ThenBy(l => l.Locality.Code)
                .Take(take)
                .Select(l => l.Locality)];
    }

    /// <summary>
    /// What a form offers to somebody at a place: everything in their city, the rest of the province down to districts, the rest of the country down to cities.
    /// A list of all streets of a country is none anybody can choose from.
    /// </summary>
    public IEnumerable<Locality> Near(LocalityCode at, DateOnly day)
    {
        var around = at.SelfAndAncestors().Select(c => c.Value).ToList();
        var city = around.Find(c => c.Length == 4);
        var province = around.Find(c => c.Length == 2);
        return _ordered.Where(l => l.Code != LocalityCode.Root && !l.Code.IsShelf && l.IsOpenOn(day) && l.Code.Level <= Finest(l.Code.Value));

        LocalityLevel Finest(string code) =>
            city is not null && code.StartsWith(city, StringComparison.Ordinal) ? LocalityLevel.Community
            : province is not null && code.StartsWith(province, StringComparison.Ordinal) ? LocalityLevel.District
            : LocalityLevel.City;
    }

    private static int? Rank(Locality locality, string wanted)
    {
        int? best = locality.Code.Value.StartsWith(wanted, StringComparison.Ordinal) ? 1 : null;
        foreach (var name in locality.Name.Texts.Values)
        {
            var at = name.IndexOf(wanted, StringComparison.OrdinalIgnoreCase);
            var rank = at < 0 ? (int?)null : at > 0 ? 2 : name.Length == wanted.Length ? 0 : 1;
            best = rank is null || best < rank ? best : rank;
        }

        return best;
    }

    /// <summary>Direct children; a place whose parent is missing counts to the nearest one above.</summary>
    private IEnumerable<Locality> Children(LocalityCode parent)
    {
        var (from, end) = parent.Level == LocalityLevel.Platform ? (0, _ordered.Length) : (At(parent.Value + "0"), At(parent.Value + ":"));
        while (from < end)
        {
            var child = _ordered[from];
            if (child.Code == LocalityCode.Root)
            {
                from++;
                continue;
            }

            yield return child;
            from = At(child.Code.Value + ":");
        }
    }

    /// <summary>Index of the first place whose code is not before the text.</summary>
    private int At(string text)
    {
        var (low, high) = (0, _ordered.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = string.CompareOrdinal(_ordered[middle].Code.Value, text) < 0 ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
