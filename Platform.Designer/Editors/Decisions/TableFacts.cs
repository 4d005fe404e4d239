using System.Text.Json.Nodes;
using Platform.Designer.Editors.Fields;
using Platform.Designer.Editors.Forms;
using Platform.Designer.Editors.Shapes;
using Platform.Model.Decisions;
using Platform.Model.Definitions;
using Platform.Model.Forms;
using Platform.Model.Localities;

namespace Platform.Designer.Editors.Decisions;

/// <summary>Something of an application that a column of a decision table can read.</summary>
/// <param name="Path">As the table writes it: <c>answers.area</c>, <c>scenario.placeType</c>.</param>
/// <param name="Title">What the question asks, in all the ways in which it is asked.</param>
/// <param name="Sources">The forms or items that ask it.</param>
/// <param name="Type">Null where they do not agree.</param>
/// <param name="Options">What can be chosen in any of them, each value once; empty where anything can be typed.</param>
public sealed record TableFact(string Path, string Title, IReadOnlyList<string> Sources, DecisionType? Type, IReadOnlyList<FactOption> Options)
{
    /// <summary>The question as it stands in the document; null where they do not agree.</summary>
    public JsonNode? Label { get; init; }
}

/// <param name="Label">As it stands in the document: a text, or texts by language. Null where it has none, or several.</param>
public sealed record FactOption(string Value, JsonNode? Label);

/// <summary>What decision tables of a place can read: the questions of its forms, and the scenario questions of its items.</summary>
/// <param name="All">Each path once.</param>
public sealed record TableFacts(IReadOnlyList<TableFact> All)
{
    /// <summary>Of the forms, and of the items; more could not be looked through in a list.</summary>
    private const int MostDocuments = 200;

    public static TableFacts None { get; } = new([]);

    /// <summary>Null for what nobody here asks.</summary>
    public TableFact? Find(string? path) => All.FirstOrDefault(f => f.Path == path);

    public static async ValueTask<TableFacts> ReadAsync(IDefinitions definitions, QuestionLibrary library, LocalityCode place, CancellationToken ct)
    {
        var facts = new List<TableFact>();
        var tables = new Dictionary<string, IReadOnlyList<FactOption>>(StringComparer.Ordinal);
        foreach (var form in await DocumentsAsync(definitions, DefinitionKind.Form, place, ct))
        {
            foreach (var node in FormOutline.Of(library.Compose(form)).Where(n => n is { Kind: OutlineKind.Field, Scope: "" }))
            {
                var options = ValueTexts.Write(node.Element["codeTable"], ShapeKind.Line) is { Length: > 0 } table ? await CodesAsync(definitions, table, place, tables, ct) : OptionsOf(node.Element["options"], "value");
                if (TypeOf(node.Type) is { } type && CompiledDecisionTable.IsPath($"answers.{node.Key}"))
                {
                    facts.Add(new TableFact($"answers.{node.Key}", node.Title, [DocumentTitles.Of(form) ?? ValueTexts.Write(form["key"], ShapeKind.Line)], type, options) { Label = node.Element["label"] });
                }
            }
        }

        foreach (var item in await DocumentsAsync(definitions, DefinitionKind.Item, place, ct))
        {
            foreach (var question in item["scenario"] is JsonArray list ? list.OfType<JsonObject>() : [])
            {
                var path = $"{AnswerKeys.Scenario}.{ValueTexts.Write(question["key"], ShapeKind.Line)}";
                if (CompiledDecisionTable.IsPath(path))
                {
                    facts.Add(new TableFact(path, EntryTitles.Of(question), [DocumentTitles.Of(item) ?? ValueTexts.Write(item["key"], ShapeKind.Line)], DecisionType.Text, OptionsOf(question["options"], "value")) { Label = question["question"] });
                }
            }
        }

        return new TableFacts([.. facts.GroupBy(f => f.Path, StringComparer.Ordinal).Select(g => Together([.. g]))]);
    }

    /// <summary>One path, whoever asks it: a column that reads it may get the answer of any of them.</summary>
    private static TableFact Together(IReadOnlyList<TableFact> same) => new(
        same[0].Path,
        string.Join(" / ", same.Select(f => f.Title).Distinct()),
        [.. same.SelectMany(f => f.Sources).Distinct()],
        same.All(f => f.Type == same[0].Type) ? same[0].Type : null,
        [.. same.SelectMany(f => f.Options).GroupBy(o => o.Value, StringComparer.Ordinal).Select(g => new FactOption(g.Key, Agreed(g.Select(o => o.Label))))])
    {
        Label = Agreed(same.Select(f => f.Label)),
    };

    /// <summary>What all say who say anything.</summary>
    private static JsonNode? Agreed(IEnumerable<JsonNode?> said) => said.OfType<JsonNode>().ToList() is [var first, .. var rest] && rest.TrueForAll(l => JsonNode.DeepEquals(l, first)) ? first : null;

    private static async ValueTask<IReadOnlyList<JsonObject>> DocumentsAsync(IDefinitions definitions, DefinitionKind kind, LocalityCode place, CancellationToken ct)
    {
        var (found, documents) = (new List<JsonObject>(), 0);
        foreach (var key in await definitions.ListKeysAsync(kind, ct))
        {
            // Most keys may belong to other places.
            if (await definitions.ListLayersAsync(kind, key, place, ct) is not { Count: > 0 } layers)
            {
                continue;
            }

            found.AddRange(layers.Reverse().Take(kind == DefinitionKind.Item ? int.MaxValue : 1).Select(l => JsonNode.Parse(l.Json)).OfType<JsonObject>());
            if (++documents == MostDocuments)
            {
                break;
            }
        }

        return found;
    }

    private static async ValueTask<IReadOnlyList<FactOption>> CodesAsync(IDefinitions definitions, string table, LocalityCode place, Dictionary<string, IReadOnlyList<FactOption>> known, CancellationToken ct)
    {
        if (!known.TryGetValue(table, out var options))
        {
            var active = await definitions.FindActiveAsync(DefinitionKind.CodeTable, table, place, ct);
            known[table] = options = active is not null && JsonNode.Parse(active.Json) is JsonObject document ? OptionsOf(document["entries"], "code") : [];
        }

        return options;
    }

    private static IReadOnlyList<FactOption> OptionsOf(JsonNode? list, string member) => list is JsonArray options
        ? [.. options.OfType<JsonObject>().Select(o => new FactOption(ValueTexts.Write(o[member], ShapeKind.Line), o["label"] ?? o["title"])).Where(o => o.Value.Length > 0)] : [];

    /// <summary>Null for what no column can hold: lists, files, notes.</summary>
    private static DecisionType? TypeOf(string field) => field switch
    {
        "number" or "money" => DecisionType.Number,
        "integer" => DecisionType.Integer,
        "date" => DecisionType.Date,
        "boolean" => DecisionType.Boolean,
        "text" or "multiline" or "choice" or "citizenId" or "creditCode" or "phone" or "email" or "divisionPath" or "personName" => DecisionType.Text,
        _ => null,
    };
}
