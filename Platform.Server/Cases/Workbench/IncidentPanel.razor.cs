using System.Text.Json;
using Microsoft.AspNetCore.Components;
using Platform.Model;
using Platform.Model.Flows;

namespace Platform.Server.Cases.Workbench;

public sealed partial class IncidentPanel
{
    private Act? _act;
    private FailedStep? _failed;
    private List<IncidentValue> _values = [];
    private string _outcome = "";
    private string _reason = "";
    private bool _busy;
    private FieldProblems _problems = FieldProblems.None;

    private enum Act
    {
        Retry,
        Correct,
        Skip,
    }

    [Parameter]
    [EditorRequired]
    public string StepId { get; set; } = "";

    [CascadingParameter]
    private CaseBench Bench { get; set; } = default!;

    /// <summary>The latest of the step; null when it is over and the panel is about to go.</summary>
    private CaseIncident? Incident => Bench.Sheet?.File.Incidents.FindLast(i => i.StepId == StepId);

    private string Key => _act switch
    {
        Act.Skip => "incident.skip",
        Act.Correct => "incident.correct",
        _ => "incident.retry",
    };

    private async Task OpenAsync(Act act)
    {
        var found = await Incidents.FindAsync(Bench.Actor, Bench.Sheet!.File, StepId, CancellationToken.None);
        _failed = found.Succeeded ? found.Value : null;
        var refused = act == Act.Retry ? [] : (act == Act.Skip ? _failed?.CannotSkip : _failed?.CannotCorrect) is { } cannot ? [cannot] : found.Problems;
        _problems = FieldProblems.Of(refused, Texts);
        if (refused.Count > 0)
        {
            return;
        }

        (_act, _reason, _outcome) = (act, "", _failed?.Outcomes is [var first, ..] ? first.Key : "");
        _values = act switch
        {
            Act.Skip => [.. _failed!.Outputs.Select(o => new IncidentValue("outputs", o.Name, o.Title.ToString(), null))],
            Act.Correct =>
            [
                .. _failed!.Inputs.Select(i => new IncidentValue("inputs", i.Key, T["incident.input", i.Key], i.Value)),
                .. _failed.Variables.Select(v => new IncidentValue("variables", v.Key, T["incident.variable", v.Key], v.Value)),
            ],
            _ => [],
        };
    }

    private async Task ConfirmAsync()
    {
        _values.ForEach(v => v.Check(T["incident.json"]));
        if (_values.Exists(v => v.Problem is not null))
        {
            return;
        }

        IncidentCommand command = _act == Act.Skip
            ? new SkipStep { Actor = Bench.Actor, StepId = StepId, Outcome = _outcome, Outputs = Changed("outputs"), Reason = _reason.Trim() }
            : _act == Act.Retry ? new RetryStep { Actor = Bench.Actor, StepId = StepId, Reason = _reason.Trim() }
            : new CorrectStep { Actor = Bench.Actor, StepId = StepId, Inputs = Changed("inputs"), Variables = Changed("variables"), Reason = _reason.Trim() };
        if (await SendAsync(command))
        {
            _act = null;
        }
    }

    private Dictionary<string, JsonElement> Changed(string part) => _values.Where(v => v.Part == part && v.IsChanged).ToDictionary(v => v.Name, v => v.Value!.Value, StringComparer.Ordinal);

    private async Task<bool> SendAsync(IncidentCommand command)
    {
        _busy = true;
        var refused = await Bench.SendAsync(_ => command, CancellationToken.None);
        _busy = false;
        _problems = FieldProblems.Of(refused, Texts, ["outcome", "reason", .. _values.Select(v => v.Field)]);
        return refused.Count == 0;
    }
}

/// <summary>One value as the operator types it: JSON, or a text that is none.</summary>
internal sealed class IncidentValue(string part, string name, string label, JsonElement? before)
{
    private readonly string _before = before is { ValueKind: not (JsonValueKind.Undefined or JsonValueKind.Null) } value ? JsonSerializer.Serialize(value, ModelJson.Readable) : "";

    public string Part => part;

    public string Name => name;

    public string Label => label;

    public string Field => $"{part}.{name}";

    public string InputId => $"incident-{part}-{name}";

    public string Text { get; set; } = before is { ValueKind: not (JsonValueKind.Undefined or JsonValueKind.Null) } shown ? JsonSerializer.Serialize(shown, ModelJson.Readable) : "";

    public bool IsChanged => Text.Trim() != _before;

    /// <summary>Of the text, once it was checked.</summary>
    public JsonElement? Value { get; private set; }

    public string? Problem { get; private set; }

    /// <param name="wrong">What to say when it is no JSON.</param>
    public void Check(string wrong)
    {
        (Value, Problem) = (null, null);
        try
        {
            Value = Text.Trim().Length == 0 ? JsonElement.Parse("null") : JsonElement.Parse(Text);
        }
        catch (JsonException)
        {
            Problem = wrong;
        }
    }
}
