using System.Text.Json.Nodes;
using Microsoft.Extensions.Localization;
using Platform.Designer.Editors.Flows;
using Platform.Designer.Editors.Shapes;
using Platform.Model.Definitions;
using Platform.Model.Editing;
using Platform.Model.Flows;

namespace Platform.Designer.Editors.Changes;

/// <summary>A change as people read it.</summary>
/// <param name="Place">Where, from the outside in: 适用材料 › 营业执照 › 名称.</param>
/// <param name="What">What happened there.</param>
/// <param name="Before">What there was; null when there was nothing, or when it does not matter.</param>
/// <param name="After">What there is now; null like <paramref name="Before"/>.</param>
public sealed record ChangeLine(string Place, string What, SaidValue? Before, SaidValue? After);

/// <summary>A difference between what is above and what is here as people read it.</summary>
/// <param name="Before">What stood above when what is here was made.</param>
/// <param name="Above">What stands above now.</param>
/// <param name="Here">What is here.</param>
public sealed record AboveLine(string Place, string What, SaidValue Before, SaidValue Above, SaidValue Here);

/// <summary>Says changes of definitions in words, and leaves nothing out.</summary>
/// <param name="vocabulary">Where flows are looked at: what their steps and inputs are called.</param>
public sealed class ChangeWords(IStringLocalizer<EditorsText> texts, IFlowVocabulary? vocabulary = null)
{
    private readonly FlowPlaces? _flows = vocabulary is null ? null : new FlowPlaces(texts, vocabulary);

    /// <summary>What codes and keys are called.</summary>
    public References References { get; init; } = References.None;

    /// <summary>What roles are called in the office; without it their keys stand for them.</summary>
    public Func<string, string>? RoleName { get; init; }

    /// <summary>All in which two documents differ.</summary>
    public IReadOnlyList<ChangeLine> Between(JsonObject before, JsonObject after, DefinitionKind kind) => Of(DocumentDiff.Between(before, after), kind, after, before);

    /// <param name="after">What the changes led to.</param>
    /// <param name="before">What they began with; null where it follows from the changes.</param>
    public IReadOnlyList<ChangeLine> Of(DocumentPatch patch, DefinitionKind kind, JsonObject after, JsonObject? before = null)
    {
        var began = before ?? patch.Invert().Apply(after).Document;
        var values = new ValueWords(texts, References, [after, began]);
        return vocabulary is not null && KindShapes.Find(kind) is null
            ? new FlowChangeWords(texts, vocabulary, values, RoleName).Of(patch, began, after)
            : [.. patch.Changes.SelectMany(c => Lines(c, new Ground("", new(null, null, KindShapes.Find(kind)), [after, began], values)))];
    }

    /// <summary>What was not done because of a conflict: from what stands there now to what it would be.</summary>
    /// <param name="now">The document in which it was not done.</param>
    public IReadOnlyList<ChangeLine> Of(DocumentConflict conflict, DefinitionKind kind, JsonObject now)
    {
        var insisted = conflict.Insist();
        var change = insisted is { Changes: [var only] } ? only : conflict.Change;
        return Of(new DocumentPatch([change]), kind, insisted?.Apply(now).Document ?? now, now);
    }

    /// <summary>What is above beside what is here.</summary>
    public AboveLine Line(AboveDifference difference, DefinitionKind kind, params IReadOnlyList<JsonObject> documents)
    {
        var ground = new Ground("", new(null, null, KindShapes.Find(kind)), documents, new ValueWords(texts, References, documents));
        var place = PlaceOf(difference.Place, ground);
        return new(
            Place(difference.Place, kind, documents),
            texts[difference switch
            {
                { IsOrder: true } => "change.order",
                { Before: null } => "change.new",
                { Above: null } => "change.gone",
                _ => "change.changed",
            }],
            Text(difference.Before),
            Text(difference.Above),
            Text(difference.Here));

        SaidValue Text(Held? held) => held switch
        {
            null => texts["change.nothing"].Value,
            { Value: JsonArray list } when difference.IsOrder => Titles(list, place, ground.Values),
            { Value: JsonObject entry } when difference.Place.Last.IsEntry => ground.Values.Entry(entry, place),
            _ => ground.Values.Of(held.Value, place),
        };
    }

