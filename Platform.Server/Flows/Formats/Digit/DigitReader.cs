using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Model;
using Platform.Model.Flows;
using Platform.Model.Identity;
using Platform.Server.Flows.Formats.Layout;

namespace Platform.Server.Flows.Formats.Digit;

/// <summary>
/// Reads a state machine as a flow. A state in which somebody acts becomes a task whose outcomes are the actions, a state nothing leads out of ends the flow, and
/// the state before the application exists is the start, since a flow begins when the application is there.
/// </summary>
internal sealed class DigitReader
{
    private const string Member = "digit";
    private const double Day = 86_400_000;

    private readonly FlowFindings _findings = new();
    private readonly Dictionary<string, (FlowFileRole Role, List<string> Steps)> _roles = new(StringComparer.Ordinal);
    private readonly DigitMachine _machine;
    private readonly FlowFileOptions _options;
    private readonly DigitState _start;

    private DigitReader(DigitMachine machine, FlowFileOptions options)
    {
        (_machine, _options) = (machine, options);
        _start = machine.States.FirstOrDefault(s => s.Name is null) ?? machine.States.FirstOrDefault(s => s.IsStart) ?? machine.States[0];
    }

    public static Result<FlowFileContent> Read(ReadOnlyMemory<byte> file, FlowFileOptions options) =>
        JsonFile.Read(file).Then(json => DigitMachine.Open(json, options.Process)).Then(machine => new DigitReader(machine, options).Read());

    private Result<FlowFileContent> Read()
    {
        var activities = _machine.States.Select(Activity).ToList();
        var connections = _machine.States.SelectMany(Connections).ToList();
        var root = FlowJson.Flowchart("flow", null, activities, connections);
        FlowLayout.Complete(root);
        TellOfTheWhole();
        var kept = (JsonObject)_machine.Json.DeepClone();
        kept.Remove("states");
        var definition = FlowJson.Definition(_options.Key, _machine.Name, null, root, [], new JsonObject { [Member] = kept });
        var read = new Dictionary<string, int> { ["state"] = _machine.States.Count, ["action"] = _machine.States.Sum(s => s.Actions.Count) };
        return FlowFileDocument.ToElement(definition).Then<FlowFileContent>(document => new FlowFileContent(
            document,
            new FlowFileReport(FlowFormat.Digit, _machine.Name, read, _findings.All, [.. _roles.Values.Select(r => r.Role)])));
    }

    private JsonObject Activity(DigitState state)
    {
        var activity = state == _start ? Start(state) : state.Ends ? FlowJson.Activity(state.Id, FlowJson.EndType, state.Id) : Task(state);
        var kept = (JsonObject)state.Json.DeepClone();
        FlowJson.Part(activity, "customProperties")[Member] = kept;
        TellOfState(state);
        return activity;
    }

    private JsonObject Start(DigitState state)
    {
        if (state.Actions.Select(a => _machine.Find(a.Next)).Distinct().Skip(1).Any())
        {
            foreach (var other in state.Actions.Where(a => a != Begins(state)))
            {
                _findings.Kept("action", other.Name, "flowFile.digit.startAction", $"{state.Id}.{other.Name}", ("state", other.Next), ("first", Begins(state)?.Name));
            }
        }

        foreach (var role in state.Actions.SelectMany(a => a.Roles).Distinct())
        {
            Meant(role, state);
        }

        return FlowJson.Activity(state.Id, FlowJson.StartType, state.Id);
    }

    private JsonObject Task(DigitState state)
    {
        var activity = FlowJson.Activity(state.Id, "Platform.Review", state.Id);
        var actions = Live(state);
        activity["outcomes"] = FlowJson.Structure(new JsonArray([.. actions.Select(Outcome)]));
        if (RoleOf(state, actions) is { } role)
        {
            activity["role"] = FlowJson.Text(role);
        }

        if (state.Sla is { } sla)
        {
            var days = (int)Math.Ceiling(sla / Day);
            activity["limitDays"] = FlowJson.Number(days);
            _findings.Changed("state", state.Id, "flowFile.digit.sla", $"{state.Id}.sla", ("value", sla), ("days", days));
        }

        return activity;
    }

    private static JsonNode Outcome(DigitAction action) => new JsonObject
    {
        ["key"] = action.Name,
        ["label"] = new JsonObject { [LocalizedText.Chinese] = action.Name, [LocalizedText.English] = action.Name },
        ["style"] = action.Name.Contains("REJECT", StringComparison.OrdinalIgnoreCase) ? "danger" : "normal",
    };

