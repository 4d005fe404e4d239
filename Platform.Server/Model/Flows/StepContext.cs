using System.Text.Json;
using Platform.Model.Decisions;

namespace Platform.Model.Flows;

/// <summary>One run of one step as the step sees it. Not for use after the call it was given to.</summary>
public abstract class StepContext
{
    /// <summary>Id of the activity in the definition; the same at every visit.</summary>
    public abstract string StepId { get; }

    /// <summary>What the activity is called in the definition: its display text, or null.</summary>
    public abstract LocalizedText? Title { get; }

    public abstract FlowRun Run { get; }

    /// <summary>
    /// Account id of whoever the step comes back to: who did it before it was sent back, or who sent it back and gets it again. Null when the flow came here in the ordinary way.
    /// </summary>
    public abstract string? ReturnsTo { get; }

    /// <summary>Says whose step it was, where that is not whoever finished its last task: it comes back to them when it is sent back to.</summary>
    /// <param name="account">Account id, or null.</param>
    public abstract void CreditTo(string? account);

    /// <summary>An operator has this step run again after it failed: what it hears now is what it failed at.</summary>
    public abstract bool IsRetry { get; }

    /// <summary>It has failed and waits for an operator: nothing but an operator's word takes it on.</summary>
    public abstract bool HasFailed { get; }

    /// <summary>Whether anything is connected to this outcome of the step.</summary>
    public abstract bool Leads(string outcome);

    /// <summary>Tasks of this step that are open now.</summary>
    public abstract IReadOnlyList<Guid> OpenTasks { get; }

    /// <summary>What this advance has asked for so far, by all steps.</summary>
    public abstract IReadOnlyList<FlowEffect> Emitted { get; }

    /// <summary>The value of an input, its expression evaluated now; <paramref name="fallback"/> when it is absent or null.</summary>
    /// <exception cref="FlowExpressionException">The expression failed, or its value is no <typeparamref name="T"/>.</exception>
    public abstract T Input<T>(string name, T fallback);

    public abstract void Emit(FlowEffect effect);

    /// <summary>Opens a task and waits for it: its completion comes to <see cref="IFlowStep.ResumeAsync"/>.</summary>
    public abstract void OpenTask(TaskRequest task);

    /// <summary>Closes a task of this step that nobody needs any more.</summary>
    public abstract void CloseTask(Guid taskId, string reason);

    /// <summary>Wakes the step at a moment, after a while, or at the end of the n-th working day; the first that is not null counts.</summary>
    public abstract Guid WaitForTimer(DateTimeOffset? dueAt = null, TimeSpan? after = null, int? workingDays = null);

    /// <summary>Wakes the step at every signal of this name while it waits.</summary>
    public abstract void WaitForSignal(string name);

    /// <summary>What was remembered under <paramref name="key"/> since the step was entered, or <paramref name="fallback"/>.</summary>
    public abstract T Recall<T>(string key, T fallback);

    /// <summary>Keeps a value until the step completes. Keep it small: it is part of the stored state.</summary>
    public abstract void Remember<T>(string key, T value);

    /// <summary>A decision table in the version of the case, or null when the flow does not name it.</summary>
    public abstract CompiledDecisionTable? FindTable(string key);

    /// <summary>Sets the variable the definition binds to this output; without a binding nothing happens.</summary>
    public abstract void SetOutput<T>(string name, T value);

    /// <summary>Opens a task of this step under a new id.</summary>
    /// <param name="data">What the dialog shows; an anonymous or record object, or null.</param>
    public Guid OpenTask(TaskKind kind, LocalizedText title, TaskAudience audience, IReadOnlyList<TaskOutcome> outcomes, StepLimit? limit = null, object? data = null)
    {
        var id = Run.Ids.Next();
        OpenTask(new TaskRequest(id, StepId, kind, title, audience, outcomes, limit, data is null ? null : JsonSerializer.SerializeToElement(data, data.GetType(), ModelJson.Options)));
        return id;
    }
}

/// <summary>An expression of a flow could not be evaluated; the message says which and why.</summary>
public sealed class FlowExpressionException : Exception
{
    public FlowExpressionException()
    {
    }

    public FlowExpressionException(string message)
        : base(message)
    {
    }

    public FlowExpressionException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
