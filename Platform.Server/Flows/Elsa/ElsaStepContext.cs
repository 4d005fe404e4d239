using System.Text.Json;
using Elsa.Expressions.Contracts;
using Elsa.Expressions.Models;
using Elsa.Extensions;
using Elsa.Workflows;
using Platform.Model;
using Platform.Model.Decisions;
using Platform.Model.Flows;
using Platform.Server.Flows.BuiltIn;
using TaskRequest = Platform.Model.Flows.TaskRequest;

namespace Platform.Server.Flows.Elsa;

/// <summary>A step's view of Elsa. Inputs are evaluated before the step runs, because a step asks for them synchronously.</summary>
internal sealed class ElsaStepContext(
    ElsaTurn turn,
    ActivityExecutionContext context,
    Dictionary<string, JsonElement> members,
    StepDescription description,
    ElsaHeld held,
    Dictionary<string, JsonElement> memory) : StepContext
{
    private readonly Dictionary<string, JsonElement?> _inputs = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _failures = new(StringComparer.Ordinal);

    public override string StepId => context.Activity.Id;

    public override LocalizedText? Title =>
        context.Activity.CustomProperties.TryGetValue("title", out var title) && ElsaValues.ToJson(title) is { } json ? json.Deserialize<LocalizedText>(ModelJson.Options) : null;

    public override FlowRun Run => turn.Run;

    /// <summary>Elsa keeps no past of its activities, so nothing is ever sent back to anybody.</summary>
    public override string? ReturnsTo => null;

    public override bool IsRetry => turn.Stimulus is FlowStimulus.Retry;

    public override bool HasFailed => context.Status == global::Elsa.Workflows.ActivityStatus.Faulted;

    public override bool Leads(string outcome) =>
        context.ParentActivityExecutionContext?.Activity is global::Elsa.Workflows.Activities.Flowchart.Activities.Flowchart chart
        && chart.Connections.Any(c => c.Source.Activity.Id == context.Activity.Id && (c.Source.Port ?? StepOutcome.DoneKey) == outcome);

    public override IReadOnlyList<Guid> OpenTasks => held.Tasks;

    public override IReadOnlyList<FlowEffect> Emitted => turn.Effects;

    public async ValueTask ReadInputsAsync()
    {
        foreach (var (name, written) in members.Where(m => description.Inputs.Any(i => i.Name == m.Key)).SelectMany(m => Parts(m.Key, m.Value)))
        {
            try
            {
                _inputs[name] = await EvaluateAsync(written);
            }
#pragma warning disable CA1031 // Whatever an expression throws belongs to the input; a step that does not ask for it goes on.
            catch (Exception e) when (e is not OperationCanceledException)
#pragma warning restore CA1031
            {
                _failures[name] = $"'{name}' of step '{StepId}': {e.Message}";
            }
        }
    }

    /// <summary>Members that hold inputs of their own are these, called <c>inputs.age</c>.</summary>
    private IEnumerable<(string Name, JsonElement Written)> Parts(string name, JsonElement written) =>
        FlowParser.IsGroup(description, name) && written.ValueKind == JsonValueKind.Object ? written.EnumerateObject().Select(p => ($"{name}.{p.Name}", p.Value)) : [(name, written)];

    public override T Input<T>(string name, T fallback)
    {
        if (_failures.TryGetValue(name, out var failure))
        {
            throw new FlowExpressionException(failure);
        }

        var value = _inputs.GetValueOrDefault(name);
        return FlowValue.To(FlowValue.IsAbsent(value) ? description.Inputs.FirstOrDefault(i => i.Name == name)?.Default : value, fallback, $"'{name}' of step '{StepId}'");
    }

    public override void Emit(FlowEffect effect) => turn.Effects.Add(effect);

    public override void CreditTo(string? account)
    {
        // Only a past would need it.
    }

    public override void OpenTask(TaskRequest task)
    {
        held.Tasks.Add(task.Id);
        turn.Begun.Tasks.Add(task.Id);
        Emit(new FlowEffect.OpenTask(task));
    }

    public override void CloseTask(Guid taskId, string reason)
    {
        if (held.Tasks.Remove(taskId))
        {
            turn.Begun.Tasks.Remove(taskId);
            Emit(new FlowEffect.CloseTask(taskId, reason));
        }
    }

    public override Guid WaitForTimer(DateTimeOffset? dueAt = null, TimeSpan? after = null, int? workingDays = null)
    {
        var id = Run.Ids.Next();
        held.Timers.Add(id);
        turn.Begun.Timers.Add(id);
        Emit(new FlowEffect.SetTimer(id, StepId, dueAt, dueAt is null ? after : null, dueAt is null && after is null ? workingDays : null));
        return id;
    }

    public override void WaitForSignal(string name)
    {
        if (!held.Signals.Contains(name))
        {
            held.Signals.Add(name);
        }
    }

    /// <summary>Takes over what a flow within the flow asks for, as if this step asked for it: under the key of this step.</summary>
    public void Adopt(ElsaAdvance within)
    {
        held.Signals.Clear();
        held.Signals.AddRange(within.Signals);
        held.Correlation = within.CorrelationId;
        turn.Trace.AddRange(within.Advance.Trace.Select(t => t with { StepId = $"{StepId}/{t.StepId}" }));
        foreach (var effect in within.Advance.Effects)
        {
            switch (effect)
            {
                case FlowEffect.OpenTask open:
                    OpenTask(open.Task with { StepId = $"{StepId}/{open.Task.StepId}" });
                    break;
                case FlowEffect.CloseTask close:
                    CloseTask(close.TaskId, close.Reason);
                    break;
                case FlowEffect.SetTimer timer:
                    held.Timers.Add(timer.TimerId);
                    turn.Begun.Timers.Add(timer.TimerId);
                    Emit(timer with { StepId = $"{StepId}/{timer.StepId}" });
                    break;
                case FlowEffect.CancelTimer cancel:
                    held.Timers.Remove(cancel.TimerId);
                    turn.Begun.Timers.Remove(cancel.TimerId);
                    Emit(cancel);
                    break;
                case FlowEffect.RaiseIncident incident:
                    Emit(incident with { StepId = $"{StepId}/{incident.StepId}" });
                    break;
                default:
                    Emit(effect);
                    break;
            }
        }
    }

    public override T Recall<T>(string key, T fallback) => memory.TryGetValue(key, out var value) ? FlowValue.To(value, fallback, key) : fallback;

    public override void Remember<T>(string key, T value) => memory[key] = JsonSerializer.SerializeToElement(value, ModelJson.Options);

    public override CompiledDecisionTable? FindTable(string key) => turn.Flow.Tables.GetValueOrDefault(key);

    public override void SetOutput<T>(string name, T value)
    {
        var path = name.Split('.', 2);
        if (members.TryGetValue(path[0], out var written) && (path.Length == 1 || (written.ValueKind == JsonValueKind.Object && written.TryGetProperty(path[1], out written))) && written.ValueKind == JsonValueKind.Object && written.TryGetProperty("memoryReference", out var reference)
            && reference.TryGetProperty("id", out var id))
        {
            var variable = context.ExpressionExecutionContext.EnumerateVariablesInScope().FirstOrDefault(v => v.Id == id.GetString());
            variable?.Set(context.ExpressionExecutionContext, ElsaValues.ToObject(JsonSerializer.SerializeToElement(value, ModelJson.Options)));
        }
    }

    private async ValueTask<JsonElement?> EvaluateAsync(JsonElement written)
    {
        if (written.ValueKind != JsonValueKind.Object || !written.TryGetProperty("expression", out var expression))
        {
            return written;
        }

        var type = expression.TryGetProperty("type", out var named) ? named.GetString() : "Literal";
        var value = expression.TryGetProperty("value", out var found) && found.ValueKind != JsonValueKind.Null ? found : (JsonElement?)null;
        switch (type)
        {
            case "Literal":
                return value;
            case "Object" or "Json":
                return value is { ValueKind: JsonValueKind.String } text ? JsonElement.Parse(text.GetString()!) : value;
            case "Input":
                return ElsaValues.ToJson(context.WorkflowExecutionContext.Input.TryGetValue(FlowValue.ToText(value) ?? "", out var input) ? input : null);
            case "Variable":
                return ElsaValues.ToJson(Variable(value));
            default:
                var evaluator = context.GetRequiredService<IExpressionEvaluator>();
                return ElsaValues.ToJson(await evaluator.EvaluateAsync<object>(new Expression(type!, FlowValue.ToText(value)), context.ExpressionExecutionContext));
        }
    }

    private object? Variable(JsonElement? reference)
    {
        var id = reference is { ValueKind: JsonValueKind.Object } json && json.TryGetProperty("id", out var named) ? named.GetString() : FlowValue.ToText(reference);
        var variable = context.ExpressionExecutionContext.EnumerateVariablesInScope().FirstOrDefault(v => v.Id == id)
            ?? throw new FlowExpressionException($"There is no variable '{id}'.");
        return variable.Get(context.ExpressionExecutionContext);
    }
}
