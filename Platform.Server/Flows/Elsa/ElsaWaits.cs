using System.Text.Json;
using Platform.Model;
using Platform.Model.Flows;
using Platform.Model.Identity;
using Platform.Server.Flows.BuiltIn.Activities;

namespace Platform.Server.Flows.Elsa;

/// <summary>Elsa's activities that need its runtime or its scheduler, neither of which is there: the same on our own ports.</summary>
internal static class ElsaWaits
{
    public static IReadOnlyList<IFlowStep> All() =>
    [
        new Timed(new DelayActivity().Description, c => (null, FlowTimes.Span(c.Input("timeSpan", ""), Where(c, "timeSpan")))),
        new Timed(new TimerActivity().Description, c => (null, FlowTimes.Span(c.Input("interval", ""), Where(c, "interval")))),
        new Timed(new StartAtActivity().Description, c => FlowTimes.Moment(c.Input("dateTime", ""), Where(c, "dateTime")) is var at && at > c.Run.Now ? (at, null) : null),
        new Timed(new CronActivity().Description, c => (FlowTimes.Next(c.Input("cronExpression", ""), c.Run.Now, Where(c, "cronExpression")), null)),
        new Event(),
        new PublishEvent(),
        new RunTask(),
        new ElsaChildFlow(new ExecuteWorkflowActivity().Description, waitsUnlessSaid: true),
        new ElsaChildFlow(new DispatchWorkflowActivity().Description, waitsUnlessSaid: false),
    ];

    private static string Where(StepContext context, string input) => $"'{input}' of step '{context.StepId}'";

    private static string Required(StepContext context, string input) =>
        context.Input(input, "") is { Length: > 0 } text ? text : throw new FlowExpressionException($"{Where(context, input)}: expected a text, found none.");

    private static string? Optional(StepContext context, string input) => context.Input(input, "") is { Length: > 0 } text ? text : null;

    private sealed class Timed(StepDescription description, Func<StepContext, (DateTimeOffset? At, TimeSpan? After)?> until) : IFlowStep
    {
        public StepDescription Description => description;

        public ValueTask<StepResult> ExecuteAsync(StepContext context, CancellationToken ct)
        {
            if (until(context) is not { } due)
            {
                return new(StepResult.Complete());
            }

            context.WaitForTimer(due.At, due.After);
            return new(StepResult.Wait);
        }

        public ValueTask<StepResult> ResumeAsync(StepContext context, FlowStimulus stimulus, CancellationToken ct) => new(StepResult.Complete());
    }

    private sealed class Event : IFlowStep
    {
        public StepDescription Description { get; } = new EventActivity().Description;

        public ValueTask<StepResult> ExecuteAsync(StepContext context, CancellationToken ct)
        {
            context.WaitForSignal(Required(context, "eventName"));
            return new(StepResult.Wait);
        }

        public ValueTask<StepResult> ResumeAsync(StepContext context, FlowStimulus stimulus, CancellationToken ct)
        {
            context.SetOutput("result", stimulus is FlowStimulus.Signal { Payload: { ValueKind: not JsonValueKind.Undefined } payload } ? payload : (JsonElement?)null);
            return new(StepResult.Complete());
        }
    }

    private sealed class PublishEvent : IFlowStep
    {
        public StepDescription Description { get; } = new PublishEventActivity().Description;

        public ValueTask<StepResult> ExecuteAsync(StepContext context, CancellationToken ct)
        {
            var name = Required(context, "eventName");
            if (FlowSignals.IsReserved(name))
            {
                return new(StepResult.Fault("flow.eventReserved", $"{Where(context, "eventName")}: \"{name}\" is a signal that only the platform sends."));
            }

            context.Emit(new FlowEffect.PublishEvent(name, Optional(context, "correlationId"), context.Input("isLocalEvent", false), context.Input("payload", JsonElement.Parse("{}"))));
            return new(StepResult.Complete());
        }

        public ValueTask<StepResult> ResumeAsync(StepContext context, FlowStimulus stimulus, CancellationToken ct) => throw new InvalidOperationException("It never waits.");
    }

    private sealed class RunTask : IFlowStep
    {
        public StepDescription Description { get; } = new RunTaskActivity().Description;

        public ValueTask<StepResult> ExecuteAsync(StepContext context, CancellationToken ct)
        {
            var name = Required(context, "taskName");
            var payload = context.Input("payload", default(JsonElement));
            var id = context.OpenTask(
                TaskKind.Review,
                context.Title ?? LocalizedText.Of(name),
                new TaskAudience(false, context.Input("role", Roles.CaseOfficer), Optional(context, "authority"), Optional(context, "group")),
                [new TaskOutcome(StepOutcome.DoneKey, StepOutcome.Done.Title, "primary")],
                data: new { taskName = name, payload = payload.ValueKind == JsonValueKind.Undefined ? (JsonElement?)null : payload });
            context.SetOutput("taskId", id.ToString());
            return new(StepResult.Wait);
        }

        public ValueTask<StepResult> ResumeAsync(StepContext context, FlowStimulus stimulus, CancellationToken ct)
        {
            if (stimulus is FlowStimulus.TaskDone { Data: { ValueKind: JsonValueKind.Object } data })
            {
                context.SetOutput("result", data.TryGetProperty("result", out var result) ? result : data);
            }

            return new(StepResult.Complete());
        }
    }
}
