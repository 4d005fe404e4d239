using System.Text.Json.Nodes;

namespace Platform.Model.Editing;

/// <summary>The merge of a definition that was begun as a copy of the one above: whatever the place did not touch can be taken over, what both touched is chosen.</summary>
public sealed record CopyMerge : AboveMerge
{
    private readonly JsonObject _above;

    private CopyMerge(IReadOnlyList<AboveDifference> differences, JsonObject here, JsonObject above)
        : base(differences, here) => _above = above;

    /// <param name="origin">What the copy was made from; null when there was nothing: then each difference has to be chosen.</param>
    public static CopyMerge Of(JsonObject? origin, JsonObject above, JsonObject here)
    {
        var differences = origin is null ? Unrelated(above, here) : Related(origin, above, here);
        return new CopyMerge([.. differences.OrderBy(d => d.Fate)], here, above);
    }

    public override JsonObject Take(IReadOnlyCollection<AboveDifference> taken)
    {
        var result = (JsonObject)Here.DeepClone();
        foreach (var difference in taken.Where(d => !d.IsOrder))
        {
            AbovePlaces.Adopt(result, _above, difference.Place);
        }

        foreach (var difference in taken.Where(d => d.IsOrder))
        {
            AbovePlaces.Arrange(result, _above, difference.Place);
        }

        return result;
    }

    public override bool IsTaken(DocumentPath place) => AbovePlaces.HeldAt(Here, place) == AbovePlaces.HeldAt(_above, place);

    private static List<AboveDifference> Related(JsonObject origin, JsonObject above, JsonObject here)
    {
        AboveDifference At(DocumentPath place, AboveFate fate) =>
            new(place, fate, AbovePlaces.HeldAt(origin, place), AbovePlaces.HeldAt(above, place), AbovePlaces.HeldAt(here, place));

        var came = DocumentDiff.Between(origin, above, renames: false).Changes;
        var own = DocumentDiff.Between(origin, here, renames: false).Changes;
        var (taking, clashing) = Try(came, here);
        var unordered = came.OfType<EntryMoved>().Where(m => own.Any(o => o is not EntryMoved && o.Element.Holds(m.Path)));
        var clashes = Outermost(clashing.Concat(unordered).Select(c => AbovePlaces.Reach(here, above, c)));
        var found = clashes.Select(p => At(p, AboveFate.Conflicts)).ToList();
        var takes = taking.Select(c => c.Element).Where(p => !clashes.Any(c => c.Holds(p))).ToList();
        found.AddRange(takes.Select(p => At(p, AboveFate.Takes)));
        var taken = (JsonObject)here.DeepClone();
        takes.ForEach(p => AbovePlaces.Adopt(taken, above, p));
        found.AddRange(Orders(came, origin, above, taken).Where(o => !clashes.Any(c => c.Holds(o.Place))));
        var open = found.Where(d => d.IsOpen).ToList();
        found.AddRange(Try(own, above).Done.Select(c => c.Element).Where(p => !clashes.Any(c => c.Holds(p) || p.Holds(c))).Select(p => At(p, AboveFate.Local)));
        found.AddRange(own.OfType<EntryMoved>().Select(m => m.Path).Distinct()
            .Where(l => !open.Any(d => d.Place.Holds(l) && (d.IsOrder || d.Fate == AboveFate.Conflicts)))
            .Select(l => At(l, AboveFate.Local) with { IsOrder = true }));
        return found;
    }

    /// <summary>Both say something and neither was made from the other.</summary>
    private static List<AboveDifference> Unrelated(JsonObject above, JsonObject here)
    {
        var changes = DocumentDiff.Between(here, above, renames: false).Changes;
        var places = Outermost(changes.Where(c => c is not EntryMoved).Select(c => c.Element));
        return
        [
            .. places.Select(p => new AboveDifference(p, AboveFate.Conflicts, null, AbovePlaces.HeldAt(above, p), AbovePlaces.HeldAt(here, p))),
            .. changes.OfType<EntryMoved>().Select(m => m.Path).Distinct().Select(l => new AboveDifference(l, AboveFate.Conflicts, null, AbovePlaces.HeldAt(above, l), AbovePlaces.HeldAt(here, l)) { IsOrder = true }),
        ];
    }

    /// <summary>
    /// Which changes can be carried out on <paramref name="document"/>, and which cannot because it says something else there; what stands there already is
    /// neither. The order of entries is looked at for itself: moves clash only where the whole list was replaced here, and one of two orders would be lost.
    /// </summary>
    private static (List<DocumentChange> Done, List<DocumentChange> Clashing) Try(IReadOnlyList<DocumentChange> changes, JsonObject document)
    {
        var (done, clashing, copy) = (new List<DocumentChange>(), new List<DocumentChange>(), (JsonObject)document.DeepClone());
        foreach (var change in changes.Where(c => c is not EntryMoved))
        {
            var outcome = ChangeRules.Apply(copy, change);
            if (outcome.Conflict is not null)
            {
                clashing.Add(change);
            }
            else if (outcome.Done is not null)
            {
                done.Add(change);
            }
        }

        return (done, clashing);
    }

    /// <summary>Lists whose entries were put in another order above. Only entries that both still hold are looked at: where one moved that is gone here, there is nothing to take over.</summary>
    /// <param name="taken">What is here once everything that can be taken is taken.</param>
    private static IEnumerable<AboveDifference> Orders(IReadOnlyList<DocumentChange> came, JsonObject origin, JsonObject above, JsonObject taken)
    {
        foreach (var list in came.OfType<EntryMoved>().Select(m => m.Path).Distinct())
        {
            if (AbovePlaces.NamesAt(taken, list) is { } here && AbovePlaces.NamesAt(above, list) is { } there && !InOneOrder(here, there))
            {
                var before = AbovePlaces.NamesAt(origin, list) ?? [];
                if (!InOneOrder([.. there.Where(here.Contains)], before))
                {
                    var isOwn = !InOneOrder([.. here.Where(there.Contains)], before);
                    yield return new AboveDifference(
                        list, isOwn ? AboveFate.Conflicts : AboveFate.Takes, AbovePlaces.HeldAt(origin, list), AbovePlaces.HeldAt(above, list), AbovePlaces.HeldAt(taken, list)) { IsOrder = true };
                }
            }
        }
    }

    private static bool InOneOrder(IReadOnlyList<string> one, IReadOnlyList<string> other) => one.Where(other.Contains).SequenceEqual(other.Where(one.Contains));

    private static List<DocumentPath> Outermost(IEnumerable<DocumentPath> places)
    {
        var kept = new List<DocumentPath>();
        foreach (var place in places.Distinct().OrderBy(p => p.Steps.Count))
        {
            if (!kept.Exists(k => k.Holds(place)))
            {
                kept.Add(place);
            }
        }

        return kept;
    }
}
