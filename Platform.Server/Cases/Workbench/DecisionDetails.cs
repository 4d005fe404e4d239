using System.Text.Json.Nodes;
using Microsoft.Extensions.Localization;
using Platform.Server.Cases.Journal;

namespace Platform.Server.Cases.Workbench;

/// <summary>Says in plain words what a decision table was asked, which of its rows fired and why, and what came of it.</summary>
internal sealed class DecisionDetails(IStringLocalizer<WorkbenchText> texts)
{
    public static bool Is(CaseEventResource entry) => entry.Name is DecisionEntry.Internal or DecisionEntry.Public;

    public string Title(CaseEventResource entry) => texts["journal.decisionTable", DecisionEntry.Text(Of(entry)?["name"])];

    public IReadOnlyList<(string Label, string Text)> Lines(CaseEventResource entry) => Of(entry) is { } explanation ? Lines(explanation) : [];

    /// <param name="explanation">A <see cref="Model.Decisions.DecisionExplanation"/> as it stands in the journal.</param>
    public IReadOnlyList<(string Label, string Text)> Lines(JsonNode explanation) =>
    [
        .. Items(explanation["inputs"]).Select(i => (DecisionEntry.Text(i["label"]), DecisionEntry.Text(i["words"]))),
        .. explanation["rows"] is JsonArray { Count: > 0 } rows
            ? Items(rows).Select(Row)
            : [(texts["decisionTable.default"].Value, texts[explanation["byDefault"]?.GetValue<bool>() == true ? "decisionTable.defaultCounts" : "decisionTable.nothing"].Value)],
        .. Items(explanation["outputs"]).Select(o => (texts["decisionTable.result", DecisionEntry.Text(o["label"])].Value, DecisionEntry.Text(o["words"]))),
    ];

    private (string Label, string Text) Row(JsonNode row)
    {
        var reasons = Items(row["because"]).Select(b => DecisionEntry.Text(b["words"])).ToList();
        var because = reasons.Count == 0 ? texts["decisionTable.always"].Value : string.Join(texts["decisionTable.and"], reasons);
        var label = texts["decisionTable.row", row["number"]?.ToJsonString() ?? "", row["id"]?.GetValue<string>() ?? ""];
        return (label, row["annotation"] is { } annotation ? texts["decisionTable.because", DecisionEntry.Text(annotation), because] : because);
    }

    private static JsonNode? Of(CaseEventResource entry) => entry.Payload?[DecisionEntry.Explanation];

    private static IEnumerable<JsonNode> Items(JsonNode? list) => list is JsonArray items ? items.OfType<JsonNode>() : [];
}
