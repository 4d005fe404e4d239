using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Localization;
using Platform.Designer.Editors.Fields;
using Platform.Designer.Editors.Flows;
using Platform.Designer.Editors.Shapes;
using Platform.Model;
using Platform.Model.Definitions;
using Platform.Model.Editing;
using Platform.Model.Flows;
using Platform.Model.Items;

namespace Platform.Designer.Editors;

/// <summary>A change as people read it.</summary>
/// <param name="Place">Where, from the outside in: 适用材料 › 营业执照 › 名称.</param>
/// <param name="What">What happened there.</param>
/// <param name="Before">Null when there was nothing, or when it does not matter.</param>
public sealed record ChangeLine(string Place, string What, string? Before, string? After);

/// <summary>A difference between what is above and what is here as people read it.</summary>
/// <param name="Before">What stood above when what is here was made.</param>
/// <param name="Above">What stands above now.</param>
/// <param name="Here">What is here.</param>
public sealed record AboveLine(string Place, string What, string Before, string Above, string Here);

/// <summary>Says changes of definitions in words.</summary>
/// <param name="vocabulary">Where flows are looked at: what their steps and inputs are called.</param>
public sealed class ChangeWords(IStringLocalizer<EditorsText> texts, IFlowVocabulary? vocabulary = null)
{
    private const int Longest = 120;

    private readonly FlowPlaces? _flows = vocabulary is null ? null : new FlowPlaces(texts, vocabulary);

    /// <param name="documents">Where titles of entries are looked up, the first that knows counts: before and after.</param>
    public IReadOnlyList<ChangeLine> Of(DocumentPatch patch, DefinitionKind kind, params IReadOnlyList<JsonObject> documents) =>
        [.. patch.Changes.Select(c => Line(c, KindShapes.Find(kind), documents))];

    public ChangeLine Line(DocumentChange change, RecordShape? shape, IReadOnlyList<JsonObject> documents) => change switch
    {
        MemberSet { Before: null } set => new(Place(set.Path, shape, documents), texts["change.stated"], null, SayAt(set.Path, shape, set.After)),
        MemberSet { After: null } set => new(Place(set.Path, shape, documents), texts["change.dropped"], SayAt(set.Path, shape, set.Before), null),
        MemberSet set => new(Place(set.Path, shape, documents), texts["change.changed"], SayAt(set.Path, shape, set.Before), SayAt(set.Path, shape, set.After)),
        EntryAdded added => new(Place(added.Path, shape, documents), texts["change.added", TitleOf(added.Value, added.Name, documents)], null, null),
        EntryRemoved removed => new(Place(removed.Path, shape, documents), texts["change.removed", TitleOf(removed.Value, removed.Name, documents)], null, null),
        EntryMoved moved => new(Place(moved.Path, shape, documents), texts["change.moved", EntryTitle(moved.Path.Entry(moved.Name), documents)], null, null),
        EntryRenamed renamed => new(Place(renamed.Path, shape, documents), texts["change.renamed"], renamed.Before, renamed.After),
        _ => throw new InvalidOperationException($"There is no such change: {change.GetType()}."),
    };

