using System.Text.Json;
using Platform.Model;
using Platform.Model.Decisions;
using Platform.Model.Flows;
using TaskRequest = Platform.Model.Flows.TaskRequest;

namespace Platform.Server.Flows.BuiltIn.Activities;

/// <summary>How one type of activity behaves. Shared by all its uses; what differs is in the node and the state.</summary>
internal abstract class Activity
{
    /// <summary>Group of the palette for what only steers.</summary>
    protected const string Category = "flow";

    /// <summary>Group of the palette for what works on values.</summary>
    protected const string Data = "data";

    /// <summary>Group of the palette for what waits, and for events.</summary>
    protected const string Waits = "waits";

    /// <summary>How it shows itself in the designer; null for what nobody knows.</summary>
    public abstract StepDescription? Description { get; }

    /// <summary>What it runs can be open several times at once, each in a lane of its own.</summary>
    public virtual bool OpensLanes => false;

    /// <summary>Names of the variables that what it contains sees beside those that are declared.</summary>
    public virtual IReadOnlyList<string> LoopVariables => [];

    /// <summary>The ports an activity of this node can complete with, or null when they are known only at run time.</summary>
    public virtual IReadOnlyList<string>? Outcomes(FlowNode node) => Description is { } description ? [.. description.Outcomes.Select(o => o.Key)] : null;

    /// <summary>The flow has reached it. Containers must bear a second call after a failed one.</summary>
    public abstract void Enter(FlowTurn turn, ActivityState self);

    public virtual void Resume(FlowTurn turn, ActivityState self, FlowStimulus stimulus)
    {
    }

    public virtual void ChildCompleted(FlowTurn turn, ActivityState self, FlowNode child, IReadOnlyList<string> outcomes)
    {
    }

    protected static IReadOnlyList<string> DoneOnly { get; } = [StepOutcome.DoneKey];

    protected static StepDescription Describe(string name, string icon, string category, IReadOnlyList<StepInput> inputs, params IReadOnlyList<string> outcomes) => new(
        "Elsa." + name,
        ElsaText.Of($"{name}.title"),
        ElsaText.Of($"{name}.summary"),
        icon,
        category,
        inputs,
        [.. outcomes.Select(Port)]);

    /// <param name="name">Member of the activity; its title is the text <c>input.name</c>.</param>
    protected static StepInput In(string name, StepEditor editor, object? otherwise = null, bool required = false, params IReadOnlyList<string> choices) => new(
        name,
        ElsaText.Of("input." + name),
        editor,
        otherwise is null ? null : JsonSerializer.SerializeToElement(otherwise, otherwise.GetType(), ModelJson.Options),
        required,
        choices.Count == 0 ? null : [.. choices.Select(c => new StepOutcome(c, ElsaText.Of($"choice.{name}.{c}")))]);

    protected static StepOutcome Port(string key) => key == StepOutcome.DoneKey ? StepOutcome.Done : new(key, ElsaText.Of("outcome." + key));

    protected static StepOutput Out(string name) => new(name, ElsaText.Of("output." + name));

    protected static StepOutcome Body(string name) => new(name, ElsaText.Of("body." + name));

    protected static string? Text(FlowTurn turn, FlowNode node, string name) => FlowValue.ToText(turn.Evaluate(node, name)) is { Length: > 0 } text ? text : null;

    /// <exception cref="FlowExpressionException">It is absent or empty.</exception>
    protected static string Required(FlowTurn turn, FlowNode node, string name) =>
        Text(turn, node, name) ?? throw new FlowExpressionException($"{FlowTurn.Where(node, name)}: expected a text, found none.");

    protected static bool Flag(FlowTurn turn, FlowNode node, string name, bool fallback) =>
        turn.Evaluate(node, name) is { } value && !FlowValue.IsAbsent(value) ? FlowValue.ToBoolean(value, FlowTurn.Where(node, name)) : fallback;
}

/// <summary>An activity that runs and is over.</summary>
internal abstract class ImmediateActivity : Activity
{
    public override void Enter(FlowTurn turn, ActivityState self) => turn.Complete(self, Run(turn, self.Node));

    /// <returns>The outcomes.</returns>
    protected abstract IReadOnlyList<string> Run(FlowTurn turn, FlowNode node);
}

/// <summary>A type nobody knows: the flow stops there, and says so.</summary>
internal sealed class UnknownActivity : Activity
{
    public override StepDescription? Description => null;

    public override void Enter(FlowTurn turn, ActivityState self) =>
        turn.Fault(self, "flow.unknownActivity", $"Step '{self.Node.Key}' is of type '{self.Node.Type}', which is not installed here.", null);
}

/// <summary>One of the steps that features and plugins add.</summary>
internal sealed class StepActivity(IFlowStep step) : Activity
{
    public IFlowStep Step { get; } = step;

    public override StepDescription Description => Step.Description;

    public override IReadOnlyList<string>? Outcomes(FlowNode node)
    {
        var description = Step.Description;
        if (description.OutcomesOfTable is { } of)
        {
            return OutcomesOf(of, node);
        }

        if (description.OutcomesFrom is not { } derive)
        {
            return description.Outcomes.Select(o => o.Key).ToList();
        }

        return description.OutcomeInputs.Any(name => node.Inputs.TryGetValue(name, out var input) && input is not FlowExpression.Literal)
            ? null
            : derive(name => node.Inputs.GetValueOrDefault(name)?.Constant).Select(o => o.Key).ToList();
    }

