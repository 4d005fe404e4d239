namespace Platform.Model.Flows;

/// <summary>
/// A kind of step a flow can contain, beside the engine's own control flow. One class per kind, registered as <see cref="IFlowStep"/>; it keeps no
/// state of its own: what must survive a suspension goes into <see cref="StepContext.Remember{T}"/>. It does no I/O: what it wants from the world it
/// asks for by effects, so that an advance may be thrown away and repeated.
/// </summary>
public interface IFlowStep
{
    StepDescription Description { get; }

    /// <summary>The flow has reached the step.</summary>
    ValueTask<StepResult> ExecuteAsync(StepContext context, CancellationToken ct);

    /// <summary>
    /// Something the step waits for has happened: one of its tasks was done, one of its timers is due, or one of its signals came. Called once per
    /// task and timer; the engine drops repetitions.
    /// </summary>
    /// <exception cref="UnfitStimulusException">The stimulus does not fit; nothing of the advance is kept.</exception>
    ValueTask<StepResult> ResumeAsync(StepContext context, FlowStimulus stimulus, CancellationToken ct);
}

/// <summary>What a step says after it ran. Whatever it emitted, opened or remembered counts unless it faulted.</summary>
public abstract record StepResult
{
    private StepResult()
    {
    }

    /// <summary>Goes on waiting for its tasks, timers and signals.</summary>
    public static StepResult Wait { get; } = new Waiting();

    /// <summary>The step is over; the engine closes its open tasks and timers and follows the connections of these outcomes.</summary>
    public static StepResult Complete(params IReadOnlyList<string> outcomes) => new Completed(outcomes.Count == 0 ? StepOutcome.DoneOnly : outcomes);

    /// <summary>The step cannot go on; its effects are dropped and somebody must look. A retry repeats exactly what failed.</summary>
    public static StepResult Fault(string code, string message) => new Faulted(code, message);

    public sealed record Completed(IReadOnlyList<string> Outcomes) : StepResult;

    public sealed record Waiting : StepResult;

    public sealed record Faulted(string Code, string Message) : StepResult;
}

/// <summary>
/// A stimulus that does not fit the step: an outcome its task does not offer, or data that cannot be read. The advance is refused as a whole, instead of
/// leaving a failed step behind, and <see cref="Problem"/> tells whoever sent it what to change.
/// </summary>
public sealed class UnfitStimulusException : Exception
{
    public UnfitStimulusException()
        : this("The stimulus does not fit the step.")
    {
    }

    public UnfitStimulusException(string message)
        : base(message) => Problem = Problem.Invalid("task.data.invalid");

    public UnfitStimulusException(string message, Exception innerException)
        : base(message, innerException) => Problem = Problem.Invalid("task.data.invalid");

    /// <param name="problem"><c>task.outcome.unknown</c>, <c>task.data.invalid</c>, or what speaks against sending back or changing signers.</param>
    public UnfitStimulusException(Problem problem)
        : base(problem.Code) => Problem = problem;

    public Problem Problem { get; }
}
