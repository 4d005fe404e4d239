using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Model.Flows;
using Platform.Server.Cases.Journal;

namespace Platform.Server.Cases.Rehearsal;

/// <summary>
/// What other systems answered to the steps of a case, as far as it can be told afterwards: how each call ended from the journal, and what a success brought from
/// the variable it was put into, as that stood last.
/// </summary>
/// <param name="rows">The journal of the case.</param>
/// <param name="flow">Of its item, with what undoes its steps.</param>
/// <param name="variables">As they stood at its end, by id; null when nobody knows.</param>
internal sealed class AnsweredCalls(IReadOnlyList<JournalRow> rows, FlowDefinition flow, IReadOnlyDictionary<string, JsonElement>? variables)
{
    private const string Answered = "flow.callAnswered";
    private const string Skipped = "flow.skipped";
    private const string Done = "Done";

    /// <summary>What follows a failed answer where an operator looked at it, and what shows that nobody had to.</summary>
    private static readonly string[] Afterwards = [Answered, Skipped, "flow.called", "flow.retried", "flow.corrected"];

    private readonly HashSet<string> _called = [.. rows.Where(r => r.Name == "flow.called").Select(StepOf).OfType<string>()];

    /// <summary>
    /// Null where the row tells of no answer, of one that an operator had asked for again or replaced by another end, or of a success whose output is not known any more.
    /// </summary>
    public RehearsalMove? Move(JournalRow row)
    {
        if (row.Name is not (Answered or Skipped) || StepOf(row) is not { } step || !_called.Contains(step))
        {
            return null;
        }

        var payload = Payload(row);
        if (row.Name == Skipped)
        {
            return payload["outcome"]?.GetValue<string>() switch
            {
                null or Done => Success(step),
                RehearsedCase.Refused => new(RehearsalAct.Answer, step, RehearsedCase.Refused),
                _ => new(RehearsalAct.Answer, step, RehearsedCase.Failed),
            };
        }

        return payload["succeeded"]?.GetValue<bool>() == true ? Success(step)
            : rows.FirstOrDefault(r => r.Seq > row.Seq && Afterwards.Contains(r.Name) && StepOf(r) == step)?.Name is Skipped or "flow.retried" or "flow.corrected" ? null
            : new(RehearsalAct.Answer, step, payload["refused"]?.GetValue<bool>() == true ? RehearsedCase.Refused : RehearsedCase.Failed);
    }

    private RehearsalMove? Success(string step)
    {
        if (ResultOf(step) is not { } variable)
        {
            return new(RehearsalAct.Answer, step);
        }

        return variables?.TryGetValue(variable, out var value) == true && value.ValueKind == JsonValueKind.Object
            ? new(RehearsalAct.Answer, step, Data: JsonObject.Create(value))
            : null;
    }

    /// <summary>Id of the variable that takes the result of the step; null when nothing does.</summary>
    private string? ResultOf(string step) =>
        FlowActivities.Of(flow.Json, FlowActivities.CallConnector).FirstOrDefault(a => FlowActivities.IdOf(a) == FlowCompensation.StepOf(step)) is { ValueKind: JsonValueKind.Object } call
        && call.TryGetProperty("result", out var result) && result.ValueKind == JsonValueKind.Object
        && result.TryGetProperty("memoryReference", out var reference) && reference.ValueKind == JsonValueKind.Object
            ? FlowActivities.IdOf(reference)
            : null;

    private static string? StepOf(JournalRow row) => Payload(row)["step"]?.GetValue<string>();

    private static JsonObject Payload(JournalRow row) => JsonNode.Parse(row.Payload) as JsonObject ?? [];
}
