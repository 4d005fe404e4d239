using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Model.Editing;

namespace Platform.Model.Items;

/// <summary>
/// The merge of a layer of an item. A layer says only what differs, so what it does not state follows by itself. What it does state stays, and whoever looks
/// after it is told when the layers above say something else there, or allow something else: to take that over is to state it no longer.
/// </summary>
public sealed record LayerMerge : AboveMerge
{
    private const string Policies = "policies";

    private LayerMerge(IReadOnlyList<AboveDifference> differences, JsonObject here)
        : base(differences, here)
    {
    }

    /// <param name="origin">The layers above that this one rests on, from the top down.</param>
    /// <param name="above">The layers above as they are now.</param>
    /// <param name="here">The layer.</param>
    public static LayerMerge Of(IReadOnlyList<ItemLayer> origin, IReadOnlyList<ItemLayer> above, ItemLayer here)
    {
        var document = JsonObject.Create(here.Document)!;
        var (before, now) = (ItemLayers.Together(origin), ItemLayers.Together(above));
        var places = Statements(document, before, now).ToList();
        var barred = new Lazy<IReadOnlyList<string>>(() => Barred(above, here));
        var differences = places.Select(p => Stated(p, before, now, document, barred)).OfType<AboveDifference>().ToList();
        differences.AddRange(DocumentDiff.Between(before, now, renames: false).Changes
            .Where(c => c is not EntryMoved).Select(c => c.Element)
            .Where(p => !places.Exists(s => s.Holds(p) || p.Holds(s) || IsPolicyOf(p, s)))
            .Select(p => new AboveDifference(p, AboveFate.Follows, AbovePlaces.HeldAt(before, p), AbovePlaces.HeldAt(now, p), null)));
        return new LayerMerge([.. differences.OrderBy(d => d.Fate)], document);
    }

    public override JsonObject Take(IReadOnlyCollection<AboveDifference> taken)
    {
        var result = (JsonObject)Here.DeepClone();
        foreach (var difference in taken)
        {
            Drop(result, difference.Place);
        }

        return result;
    }

    public override bool IsTaken(DocumentPath place) => AbovePlaces.HeldAt(Here, place) is null;

    private static AboveDifference? Stated(DocumentPath place, JsonObject before, JsonObject now, JsonObject document, Lazy<IReadOnlyList<string>> barred)
    {
        var (had, has, own) = (AbovePlaces.HeldAt(before, place), AbovePlaces.HeldAt(now, place), AbovePlaces.HeldAt(document, place));
        var policy = place.Steps.Count == 1 ? PolicyAt(now, place.Last.Name) : null;
        var isPolicyNew = policy is not null && has is not null && policy != PolicyAt(before, place.Last.Name);
        if (own == has || (has is null && own?.Value is JsonObject entry && entry.ContainsKey(ItemFieldRules.Removed)))
        {
            // Both say the same.
            return null;
        }

        return had == has && !isPolicyNew
            ? new AboveDifference(place, AboveFate.Local, had, has, own)
            : new AboveDifference(place, AboveFate.Conflicts, had, has, own)
            {
                IsAllowed = !barred.Value.Any(f => Overlap(f, place.ToString())),
                Policy = isPolicyNew ? policy : null,
            };
    }

    /// <summary>
    /// The places at which a layer states something: whole fields, but of lists that are merged entry by entry each member of an entry the layers above know, for
    /// the others of the entry still follow.
    /// </summary>
    private static IEnumerable<DocumentPath> Statements(JsonObject document, JsonObject before, JsonObject now)
    {
        foreach (var (field, value) in document.Where(f => f.Value is not null && !ItemLayers.NotStated.Contains(f.Key)))
        {
            var place = DocumentPath.Root.Member(field);
            if (field == Policies && value is JsonObject policies)
            {
                foreach (var policy in policies)
                {
                    yield return place.Member(policy.Key);
                }
            }
            else if (ItemFieldRules.IsMergedByEntry(field) && value is JsonArray entries && EntryNames.Of(entries) is { } names)
            {
                foreach (var (name, entry) in names.Zip(entries))
                {
                    foreach (var stated in OfEntry(place.Entry(name), entry, before, now))
                    {
                        yield return stated;
                    }
                }
            }
            else
            {
                yield return place;
            }
        }
    }

    private static IEnumerable<DocumentPath> OfEntry(DocumentPath place, JsonNode? entry, JsonObject before, JsonObject now) =>
        entry is JsonObject members && !members.ContainsKey(ItemFieldRules.Removed) && (AbovePlaces.HeldAt(before, place) ?? AbovePlaces.HeldAt(now, place)) is not null
            ? members.Where(m => m.Key != ItemFieldRules.EntryKey).Select(m => place.Member(m.Key))
            : [place];

    /// <summary>Fields of which the layer says what the ones above forbid.</summary>
    private static IReadOnlyList<string> Barred(IReadOnlyList<ItemLayer> above, ItemLayer here)
    {
        var theirs = ItemLayers.Check(above).Select(p => p.Field).ToHashSet(StringComparer.Ordinal);
        return [.. ItemLayers.Check([.. above, here]).Select(p => p.Field).OfType<string>().Where(f => f.Length > 0 && !theirs.Contains(f))];
    }

    private static bool Overlap(string one, string other) => IsWithin(one, other) || IsWithin(other, one);

    private static bool IsWithin(string inner, string outer) => inner.StartsWith(outer, StringComparison.Ordinal) && (inner.Length == outer.Length || inner[outer.Length] is '.' or '[');

    private static FieldPolicy? PolicyAt(JsonObject sheet, string field) =>
        sheet[Policies]?[field] is JsonValue word ? Enum.Parse<FieldPolicy>(word.GetValue<string>(), ignoreCase: true) : null;

    /// <summary>True for <c>policies.name</c> when <c>name</c> is stated: it is told there.</summary>
    private static bool IsPolicyOf(DocumentPath policy, DocumentPath stated) =>
        policy.Steps is [{ Name: Policies }, var field] && stated.Steps is [var only] && only.Name == field.Name;

    /// <summary>States a place no longer. An entry that says nothing more than its key goes with it, and so does a list without entries.</summary>
    private static void Drop(JsonObject document, DocumentPath place)
    {
        switch (DocumentPlaces.Find(document, place.Parent))
        {
            case JsonObject holder:
                holder.Remove(place.Last.Name);
                if (place.Steps.Count > 1 && holder.All(m => m.Key == ItemFieldRules.EntryKey))
                {
                    Drop(document, place.Parent);
                }

                break;
            case JsonArray list when list.FirstOrDefault(e => EntryNames.Of(e) == place.Last.Name) is { } entry:
                list.Remove(entry);
                if (list.Count == 0)
                {
                    Drop(document, place.Parent);
                }

                break;
            default:
                // It went with another that was dropped before.
                break;
        }
    }
}