    /// <summary>What the output of the table can be; null when table or output are not known before the flow runs.</summary>
    private static IReadOnlyList<string>? OutcomesOf(TableOutcomes of, FlowNode node)
    {
        if (FlowValue.ToText(node.Inputs.GetValueOrDefault(of.Table)?.Constant) is not { } key || node.Flow.Tables.GetValueOrDefault(key) is not { } table)
        {
            return null;
        }

        var goesOn = !node.Inputs.TryGetValue(of.Output, out var output) || output is FlowExpression.Literal && FlowValue.ToText(output.Constant) is null or ""
            ? DoneOnly
            : table.PossibleValues(FlowValue.ToText(output!.Constant) ?? "")?.OfType<DecisionValue.Text>().Select(v => v.Value);
        return goesOn is null ? null : table.MayGiveNothing ? [.. goesOn, TableOutcomes.Nothing] : [.. goesOn];
    }

    public override void Enter(FlowTurn turn, ActivityState self) => throw new InvalidOperationException("Steps run asynchronously.");

    /// <param name="stimulus">Null on entering.</param>
    public async ValueTask<StepResult> RunAsync(FlowTurn turn, ActivityState self, FlowStimulus? stimulus, CancellationToken ct)
    {
        var context = new BuiltInStepContext(turn, self, Step.Description);
        try
        {
            return stimulus is null ? await Step.ExecuteAsync(context, ct) : await Step.ResumeAsync(context, stimulus, ct);
        }
        catch (FlowExpressionException e)
        {
            return StepResult.Fault("flow.expression", e.Message);
        }
#pragma warning disable CA1031 // A step may come from a plugin; whatever it throws must not take down the other branches.
        catch (Exception e) when (e is not OperationCanceledException and not UnfitStimulusException)
#pragma warning restore CA1031
        {
            return StepResult.Fault("flow.stepFailed", $"Step '{self.Node.Key}' of type '{self.Node.Type}' failed: {e.Message}");
        }
    }
}

/// <summary>A step's view of the built-in engine.</summary>
internal sealed class BuiltInStepContext(FlowTurn turn, ActivityState self, StepDescription description) : StepContext
{
    public override string StepId => self.Node.Key;

    public override LocalizedText? Title => self.Node.Title;

    public override FlowRun Run => turn.Run;

    public override string? ReturnsTo => self.For;

    public override void CreditTo(string? account) => self.Credited = account;

    public override bool IsRetry => self.IsRetry;

    public override bool HasFailed => self.Status == ActivityStatus.Faulted;

    public override bool Leads(string outcome) => self.Node.Leads(outcome);

    public override IReadOnlyList<Guid> OpenTasks => self.Tasks;

    public override IReadOnlyList<FlowEffect> Emitted => turn.Effects;

    public override T Input<T>(string name, T fallback)
    {
        var value = self.Corrected.TryGetValue(name, out var corrected) ? corrected : turn.Evaluate(self.Node, name);
        if (FlowValue.IsAbsent(value))
        {
            value = DefaultOf(name);
        }

        return FlowValue.To(value, fallback, FlowTurn.Where(self.Node, name));
    }

    private JsonElement? DefaultOf(string name)
    {
        foreach (var input in description.Inputs)
        {
            if (input.Name == name)
            {
                return input.Default;
            }
        }

        return null;
    }

    public override void Emit(FlowEffect effect) => turn.Emit(effect);

    public override void OpenTask(TaskRequest task)
    {
        self.Tasks = self.Tasks.Add(task.Id);
        turn.Emit(new FlowEffect.OpenTask(task));
    }

    public override void CloseTask(Guid taskId, string reason)
    {
        if (self.Tasks.Contains(taskId))
        {
            self.Tasks = self.Tasks.Remove(taskId);
            turn.Emit(new FlowEffect.CloseTask(taskId, reason));
        }
    }

    public override Guid WaitForTimer(DateTimeOffset? dueAt = null, TimeSpan? after = null, int? workingDays = null)
    {
        var id = Run.Ids.Next();
        self.Timers = self.Timers.Add(id);
        turn.Emit(new FlowEffect.SetTimer(id, StepId, dueAt, dueAt is null ? after : null, dueAt is null && after is null ? workingDays : null));
        return id;
    }

    public override void WaitForSignal(string name)
    {
        if (!self.Signals.Contains(name))
        {
            self.Signals = self.Signals.Add(name);
        }
    }

    public override T Recall<T>(string key, T fallback) =>
        self.Memory.TryGetValue(key, out var value) ? FlowValue.To(value, fallback, key) : fallback;

    public override void Remember<T>(string key, T value) => self.Memory = self.Memory.With(key, JsonSerializer.SerializeToElement(value, ModelJson.Options));

    public override CompiledDecisionTable? FindTable(string key) => self.Node.Flow.Tables.GetValueOrDefault(key);

    public override void SetOutput<T>(string name, T value) => turn.SetOutput(self.Node, name, JsonSerializer.SerializeToElement(value, ModelJson.Options));
}
