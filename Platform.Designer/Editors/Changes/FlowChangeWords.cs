using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Localization;
using Platform.Designer.Editors.Fields;
using Platform.Designer.Editors.Flows;
using Platform.Designer.Editors.Shapes;
using Platform.Model.Editing;
using Platform.Model.Flows;

namespace Platform.Designer.Editors.Changes;

/// <summary>
/// Says changes of a flow as its editor shows them: inputs of steps as in their panel, arrows by their ends. What is one thing to people and several members of
/// the file, such as a value and its type, is one change.
/// </summary>
/// <param name="roleName">What roles are called in the office; null where that is not known.</param>
internal sealed class FlowChangeWords(IStringLocalizer<EditorsText> texts, IFlowVocabulary vocabulary, ValueWords values, Func<string, string>? roleName)
{
    private const string Title = "title";
    private const string DisplayText = "displayText";
    private const string Designer = "designer";

    /// <summary>What the format of the file demands and nobody decides.</summary>
    private static readonly HashSet<string> OfFormat = ["id", "definitionId", "version", "toolVersion", "inputs", "outputs", "outcomes", "isReadonly", "isSystem", "isLatest", "isPublished", "options"];

    /// <summary>Members of an activity that are said as its title and kind, or say nothing to people.</summary>
    private static readonly HashSet<string> OfActivity = ["id", "nodeId", "name", "type", "version", FlowJson.MetadataMember, FlowJson.CustomMember];

    private readonly FlowPlaces _places = new(texts, vocabulary);

    public IReadOnlyList<ChangeLine> Of(DocumentPatch patch, JsonObject before, JsonObject after)
    {
        JsonObject[] documents = [after, before];
        var lines = new List<ChangeLine>();
        var said = new HashSet<DocumentPath>();
        foreach (var change in patch.Changes)
        {
            if (change is not MemberSet set)
            {
                lines.Add(Entry(change, documents));
            }
            else if (!(before.Count == 0 && set.Path.Steps is [{ IsEntry: false } only] && OfFormat.Contains(only.Name)) && said.Add(UnitOf(set.Path, documents)))
            {
                lines.Add(Member(set, UnitOf(set.Path, documents), before, after));
            }
        }

        return lines;
    }

    private ChangeLine Entry(DocumentChange change, JsonObject[] documents)
    {
        var place = _places.Say(change.Path, documents);
        return change switch
        {
            EntryAdded added => new(place, texts["change.added", TitleOf(added.Value, added.Name, documents)], null, Within(added.Value, documents)),
            EntryRemoved removed => new(place, texts["change.removed", TitleOf(removed.Value, removed.Name, documents)], Within(removed.Value, documents), null),
            EntryMoved moved => new(place, texts["change.moved", TitleOf(documents.Select(d => DocumentPlaces.Find(d, moved.Element)).FirstOrDefault(n => n is not null), moved.Name, documents)], null, null),
            EntryRenamed renamed => new(place, texts["change.renamed"], renamed.Before, renamed.After),
            _ => throw new InvalidOperationException($"There is no such change: {change.GetType()}."),
        };
    }

    private ChangeLine Member(MemberSet set, DocumentPath unit, JsonObject before, JsonObject after)
    {
        JsonObject[] documents = [after, before];
        var place = _places.Say(unit, documents);
        if (unit.Last.Name is Designer or "vertices")
        {
            return new(place, texts["flow.change.drawn"], null, null);
        }

        // What could not be done stands in neither document: it is said as it was to be.
        if (unit.Equals(set.Path) || HeldAt(before, set.Path) == HeldAt(after, set.Path))
        {
            return SaidChange.Line(texts, place, Value(set.Path, before, set.Before, documents), Value(set.Path, after, set.After, documents));
        }

        return SaidChange.Line(texts, place, Value(unit, before, HeldAt(before, unit), documents), Value(unit, after, HeldAt(after, unit), documents));
    }

    private static Held? HeldAt(JsonObject document, DocumentPath path) => DocumentPlaces.Find(document, path) is { } found ? new Held(found) : null;

    private SaidValue? Value(DocumentPath unit, JsonObject document, Held? held, JsonObject[] documents)
    {
        if (held is null)
        {
            return null;
        }

        var activity = DocumentPlaces.Find(document, unit.Parent) as JsonObject;
        return FlowJson.IsActivity(activity) ? Input(vocabulary.Find(FlowChart.Text(activity!, "type")), unit.Last.Name, held.Value, document, documents)
            : FlowJson.IsActivity(held.Value) ? Within(held.Value, documents)
            : values.Of(held.Value, ValuePlace.Unknown);
    }

    /// <summary>The place of what people see as one thing.</summary>
    private static DocumentPath UnitOf(DocumentPath path, JsonObject[] documents)
    {
        var at = DocumentPath.Root;
        DocumentPath? holder = null;
        foreach (var step in path.Steps.SkipLast(1))
        {
            at = step.IsEntry ? at.Entry(step.Name) : at.Member(step.Name);
            if (documents.Select(d => DocumentPlaces.Find(d, at)).Any(FlowJson.IsActivity))
            {
                holder = at;
            }
        }

        var rest = path.Steps.Skip(holder?.Steps.Count ?? 0).ToList();
        return (holder, rest) switch
        {
            (null, _) or (_, [{ IsEntry: true }, ..]) => path,
            (_, [{ Name: FlowJson.MetadataMember }, { Name: Designer }, ..]) => holder.Member(FlowJson.MetadataMember).Member(Designer),
            (_, [{ Name: FlowJson.MetadataMember }, { Name: DisplayText }]) when IsTitled(holder, documents) => holder.Member(FlowJson.CustomMember).Member(Title),
            (_, [{ Name: FlowJson.CustomMember }, { Name: Title }, ..]) => holder.Member(FlowJson.CustomMember).Member(Title),
            (_, [{ Name: FlowJson.ConnectionsMember }, var connection, { Name: "vertices" }, ..]) => holder.Member(FlowJson.ConnectionsMember).Entry(connection.Name).Member("vertices"),
            (_, [{ Name: FlowJson.ConnectionsMember or FlowJson.ActivitiesMember or FlowJson.VariablesMember or FlowJson.MetadataMember or FlowJson.CustomMember }, ..]) => path,
            (_, [var member, ..]) => holder.Member(member.Name),
            _ => path,
        };
    }

