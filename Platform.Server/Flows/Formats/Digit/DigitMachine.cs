using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Model;
using Platform.Model.Flows;

namespace Platform.Server.Flows.Formats.Digit;

/// <summary>A way out of a state.</summary>
/// <param name="Next">Name or uuid of the state it leads to.</param>
/// <param name="Active">False when it was switched off.</param>
internal sealed record DigitAction(string Name, string Next, IReadOnlyList<string> Roles, bool Active);

/// <summary>A state of the machine; the names of the members are those of the file.</summary>
/// <param name="Name">Null for the state before an application exists.</param>
/// <param name="Sla">Milliseconds, or null.</param>
internal sealed record DigitState(string? Name, string? Uuid, long? Sla, bool IsStart, bool IsTerminate, IReadOnlyList<DigitAction> Actions, JsonObject Json)
{
    /// <summary>What it is called in findings and in the flow.</summary>
    public string Id => Name ?? "start";

    /// <summary>Nothing leads out of it.</summary>
    public bool Ends => IsTerminate || Actions.Count == 0;
}

/// <summary>A state machine of DIGIT's workflow service, as <c>businessservice/_create</c> takes and <c>_search</c> gives it.</summary>
/// <param name="Sla">Milliseconds for the whole, or null.</param>
internal sealed record DigitMachine(string Name, long? Sla, IReadOnlyList<DigitState> States, JsonObject Json)
{
    /// <summary>The one machine meant in a file: alone, or one of a request's <c>BusinessServices</c>.</summary>
    /// <returns>Refused with <c>flowFile.notDigit</c>, <c>flowFile.several</c>, <c>flowFile.processUnknown</c>, <c>flowFile.digit.member</c>, <c>flowFile.idTwice</c> or <c>flowFile.tooMany</c>.</returns>
    public static Result<DigitMachine> Open(JsonObject file, string? wanted)
    {
        var all = (file["BusinessServices"] as JsonArray)?.OfType<JsonObject>().ToList() ?? [file];
        all = all.FindAll(m => FlowJson.Text(m, "businessService") is not null && m["states"] is JsonArray);
        var names = string.Join(", ", all.Select(m => FlowJson.Text(m, "businessService")));
        if (all.Count == 0)
        {
            return Problem.Invalid("flowFile.notDigit", null, ("value", string.Join(", ", file.Select(m => m.Key).Take(10))), ("expected", "businessService, states"));
        }

        if (wanted is not null)
        {
            return all.Find(m => FlowJson.Text(m, "businessService") == wanted) is { } named ? Read(named) : Problem.Invalid("flowFile.processUnknown", "process", ("value", wanted), ("expected", names));
        }

        return all.Count == 1 ? Read(all[0]) : Problem.Invalid("flowFile.several", "process", ("value", all.Count), ("expected", names));
    }

    /// <summary>The state a <c>nextState</c> means; files name it by its name, exports by its uuid.</summary>
    public DigitState? Find(string next) => States.FirstOrDefault(s => s.Name == next) ?? States.FirstOrDefault(s => s.Uuid == next);

    private static Result<DigitMachine> Read(JsonObject json)
    {
        var problems = new List<Problem>();
        var states = new List<DigitState>();
        var written = ((JsonArray)json["states"]!).ToList();
        if (written.Count > FormatLimits.Nodes)
        {
            return FormatLimits.TooMany(written.Count, FormatLimits.Nodes);
        }

        for (var i = 0; i < written.Count; i++)
        {
            if (written[i] is JsonObject state)
            {
                states.Add(ReadState(state, $"states[{i}]", problems));
            }
            else
            {
                problems.Add(Wrong($"states[{i}]", written[i], "object"));
            }
        }

        if (states.Sum(s => s.Actions.Count) is > FormatLimits.Flows and var actions)
        {
            return FormatLimits.TooMany(actions, FormatLimits.Flows);
        }

        problems.AddRange(states.CountBy(s => s.Id).Where(s => s.Value > 1).Select(s => Problem.Invalid("flowFile.idTwice", s.Key, ("id", s.Key), ("value", "state"))));
        if (states.Count == 0)
        {
            problems.Add(Problem.Invalid("flowFile.nothing", "states", ("expected", "states")));
        }

        return problems.Count > 0
            ? Result<DigitMachine>.Refused(problems)
            : new DigitMachine(FlowJson.Text(json, "businessService")!, Milliseconds(json, "businessServiceSla"), states, json);
    }

    private static DigitState ReadState(JsonObject json, string path, List<Problem> problems)
    {
        var actions = new List<DigitAction>();
        foreach (var (action, i) in (json["actions"] as JsonArray ?? []).Select((a, i) => (a, i)))
        {
            if (action is JsonObject one && FlowJson.Text(one, "action") is { Length: > 0 } name && FlowJson.Text(one, "nextState") is { Length: > 0 } next)
            {
                var roles = (one["roles"] as JsonArray ?? []).OfType<JsonValue>().Where(r => r.GetValueKind() == JsonValueKind.String).Select(r => r.ToString());
                actions.Add(new DigitAction(name, next, [.. roles], !IsFalse(one["active"])));
            }
            else
            {
                problems.Add(Wrong($"{path}.actions[{i}]", action, "action, nextState"));
            }
        }

        return new DigitState(FlowJson.Text(json, "state") is { Length: > 0 } state ? state : null, FlowJson.Text(json, "uuid"), Milliseconds(json, "sla"), IsTrue(json["isStartState"]), IsTrue(json["isTerminateState"]), actions, json);
    }

    private static Problem Wrong(string path, JsonNode? found, string expected) =>
        Problem.Invalid("flowFile.digit.member", path, ("path", path), ("value", found is null ? "null" : found.GetValueKind().ToString()), ("expected", expected));

    private static long? Milliseconds(JsonObject json, string name) =>
        json[name] is JsonValue value && value.GetValueKind() == JsonValueKind.Number && value.TryGetValue<long>(out var number) && number is > 0 and < 100L * 366 * 86_400_000 ? number : null;

    private static bool IsTrue(JsonNode? value) => value is JsonValue && value.GetValueKind() == JsonValueKind.True;

    private static bool IsFalse(JsonNode? value) => value is JsonValue && value.GetValueKind() == JsonValueKind.False;
}
