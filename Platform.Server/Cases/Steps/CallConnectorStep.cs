using System.Globalization;
using System.Text.Json;
using Platform.Model;
using Platform.Model.Connectors;
using Platform.Model.Flows;

namespace Platform.Server.Cases.Steps;

/// <summary>
/// Asks another system for something and waits for the answer. The step itself calls nothing: the call leaves with the commit, is tried until it gets through or
/// the tries are used up, and what came of it comes back as a signal. What did not succeed takes its own port where that is connected, Failed where only that is;
/// otherwise the step fails, and an operator has it called again, puts the input right, or passes over it.
/// </summary>
internal sealed class CallConnectorStep : CaseStep
{
    private const string Refused = "Refused";
    private const string Failed = "Failed";
    private const string Timeout = "Timeout";
    private const string Last = "call";

    private static readonly JsonElement Nothing = JsonElement.Parse("{}");

    public override StepDescription Description { get; } = Describe(
        "CallConnector",
        "plug",
        [
            In("binding", StepEditor.Text, required: true), In("operation", StepEditor.Text, required: true), In("input", StepEditor.Json),
            In("tries", StepEditor.Number), In("timeLimit", StepEditor.Duration), In("limitDays", StepEditor.Number),
        ],
        [StepOutcome.Done, Port(Refused, "call.port.Refused"), Port(Failed, "call.port.Failed"), Port(Timeout, "call.port.Timeout")]) with
    {
        Waits = true,
        CanUndo = true,
        TakesOnlyConnected = [Refused, Failed, Timeout],
        Correctable = ["input", "tries", "timeLimit", "limitDays"],
        Outputs = [new StepOutput("result", StepsText.Of("output.result")), new StepOutput("error", StepsText.Of("output.error"))],
    };

    /// <summary>Whether a step that ends so goes on without knowing whether its call was carried out.</summary>
    public static bool LeavesOpen(string? outcome) => outcome is Failed or Timeout;

    public override ValueTask<StepResult> ExecuteAsync(StepContext context, CancellationToken ct) =>
        new(context.Input<CallSettled?>(FlowCompensation.Settles, null) is { } settled ? Settle(context, settled) : Call(context, refused: false));

    public override ValueTask<StepResult> ResumeAsync(StepContext context, FlowStimulus stimulus, CancellationToken ct) =>
        stimulus is FlowStimulus.TimerDue due ? new(RunOut(context, due.TimerId)) : base.ResumeAsync(context, stimulus, ct);

    protected override StepResult Hear(StepContext context, FlowStimulus.Signal signal) =>
        context.Recall<Made?>(Last, null) is { } made && signal.Name == FlowSignals.Answered(made.Key)
            ? Hear(context, made, signal.Payload.Deserialize<ConnectorAnswer>(ModelJson.Options)!)
            : StepResult.Wait;

    private static StepResult Hear(StepContext context, Made made, ConnectorAnswer answer)
    {
        if (answer.NotTaken is { } why && !context.IsRetry)
        {
            return StepResult.Fault("connector.notTaken", $"{made.Binding} · {made.Operation}: {why}");
        }

        // What an operator has put right asks for something else than what was answered.
        if (answer.Succeeded && (!context.IsRetry || JsonElement.DeepEquals(made.Input, context.Input("input", Nothing))))
        {
            context.SetOutput("result", answer.Output);
            return StepResult.Complete();
        }

        return context.IsRetry ? Call(context, answer.Refused) : Fail(context, answer.Refused ? Refused : Failed, answer);
    }

    /// <summary>The call was made before the case came to nothing: nothing is asked for, only what became of it is waited for.</summary>
    private static StepResult Settle(StepContext context, CallSettled settled)
    {
        var made = new Made(settled.Key, settled.Round, Text(context, "binding") ?? "", Text(context, "operation") ?? "", context.Input("input", Nothing));
        context.Remember(Last, made);
        context.WaitForSignal(FlowSignals.Answered(made.Key));
        return context.IsRetry ? Call(context, settled.Answer is { Refused: true })
            : settled.Answer is { } answer ? Hear(context, made, answer)
            : StepResult.Wait;
    }

    private static StepResult RunOut(StepContext context, Guid timer)
    {
        // A timer of an earlier try says nothing about this one, and none about a call that has failed meanwhile.
        if (context.HasFailed || context.Recall<Made?>(Last, null) is not { } made || made.Timer != timer)
        {
            return StepResult.Wait;
        }

        return context.IsRetry
            ? Call(context, refused: false)
            : Fail(context, Timeout, ConnectorAnswer.Failed("connector.timeout", $"{made.Binding} · {made.Operation}: > {made.Limit}", refused: false));
    }

    private static StepResult Fail(StepContext context, string port, ConnectorAnswer answer)
    {
        if (new[] { port, Failed }.FirstOrDefault(context.Leads) is not { } way)
        {
            return StepResult.Fault(answer.Code!, answer.Message!);
        }

        context.SetOutput("error", new { answer.Code, answer.Message, answer.Refused });
        return StepResult.Complete(way);
    }

    /// <summary>
    /// The same call again keeps its key, so that what arrived the last time is not done twice. Another input is another call, and so is one after a refusal: the
    /// other side would answer the old key with the old refusal.
    /// </summary>
    private static StepResult Call(StepContext context, bool refused)
    {
        if (Text(context, "binding") is not { } binding || Text(context, "operation") is not { } operation)
        {
            return StepResult.Fault("step.inputMissing", $"Step '{context.StepId}' needs a connector binding and an operation.");
        }

        var input = context.Input("input", Nothing);
        var last = context.Recall<Made?>(Last, null);
        var again = last is not null && !refused && (last.Binding, last.Operation) == (binding, operation) && JsonElement.DeepEquals(last.Input, input);
        var call = again ? last! with { Round = last.Round + 1 } : new Made(context.Run.Ids.Next(), 1, binding, operation, input);
        var (timer, limit) = Watch(context);
        context.Remember(Last, call with { Timer = timer, Limit = limit });
        context.WaitForSignal(FlowSignals.Answered(call.Key));
        context.Emit(new FlowEffect.CallConnector(call.Key, call.Round, context.StepId, binding, operation, input, context.Input("tries", 0) is > 0 and var tries ? tries : null));
        return StepResult.Wait;
    }

    /// <summary>How long the answer is waited for: for a while, or to the end of the n-th working day. Null = as long as it takes.</summary>
    private static (Guid? Timer, string? Limit) Watch(StepContext context)
    {
        if (Text(context, "timeLimit") is { } written)
        {
            return TimeSpan.TryParse(written, CultureInfo.InvariantCulture, out var limit) && limit > TimeSpan.Zero
                ? (context.WaitForTimer(after: limit), written)
                : throw new FlowExpressionException($"'timeLimit' of step '{context.StepId}': expected a duration such as 1.02:30:00, found '{written}'.");
        }

        return context.Input("limitDays", 0) is > 0 and var days ? (context.WaitForTimer(workingDays: days), $"{days} d") : (null, null);
    }

    private sealed record Made(Guid Key, int Round, string Binding, string Operation, JsonElement Input, Guid? Timer = null, string? Limit = null);
}
