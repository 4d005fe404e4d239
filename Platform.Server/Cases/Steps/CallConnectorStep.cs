using System.Text.Json;
using Platform.Model;
using Platform.Model.Connectors;
using Platform.Model.Flows;

namespace Platform.Server.Cases.Steps;

/// <summary>
/// Asks another system for something and waits for the answer. The step itself calls nothing: the call leaves with the commit, is tried until it gets through or
/// the tries are used up, and what came of it comes back as a signal. A failure takes the port Failed where that is connected; otherwise the step fails, and an
/// operator has it called again, puts the input right, or passes over it.
/// </summary>
internal sealed class CallConnectorStep : CaseStep
{
    private const string Failed = "Failed";
    private const string Last = "call";

    private static readonly JsonElement Nothing = JsonElement.Parse("{}");

    public override StepDescription Description { get; } = Describe(
        "CallConnector",
        "plug",
        [In("binding", StepEditor.Text, required: true), In("operation", StepEditor.Text, required: true), In("input", StepEditor.Json)],
        [StepOutcome.Done, Port(Failed, "call.port.Failed")]) with
    {
        Waits = true,
        FailsUnlessConnected = [Failed],
        Correctable = ["input"],
        Outputs = [new StepOutput("result", StepsText.Of("output.result")), new StepOutput("error", StepsText.Of("output.error"))],
    };

    public override ValueTask<StepResult> ExecuteAsync(StepContext context, CancellationToken ct) => new(Call(context, refused: false));

    protected override StepResult Hear(StepContext context, FlowStimulus.Signal signal)
    {
        var answer = signal.Payload.Deserialize<ConnectorAnswer>(ModelJson.Options)!;
        if (answer.Succeeded)
        {
            context.SetOutput("result", answer.Output);
            return StepResult.Complete();
        }

        if (context.IsRetry)
        {
            return Call(context, answer.Refused);
        }

        if (!context.Leads(Failed))
        {
            return StepResult.Fault(answer.Code!, answer.Message!);
        }

        context.SetOutput("error", new { answer.Code, answer.Message, answer.Refused });
        return StepResult.Complete(Failed);
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
        context.Remember(Last, call);
        context.WaitForSignal(FlowSignals.Answered(call.Key));
        context.Emit(new FlowEffect.CallConnector(call.Key, call.Round, context.StepId, binding, operation, input));
        return StepResult.Wait;
    }

    private sealed record Made(Guid Key, int Round, string Binding, string Operation, JsonElement Input);
}