    /// <summary>One task has one role: the one that may do the most. The others are told of.</summary>
    private string? RoleOf(DigitState state, IReadOnlyList<DigitAction> actions)
    {
        var counted = actions.SelectMany(a => a.Roles.Distinct()).CountBy(r => r).OrderByDescending(r => r.Value).Select(r => (Name: r.Key, Meant: Meant(r.Key, state))).ToList();
        if (counted.Count == 0)
        {
            _findings.Advice("state", state.Id, "flowFile.digit.noRole", state.Id);
            return null;
        }

        var chosen = counted.Find(r => !r.Meant.Applicant);
        if (chosen.Name is null)
        {
            _findings.Changed("state", state.Id, "flowFile.applicantTask", $"{state.Id}.roles", ("role", Roles.WindowClerk));
            return Roles.WindowClerk;
        }

        foreach (var action in actions.Where(a => !a.Roles.Contains(chosen.Name)))
        {
            _findings.Changed("action", action.Name, "flowFile.digit.otherRole", $"{state.Id}.{action.Name}.roles", ("state", state.Id), ("value", string.Join(", ", action.Roles)), ("role", chosen.Name));
        }

        if (counted.Where(r => r.Name != chosen.Name).Select(r => r.Name).ToList() is { Count: > 0 } others)
        {
            _findings.Changed("state", state.Id, "flowFile.rolesMore", $"{state.Id}.roles", ("value", string.Join(", ", others.Prepend(chosen.Name))), ("role", chosen.Name));
        }

        return chosen.Meant.Role;
    }

    private RoleMeant Meant(string name, DigitState state)
    {
        var meant = RoleGuess.Of(name, name, _options.Roles);
        if (!_roles.TryGetValue(name, out var known))
        {
            List<string> steps = [];
            _roles[name] = known = (new FlowFileRole(name, name, meant.Role, meant.Applicant, steps), steps);
            if (meant is { Role: null, Applicant: false })
            {
                _findings.Advice("role", name, "flowFile.roleUnknown", null, ("name", name));
            }
        }

        if (!known.Steps.Contains(state.Id))
        {
            known.Steps.Add(state.Id);
        }

        return meant;
    }

    private IEnumerable<JsonObject> Connections(DigitState state)
    {
        if (state == _start)
        {
            return Begins(state) is { } first && _machine.Find(first.Next) is { } next ? [FlowJson.Connection(state.Id, StepOutcome.DoneKey, next.Id)] : [];
        }

        return state.Ends ? [] : Live(state).Select(a => (Action: a, Next: _machine.Find(a.Next))).Where(a => a.Next is not null).Select(a => FlowJson.Connection(state.Id, a.Action.Name, a.Next!.Id));
    }

    /// <summary>The first action of the start that leads somewhere else.</summary>
    private DigitAction? Begins(DigitState state) => state.Actions.FirstOrDefault(a => a.Active && _machine.Find(a.Next) is { } next && next != state);

    /// <summary>Actions that can be taken, each name once.</summary>
    private static IReadOnlyList<DigitAction> Live(DigitState state) => [.. state.Actions.Where(a => a.Active).DistinctBy(a => a.Name)];

    private void TellOfState(DigitState state)
    {
        foreach (var action in state.Actions.Where(a => _machine.Find(a.Next) is null))
        {
            _findings.Unsupported("action", action.Name, "flowFile.digit.nextState", $"{state.Id}.{action.Name}.nextState", ("state", state.Id), ("value", action.Next));
        }

        foreach (var action in state.Actions.Where(a => !a.Active))
        {
            _findings.Kept("action", action.Name, "flowFile.digit.inactive", $"{state.Id}.{action.Name}.active", ("state", state.Id));
        }

        foreach (var twice in state.Actions.Where(a => a.Active).GroupBy(a => a.Name).Where(g => g.Count() > 1))
        {
            _findings.Unsupported("action", twice.Key, "flowFile.digit.actionTwice", $"{state.Id}.{twice.Key}", ("state", state.Id));
        }

        if (state.IsTerminate && state.Actions.Count > 0)
        {
            _findings.Kept("state", state.Id, "flowFile.digit.endActions", $"{state.Id}.actions", ("value", string.Join(", ", state.Actions.Select(a => a.Name))));
        }

        if (state != _start && state.IsStart)
        {
            _findings.Changed("state", state.Id, "flowFile.digit.secondStart", $"{state.Id}.isStartState", ("first", _start.Id));
        }

        if (state != _start && state.Ends)
        {
            _findings.Advice("state", state.Id, "flowFile.digit.noDecision", state.Id, ("status", FlowJson.Text(state.Json, "applicationStatus")));
        }

        foreach (var name in (ReadOnlySpan<string>)["docUploadRequired", "isStateUpdatable"])
        {
            if (state.Json[name] is JsonValue value && value.GetValueKind() == JsonValueKind.True)
            {
                _findings.Kept("state", state.Id, $"flowFile.digit.{name}", $"{state.Id}.{name}");
            }
        }
    }

    private void TellOfTheWhole()
    {
        if (_machine.Sla is { } sla)
        {
            _findings.Kept("businessService", _machine.Name, "flowFile.digit.businessServiceSla", "businessServiceSla", ("value", sla), ("days", (int)Math.Ceiling(sla / Day)));
        }
    }
}