    /// <summary>What is above beside what is here.</summary>
    public AboveLine Line(AboveDifference difference, DefinitionKind kind, params IReadOnlyList<JsonObject> documents)
    {
        var shape = KindShapes.Find(kind);
        var (owner, member) = MemberAt(shape, difference.Place);
        return new(
            Place(difference.Place, shape, documents),
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

        string Text(Held? held) => held switch
        {
            null => texts["change.nothing"],
            { Value: JsonArray list } when difference.IsOrder => Shorten(string.Join(texts["value.separator"], list.Select(e => Title(e ?? "", "")))),
            { Value: JsonObject entry } when difference.Place.Last.IsEntry => Title(entry, difference.Place.Last.Name),
            { Value: JsonValue word } when owner is not null && member is { Kind: ShapeKind.Choice } => MemberWords.Choice(texts, owner, member, ValueTexts.Write(word, ShapeKind.Line)),
            { Value: JsonValue word } when texts[$"policy.{word}"] is { ResourceNotFound: false } policy && difference.Place.Steps is [{ Name: "policies" }, _] => policy,
            _ => Say(held, member?.PartShape),
        };
    }

    /// <summary>The way to a place in the words of the editors.</summary>
    public string Place(DocumentPath path, RecordShape? shape, IReadOnlyList<JsonObject> documents)
    {
        if (shape is null && _flows is not null)
        {
            return _flows.Say(path, documents);
        }

        var words = new List<string>();
        var at = DocumentPath.Root;
        MemberShape? named = null;
        foreach (var step in path.Steps)
        {
            at = step.IsEntry ? at.Entry(step.Name) : at.Member(step.Name);
            if (named is not null)
            {
                // Records by name: the name is the place's own, and what follows are members of the record.
                words.Add(step.Name);
                (shape, named) = (named.PartShape, null);
                continue;
            }

            named = !step.IsEntry && Find(shape, step.Name) is { Kind: ShapeKind.NamedParts } parts ? parts : null;
            words.Add(step.IsEntry ? EntryTitle(at, documents) : MemberName(shape, step.Name));
            shape = step.IsEntry ? shape : Find(shape, step.Name) is { } member ? PartOf(shape!, member) : null;
        }

        return string.Join(" › ", words);
    }

    /// <summary>The value of a member; a word to choose as it is called.</summary>
    private string SayAt(DocumentPath path, RecordShape? shape, Held? held)
    {
        MemberShape? last = null;
        var holder = shape;
        foreach (var step in path.Steps.Where(s => !s.IsEntry))
        {
            if (last is { Kind: ShapeKind.Pairs })
            {
                continue;
            }

            if (last is { Kind: ShapeKind.NamedParts })
            {
                (shape, last) = (last.PartShape, null);
                continue;
            }

            holder = last is null ? shape : last.PartShape;
            last = Find(holder, step.Name);
        }

        return last is { Kind: ShapeKind.Choices } && held?.Value is JsonArray words ? string.Join(texts["value.separator"], words.Select(w => MemberWords.Choice(texts, holder, last, ValueTexts.Write(w, ShapeKind.Line))))
            : last is { Choices.Count: > 0 } && held?.Value is JsonValue word ? MemberWords.Choice(texts, holder, last, ValueTexts.Write(word, ShapeKind.Line)) : Say(held, last?.PartShape);
    }

    private static MemberShape? Find(RecordShape? shape, string name) => shape?.Members.FirstOrDefault(m => m.Name == name);

    /// <summary>What the members of a member are. What an item says of its facts is named by the facts.</summary>
    private static RecordShape? PartOf(RecordShape shape, MemberShape member) => member.Name == RecordShape.Policies && shape.Type == typeof(ServiceItem) ? shape : member.PartShape;

    /// <summary>A value in one line.</summary>
    /// <param name="shape">Of a record: its members are then said in their own words, one after the other.</param>
    public string Say(Held? held, RecordShape? shape = null) => held?.Value switch
    {
        null => texts["value.none"],
        JsonValue value when value.GetValueKind() is JsonValueKind.True or JsonValueKind.False => texts[value.GetValue<bool>() ? "value.yes" : "value.no"],
        JsonValue image when ValueTexts.Write(image, ShapeKind.Line).StartsWith("data:image/", StringComparison.Ordinal) => texts["value.image"],
        JsonValue value => Shorten(ValueTexts.Write(value, ShapeKind.Line)),
        JsonObject wording when wording.Count > 0 && wording.All(t => t.Key is LocalizedText.Chinese or LocalizedText.English) => Shorten(string.Join(" / ", wording.Select(t => ValueTexts.Write(t.Value, ShapeKind.Line)))),
        JsonArray list when list.All(e => e is JsonValue) => Shorten(string.Join(texts["value.separator"], list.Select(e => ValueTexts.Write(e, ShapeKind.Line)))),
        JsonArray list => texts["value.entries", list.Count],
        JsonObject part when shape is not null => Shorten(string.Join(" ", shape.Members.Where(m => part[m.Name] is not null).Select(m =>
            m.Kind == ShapeKind.Choice ? MemberWords.Choice(texts, shape, m, ValueTexts.Write(part[m.Name], ShapeKind.Line)) : Say(new Held(part[m.Name]), m.PartShape)))),
        var other => Shorten(other.ToJsonString(ModelJson.Options)),
    };

    /// <summary>The member a place is, with the record it is of; both null where the editors know none.</summary>
    private static (RecordShape? Owner, MemberShape? Member) MemberAt(RecordShape? shape, DocumentPath path)
    {
        (RecordShape? Owner, MemberShape? Member) at = (null, null);
        foreach (var step in path.Steps.Where(s => !s.IsEntry))
        {
            at = (shape, shape?.Members.FirstOrDefault(m => m.Name == step.Name));
            shape = at.Member?.PartShape;
        }

        return at;
    }

    private string MemberName(RecordShape? shape, string name) =>
        name is LocalizedText.Chinese or LocalizedText.English ? texts["language." + name]
        : shape?.Members.FirstOrDefault(m => m.Name == name) is { } member ? MemberWords.Name(texts, shape, member)
        : texts["any." + name] is { ResourceNotFound: false } word ? word.Value
        : name;

    /// <summary>What an entry is called; its name where it is called nothing.</summary>
    public string TitleOf(JsonNode value, string name, IReadOnlyList<JsonObject> documents) => _flows?.Title(value, documents) ?? Title(value, name);

    private static string Title(JsonNode value, string name) => EntryTitles.Of(value) is { Length: > 0 } title ? title : name;

    private static string EntryTitle(DocumentPath path, IReadOnlyList<JsonObject> documents) =>
        documents.Select(d => DocumentPlaces.Find(d, path)).FirstOrDefault(n => n is not null) is { } entry ? Title(entry, path.Last.Name) : path.Last.Name;

    private static string Shorten(string text) => text.Length > Longest ? text[..(Longest - 1)] + "…" : text;
}
