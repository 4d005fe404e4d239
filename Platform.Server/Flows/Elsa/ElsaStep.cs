using System.Text.Json;
using System.Text.Json.Serialization;
using Elsa.Extensions;
using Elsa.Workflows;
using Elsa.Workflows.Models;
using Platform.Model;
using Platform.Model.Flows;

namespace Platform.Server.Flows.Elsa;

/// <summary>Any of our steps as an activity of Elsa. It waits with one bookmark, which holds what the step waits for.</summary>
internal sealed class ElsaStep : Activity
{
    private const string MemoryProperty = "Memory";

    [JsonIgnore]
    public IFlowStep Step { get; set; } = null!;

    /// <summary>Inputs and outputs as they are written.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Members { get; set; }

    protected override ValueTask ExecuteAsync(ActivityExecutionContext context) => RunAsync(context, null, new ElsaHeld());

    /// <summary>Elsa keeps the name of this method in stored states.</summary>
    public ValueTask ResumeAsync(ActivityExecutionContext context)
    {
        var stimulus = ElsaTurn.Current.Stimulus;
        return RunAsync(context, stimulus, ElsaHeld.Of(context.WorkflowExecutionContext.ResumedBookmarkContext!.Bookmark).Without(stimulus));
    }

    private async ValueTask RunAsync(ActivityExecutionContext context, FlowStimulus? stimulus, ElsaHeld held)
    {
        var turn = ElsaTurn.Current;
        var effects = turn.Effects.Count;
        var memory = context.GetProperty<string>(MemoryProperty) is { } kept && (stimulus is not null || turn.Stimulus is FlowStimulus.Retry) ? JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(kept)! : [];
        var step = new ElsaStepContext(turn, context, Members ?? [], Step.Description, held, memory);
        switch (await AttemptAsync(step, stimulus, context.CancellationToken))
        {
            case StepResult.Completed completed:
                await context.CompleteActivityWithOutcomesAsync([.. completed.Outcomes]);
                break;
            case StepResult.Waiting:
                context.SetProperty(MemoryProperty, JsonSerializer.Serialize(memory));
                context.CreateBookmark(new CreateBookmarkArgs { Callback = ResumeAsync, IncludeActivityInstanceId = true, AutoComplete = false, Metadata = held.ToMetadata() });
                break;
            case StepResult.Faulted faulted:
                turn.Effects.RemoveRange(effects, turn.Effects.Count - effects);
                turn.FaultCodes[Id] = faulted.Code;
                throw new FlowExpressionException(faulted.Message);
        }
    }

    private async ValueTask<StepResult> AttemptAsync(ElsaStepContext step, FlowStimulus? stimulus, CancellationToken ct)
    {
        try
        {
            await step.ReadInputsAsync();
            return stimulus is null ? await Step.ExecuteAsync(step, ct) : await Step.ResumeAsync(step, stimulus, ct);
        }
        catch (FlowExpressionException e)
        {
            return StepResult.Fault("flow.expression", e.Message);
        }
#pragma warning disable CA1031 // A step may come from a plugin; whatever it throws must not take down the other branches.
        catch (Exception e) when (e is not OperationCanceledException and not UnfitStimulusException)
#pragma warning restore CA1031
        {
            return StepResult.Fault("flow.stepFailed", $"Step '{Id}' of type '{Type}' failed: {e.Message}");
        }
    }
}