    /// <summary>The title is written twice, and the one in all languages is the one to say.</summary>
    private static bool IsTitled(DocumentPath activity, JsonObject[] documents) =>
        documents.Any(d => DocumentPlaces.Find(d, activity.Member(FlowJson.CustomMember).Member(Title)) is not null);

    private string TitleOf(JsonNode? value, string name, JsonObject[] documents) => _places.Title(value, documents) ?? (EntryTitles.Of(value) is { Length: > 0 } title ? title : name);

    /// <summary>What an activity or anything else of a flow is made of; null where its title says all.</summary>
    private SaidValue? Within(JsonNode? value, JsonObject[] documents)
    {
        if (value is JsonObject activity && FlowJson.IsActivity(activity))
        {
            var step = vocabulary.Find(FlowChart.Text(activity, "type"));
            var members = activity.Where(m => !OfActivity.Contains(m.Key) && m.Value is not JsonArray { Count: 0 }).Select(m => Input(step, m.Key, m.Value, activity, documents) with { Label = InputName(step, m.Key) });
            return values.Compact("", [new SaidValue(step?.Title.ToString() ?? FlowChart.Text(activity, "type"), []) { Label = texts["flow.change.kind"] }, .. members, .. Custom(activity)]);
        }

        return value is JsonObject connection && FlowChart.ArrowOf(connection) is not null ? null : values.Within(value, ValuePlace.Unknown);
    }

    /// <summary>What stands beside the title of a step and is not there of itself.</summary>
    private IEnumerable<SaidValue> Custom(JsonObject activity) =>
        (activity[FlowJson.CustomMember] as JsonObject)?.Where(m => m.Key is not (Title or "canStartWorkflow" or "runAsynchronously")).Select(m => values.Of(m.Value, ValuePlace.Unknown) with { Label = values.MemberName(null, m.Key) }) ?? [];

    private string InputName(StepDescription? step, string name) =>
        step?.Inputs.FirstOrDefault(i => i.Name == name)?.Title.ToString()
        ?? step?.Outputs.FirstOrDefault(o => o.Name == name)?.Title.ToString()
        ?? step?.Bodies.FirstOrDefault(b => b.Key == name)?.Title.ToString()
        ?? (texts["flow.member." + name] is { ResourceNotFound: false } word ? word.Value : values.MemberName(null, name));

    /// <summary>A member of an activity as the panel of the step shows it.</summary>
    private SaidValue Input(StepDescription? step, string name, JsonNode? value, JsonObject document, JsonObject[] documents)
    {
        var input = step?.Inputs.FirstOrDefault(i => i.Name == name);
        return value switch
        {
            null => texts["value.none"].Value,
            JsonObject output when output["memoryReference"] is JsonObject => texts["value.labelled", texts["input.kind.Variable"], FlowVariables.TargetOf(document, output) is { Length: > 0 } target ? target : FlowChart.Text((JsonObject)output["memoryReference"]!, "id")].Value,
            JsonObject inner when FlowJson.IsActivity(inner) => Within(inner, documents) ?? texts["value.none"].Value,
            JsonArray list when list.All(e => e is JsonObject) => new SaidValue("", [.. list.Select(e => (Within(e, documents) ?? "") with { Label = TitleOf(e, EntryNames.Of(e) ?? "", documents) })]),
            _ when input?.Editor == StepEditor.Variable => texts["value.labelled", texts["input.kind.Variable"], StepValues.VariableOf(value)].Value,
            JsonObject written when written["expression"] is JsonObject => Expression(input, written),
            _ => values.Of(value, ValuePlace.Unknown),
        };
    }

    private SaidValue Expression(StepInput? input, JsonObject written)
    {
        var kind = StepValues.KindOf(written);
        return kind switch
        {
            "Literal" => StepValues.Literal(written) is { } literal ? Literal(input, JsonNode.Parse(literal.GetRawText())) : StepValues.TextOf(written),
            "Variable" => texts["value.labelled", texts["input.kind.Variable"], StepValues.VariableOf(written)].Value,
            _ => texts["value.labelled", texts["input.kind." + kind] is { ResourceNotFound: false } word ? word.Value : kind, StepValues.TextOf(written)].Value,
        };
    }

    private SaidValue Literal(StepInput? input, JsonNode? value) => value switch
    {
        JsonValue word when Word(input, word) is { } said => said,
        JsonArray list when input?.Choices is { Count: > 0 } && list.All(e => e is JsonValue) => string.Join(texts["value.separator"], list.Select(e => Word(input, (JsonValue)e!) ?? e!.ToString())),
        _ => values.Of(value, ValuePlace.Unknown),
    };

    private string? Word(StepInput? input, JsonValue value) => value.GetValueKind() != JsonValueKind.String ? null
        : input?.Choices?.FirstOrDefault(c => c.Key == value.GetValue<string>())?.Title.ToString() is { } choice ? choice
        : input?.Editor == StepEditor.Role ? roleName?.Invoke(value.GetValue<string>())
        : null;
}