    /// <summary>The way to a place in the words of the editors.</summary>
    public string Place(DocumentPath path, DefinitionKind kind, IReadOnlyList<JsonObject> documents) =>
        _flows is not null && KindShapes.Find(kind) is null ? _flows.Say(path, documents)
        : Walk(path, new Ground("", new(null, null, KindShapes.Find(kind)), documents, new ValueWords(texts, References, documents))).Words;

    /// <summary>What an entry is called; its name where it is called nothing.</summary>
    public string TitleOf(JsonNode value, string name, IReadOnlyList<JsonObject> documents) =>
        _flows?.Title(value, documents) ?? (EntryTitles.Of(value) is { Length: > 0 } title ? title : name);

    /// <summary>A value in one line.</summary>
    /// <param name="shape">Of a record: its members are then said in their own words, one after the other.</param>
    public string Say(Held? held, RecordShape? shape = null)
    {
        var values = new ValueWords(texts, References, []);
        return values.Line(values.Of(held?.Value, new(null, null, shape)));
    }

    private IEnumerable<ChangeLine> Lines(DocumentChange change, Ground ground)
    {
        var (words, place) = Walk(change.Path, ground);
        return change switch
        {
            MemberSet set when ListOf(set.Before) is { } old && ListOf(set.After) is { } now && old.Count + now.Count > 0 => ListLines(words, place, old, now, ground),
            MemberSet set => [ChangeOf(words, set, place, ground.Values)],
            EntryAdded added => [new(words, texts["change.added", Called(added.Value, added.Name, place, ground.Values)], null, ground.Values.Within(added.Value, place))],
            EntryRemoved removed => [new(words, texts["change.removed", Called(removed.Value, removed.Name, place, ground.Values)], ground.Values.Within(removed.Value, place), null)],
            EntryMoved moved => [new(words, texts["change.moved", EntryTitle(moved.Path.Entry(moved.Name), place, ground)], null, null)],
            EntryRenamed renamed => [new(words, texts["change.renamed"], renamed.Before, renamed.After)],
            _ => throw new InvalidOperationException($"There is no such change: {change.GetType()}."),
        };
    }

    private ChangeLine ChangeOf(string words, MemberSet set, ValuePlace place, ValueWords values)
    {
        var before = set.Before is null ? null : values.Of(set.Before.Value, place);
        var after = set.After is null ? null : values.Of(set.After.Value, place);
        return SaidChange.Line(texts, words, before, after);
    }

    /// <summary>The entries of a list whose entries have no names: those that went, those that came, and those of one title that changed.</summary>
    private IEnumerable<ChangeLine> ListLines(string words, ValuePlace place, List<JsonObject> old, List<JsonObject> now, Ground ground)
    {
        var (gone, came) = (Without(old, now), Without(now, old));
        if (gone.Count + came.Count == 0)
        {
            return [new(words, texts["change.order"], Titles(old, place, ground.Values), Titles(now, place, ground.Values))];
        }

        if (gone.Count == came.Count && gone.Concat(came).All(ValueWords.IsWording))
        {
            return gone.Zip(came, (was, now) => SaidChange.Line(texts, words, ground.Values.Of(was, place), ground.Values.Of(now, place)));
        }

        var lines = new List<ChangeLine>();
        foreach (var entry in gone)
        {
            var title = ground.Values.TitleOf(entry, place);
            if (title.Length > 0 && came.FindIndex(c => ground.Values.TitleOf(c, place) == title) is >= 0 and var found)
            {
                var inside = new Ground($"{words} › {title}", place, [came[found], entry], ground.Values);
                lines.AddRange(DocumentDiff.Between(entry, came[found]).Changes.SelectMany(c => Lines(c, inside)));
                came.RemoveAt(found);
            }
            else
            {
                lines.Add(title.Length > 0 ? new(words, texts["change.removed", title], ground.Values.Within(entry, place), null) : new(words, texts["change.dropped"], ground.Values.Entry(entry, place), null));
            }
        }

        return [.. lines, .. came.Select(Came)];

        ChangeLine Came(JsonObject entry) => ground.Values.TitleOf(entry, place) is { Length: > 0 } title
            ? new(words, texts["change.added", title], null, ground.Values.Within(entry, place))
            : new(words, texts["change.new"], null, ground.Values.Entry(entry, place));
    }

