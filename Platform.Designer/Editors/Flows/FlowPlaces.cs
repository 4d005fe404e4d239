using System.Text.Json.Nodes;
using Microsoft.Extensions.Localization;
using Platform.Designer.Editors.Fields;
using Platform.Designer.Editors.Shapes;
using Platform.Model.Editing;
using Platform.Model.Flows;

namespace Platform.Designer.Editors.Flows;

/// <summary>Places of a flow in the words of its editor: the step by its title, an input by what the step calls it, an arrow by its two ends.</summary>
public sealed class FlowPlaces(IStringLocalizer<EditorsText> texts, IFlowVocabulary vocabulary)
{
    /// <summary>What stands around the values people give: it says nothing to them.</summary>
    private static readonly HashSet<string> Silent = [FlowJson.RootMember, FlowJson.ActivitiesMember, FlowJson.CustomMember, "expression", "value", "typeName", "designer"];

    /// <param name="documents">Where titles are looked up, the first that knows counts.</param>
    public string Say(DocumentPath path, IReadOnlyList<JsonObject> documents)
    {
        var words = new List<string>();
        var at = DocumentPath.Root;
        var activityAt = at;
        StepDescription? known = null;
        foreach (var part in path.Steps)
        {
            var holder = at;

            // Only what stands in the step itself is an input of it.
            var step = holder.Equals(activityAt) ? known : null;
            at = part.IsEntry ? at.Entry(part.Name) : at.Member(part.Name);
            if (part.IsEntry)
            {
                words.Add(Entry(holder, at, part.Name, documents));
            }
            else if (step?.Inputs.FirstOrDefault(i => i.Name == part.Name) is { } input)
            {
                words.Add(input.Title.ToString());
            }
            else if (step?.Outputs.FirstOrDefault(o => o.Name == part.Name) is { } output)
            {
                words.Add(output.Title.ToString());
            }
            else if (step?.Bodies.FirstOrDefault(b => b.Key == part.Name) is { } body)
            {
                words.Add(body.Title.ToString());
            }
            else if (part.Name == "title" && holder.Steps.Count > 0 && holder.Last.Name == FlowJson.CustomMember)
            {
                words.Add(texts["any.name"]);
            }
            else if (!Silent.Contains(part.Name))
            {
                words.Add(texts["flow.member." + part.Name] is { ResourceNotFound: false } word ? word.Value : texts["any." + part.Name] is { ResourceNotFound: false } any ? any.Value : part.Name);
            }

            if (Activity(at, documents) is { } activity)
            {
                (activityAt, known) = (at, vocabulary.Find(FlowChart.Text(activity, "type")));
            }
        }

        return words.Count == 0 ? texts["flow.whole"] : string.Join(" › ", words.Distinct());
    }

    /// <summary>What an activity, an arrow or anything else that was added or removed is called; null for what is none of a flow's.</summary>
    public string? Title(JsonNode? value, IReadOnlyList<JsonObject> documents) => value switch
    {
        JsonObject activity when FlowJson.IsActivity(activity) => FlowChart.TitleOf(activity, vocabulary.Find(FlowChart.Text(activity, "type"))),
        JsonObject connection when FlowChart.ArrowOf(connection) is { } arrow => Arrow(arrow, documents),
        _ => null,
    };

    private static JsonObject? Activity(DocumentPath at, IReadOnlyList<JsonObject> documents) =>
        documents.Select(d => DocumentPlaces.Find(d, at)).OfType<JsonObject>().FirstOrDefault(FlowJson.IsActivity);

    private string Entry(DocumentPath list, DocumentPath at, string name, IReadOnlyList<JsonObject> documents)
    {
        var entry = documents.Select(d => DocumentPlaces.Find(d, at)).FirstOrDefault(n => n is not null);
        return list.Last.Name == FlowJson.ConnectionsMember && entry is null ? texts["flow.member.connection"] : Title(entry, documents) ?? (EntryTitles.Of(entry) is { Length: > 0 } title ? title : name);
    }

    private string Arrow(ChartArrow arrow, IReadOnlyList<JsonObject> documents) => PortTitle(arrow, documents) is { } port
        ? texts["flow.arrow.port", StepTitle(arrow.Source, documents), StepTitle(arrow.Target, documents), port]
        : texts["flow.arrow.of", StepTitle(arrow.Source, documents), StepTitle(arrow.Target, documents)];

    /// <summary>What the port is called by which an arrow leaves; null where its step has only one.</summary>
    private string? PortTitle(ChartArrow arrow, IReadOnlyList<JsonObject> documents)
    {
        var source = documents.Select(d => FindStep(d, arrow.Source)).FirstOrDefault(a => a is not null);
        var ports = source is null ? [] : FlowChart.KnownPorts(source, vocabulary.Find(FlowChart.Text(source, "type"))) ?? [];
        return ports is [var only] && only.Key == arrow.Port ? null : ports.FirstOrDefault(p => p.Key == arrow.Port)?.Title.ToString() ?? arrow.Port;
    }

    private string StepTitle(string id, IReadOnlyList<JsonObject> documents) =>
        documents.Select(d => FindStep(d, id)).FirstOrDefault(a => a is not null) is { } activity ? Title(activity, documents) ?? id : id;

    private static JsonObject? FindStep(JsonNode? node, string id) => node switch
    {
        JsonObject own when FlowJson.IsActivity(own) && FlowChart.Text(own, "id") == id => own,
        JsonObject holder => holder.Select(m => FindStep(m.Value, id)).FirstOrDefault(f => f is not null),
        JsonArray list => list.Select(e => FindStep(e, id)).FirstOrDefault(f => f is not null),
        _ => null,
    };
}