    /// <summary>The entries that have no equal among the others, each of which is the equal of one.</summary>
    private static List<JsonObject> Without(List<JsonObject> entries, List<JsonObject> others)
    {
        var left = others.ToList();
        return [.. entries.Where(e => left.FindIndex(o => JsonNode.DeepEquals(o, e)) is var found && (found < 0 || !Take(left, found)))];

        static bool Take(List<JsonObject> from, int at)
        {
            from.RemoveAt(at);
            return true;
        }
    }

    /// <summary>A list of records or texts, empty for what is not said; null for what is no such list.</summary>
    private static List<JsonObject>? ListOf(Held? held) => held switch
    {
        null or { Value: null } => [],
        { Value: JsonArray list } when list.All(e => e is JsonObject) => [.. list.Cast<JsonObject>()],
        _ => null,
    };

    private SaidValue Titles(IEnumerable<JsonNode?> list, ValuePlace place, ValueWords values) => string.Join(texts["value.separator"], list.Select(e => values.TitleOf(e, place)));

    private static string Called(JsonNode value, string name, ValuePlace place, ValueWords values) => values.TitleOf(value, place) is { Length: > 0 } title ? title : name;

    private static string EntryTitle(DocumentPath path, ValuePlace place, Ground ground) =>
        ground.Documents.Select(d => DocumentPlaces.Find(d, path)).FirstOrDefault(n => n is not null) is { } entry ? Called(entry, path.Last.Name, place, ground.Values) : path.Last.Name;

    private static ValuePlace PlaceOf(DocumentPath path, Ground ground) => Walk(path, ground).Place;

    /// <summary>The way to a place in words, and what is known of it.</summary>
    private static (string Words, ValuePlace Place) Walk(DocumentPath path, Ground ground)
    {
        var words = new List<string>();
        if (ground.Prefix.Length > 0)
        {
            words.Add(ground.Prefix);
        }

        var (at, place) = (DocumentPath.Root, ground.Root);
        foreach (var step in path.Steps)
        {
            var holder = at;
            at = step.IsEntry ? at.Entry(step.Name) : at.Member(step.Name);
            if (step.IsEntry)
            {
                words.Add(EntryTitle(at, place, ground));
            }
            else if (place.HoldsByName)
            {
                // Records by name: the name is the place's own, and what follows are members of the record.
                words.Add(step.Name);
                place = place.Named();
            }
            else
            {
                var value = holder.Steps.Count == 0 ? null : ground.Documents.Select(d => DocumentPlaces.Find(d, holder)).FirstOrDefault(n => n is not null);
                words.Add(ground.Values.MemberName(place.ShapeOf(value), step.Name));
                place = place.In(step.Name, value);
            }
        }

        return (string.Join(" › ", words), place);
    }

    /// <summary>What changes are said of.</summary>
    /// <param name="Prefix">The way to <paramref name="Root"/>; empty for a whole definition.</param>
    /// <param name="Documents">Where titles of entries are looked up, the first that knows counts.</param>
    private sealed record Ground(string Prefix, ValuePlace Root, IReadOnlyList<JsonObject> Documents, ValueWords Values);
}
