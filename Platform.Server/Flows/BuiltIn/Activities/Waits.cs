using System.Text.Json;
using Platform.Model;
using Platform.Model.Flows;
using Platform.Model.Identity;

namespace Platform.Server.Flows.BuiltIn.Activities;

/// <summary>Waits for a moment. In Elsa some of these can also start a flow; here the case starts it, so all of them wait.</summary>
internal abstract class TimedActivity : Activity
{
    public override void Enter(FlowTurn turn, ActivityState self)
    {
        if (Until(turn, self.Node) is not { } due)
        {
            turn.Complete(self, DoneOnly);
            return;
        }

        var id = turn.Run.Ids.Next();
        turn.Emit(new FlowEffect.SetTimer(id, self.Node.Key, due.At, due.After, null));
        self.Timers = self.Timers.Add(id);
        turn.Wait(self);
    }

    public override void Resume(FlowTurn turn, ActivityState self, FlowStimulus stimulus) => turn.Complete(self, DoneOnly);

    /// <summary>When to wake, as a moment or as a span from now; null when there is nothing to wait for.</summary>
    protected abstract (DateTimeOffset? At, TimeSpan? After)? Until(FlowTurn turn, FlowNode node);
}

internal sealed class DelayActivity : TimedActivity
{
    public override StepDescription Description { get; } = Describe("Delay", "clock", Waits, [In("timeSpan", StepEditor.Duration, required: true)], StepOutcome.DoneKey);

    protected override (DateTimeOffset? At, TimeSpan? After)? Until(FlowTurn turn, FlowNode node) => (null, FlowTimes.Span(Text(turn, node, "timeSpan") ?? "", FlowTurn.Where(node, "timeSpan")));
}

internal sealed class TimerActivity : TimedActivity
{
    private const string Minute = "00:01:00";

    public override StepDescription Description { get; } = Describe("Timer", "clock", Waits, [In("interval", StepEditor.Duration, Minute)], StepOutcome.DoneKey);

    protected override (DateTimeOffset? At, TimeSpan? After)? Until(FlowTurn turn, FlowNode node) => (null, FlowTimes.Span(Text(turn, node, "interval") ?? Minute, FlowTurn.Where(node, "interval")));
}

/// <summary>A moment that has passed is nothing to wait for.</summary>
internal sealed class StartAtActivity : TimedActivity
{
    public override StepDescription Description { get; } = Describe("StartAt", "calendar", Waits, [In("dateTime", StepEditor.Moment, required: true)], StepOutcome.DoneKey);

    protected override (DateTimeOffset? At, TimeSpan? After)? Until(FlowTurn turn, FlowNode node) =>
        FlowTimes.Moment(Text(turn, node, "dateTime") ?? "", FlowTurn.Where(node, "dateTime")) is var at && at > turn.Run.Now ? (at, null) : null;
}

/// <summary>Waits for the next moment of a schedule.</summary>
internal sealed class CronActivity : TimedActivity
{
    public override StepDescription Description { get; } = Describe("Cron", "calendar", Waits, [In("cronExpression", StepEditor.Cron, required: true)], StepOutcome.DoneKey);

    protected override (DateTimeOffset? At, TimeSpan? After)? Until(FlowTurn turn, FlowNode node) =>
        (FlowTimes.Next(Required(turn, node, "cronExpression"), turn.Run.Now, FlowTurn.Where(node, "cronExpression")), null);
}

/// <summary>Waits for an event; its payload goes to the output <c>result</c>.</summary>
internal sealed class EventActivity : Activity
{
    public override StepDescription Description { get; } = Describe("Event", "bell", Waits, [In("eventName", StepEditor.Text, required: true)], StepOutcome.DoneKey) with { Outputs = [Out("result")] };

    public override void Enter(FlowTurn turn, ActivityState self)
    {
        var name = Required(turn, self.Node, "eventName");
        if (name.Length > FlowFrame.LongestName)
        {
            throw new FlowExpressionException($"{FlowTurn.Where(self.Node, "eventName")}: expected at most {FlowFrame.LongestName} characters, found {name.Length}.");
        }

        self.Signals = self.Signals.Add(name);
        turn.Wait(self);
    }

    public override void Resume(FlowTurn turn, ActivityState self, FlowStimulus stimulus)
    {
        turn.SetOutput(self.Node, "result", stimulus is FlowStimulus.Signal { Payload: { ValueKind: not JsonValueKind.Undefined } payload } ? payload : null);
        turn.Complete(self, DoneOnly);
    }
}

/// <summary>Tells an event to whoever waits for it: after the commit, so that this flow too can wait for it further on.</summary>
internal sealed class PublishEventActivity : ImmediateActivity
{
    private static readonly JsonElement Nothing = JsonElement.Parse("{}");

    public override StepDescription Description { get; } = Describe(
        "PublishEvent",
        "send",
        Waits,
        [In("eventName", StepEditor.Text, required: true), In("correlationId", StepEditor.Text), In("isLocalEvent", StepEditor.Switch, false), In("payload", StepEditor.Json)],
        StepOutcome.DoneKey);

    protected override IReadOnlyList<string> Run(FlowTurn turn, FlowNode node)
    {
        var name = Required(turn, node, "eventName");
        if (FlowSignals.IsReserved(name))
        {
            throw new FlowExpressionException($"{FlowTurn.Where(node, "eventName")}: \"{name}\" is a signal that only the platform sends.");
        }

        turn.Emit(new FlowEffect.PublishEvent(name, Text(turn, node, "correlationId"), Flag(turn, node, "isLocalEvent", fallback: false), turn.Evaluate(node, "payload") ?? Nothing));
        return DoneOnly;
    }
}

/// <summary>
/// Asks somebody to do a task and waits for it. In Elsa a program of the host does it; here it is a task like any other, which a person or a channel
/// completes through the API. What they hand in as <c>result</c>, or all of it, is the result.
/// </summary>
internal sealed class RunTaskActivity : Activity
{
    public override StepDescription Description { get; } = Describe(
        "RunTask",
        "tasks",
        Waits,
        [In("taskName", StepEditor.Text, required: true), In("payload", StepEditor.Json), In("role", StepEditor.Role, Roles.CaseOfficer), In("authority", StepEditor.Authority), In("group", StepEditor.Group)],
        StepOutcome.DoneKey) with { Outputs = [Out("result"), Out("taskId")] };

    public override void Enter(FlowTurn turn, ActivityState self)
    {
        var node = self.Node;
        var name = Required(turn, node, "taskName");
        var audience = new TaskAudience(false, Text(turn, node, "role") ?? Roles.CaseOfficer, Text(turn, node, "authority"), Text(turn, node, "group"));
        var id = turn.Run.Ids.Next();
        turn.SetOutput(node, "taskId", FlowValue.Of(id.ToString()));
        self.Tasks = self.Tasks.Add(id);
        turn.Emit(new FlowEffect.OpenTask(new(
            id,
            node.Key,
            TaskKind.Review,
            node.Title ?? LocalizedText.Of(name),
            audience,
            [new TaskOutcome(StepOutcome.DoneKey, StepOutcome.Done.Title, "primary")],
            Data: JsonSerializer.SerializeToElement(new { taskName = name, payload = turn.Evaluate(node, "payload") }, ModelJson.Options))));
        turn.Wait(self);
    }

    public override void Resume(FlowTurn turn, ActivityState self, FlowStimulus stimulus)
    {
        if (stimulus is FlowStimulus.TaskDone { Data: { ValueKind: JsonValueKind.Object } data })
        {
            turn.SetOutput(self.Node, "result", data.TryGetProperty("result", out var result) ? result : data);
        }

        turn.Complete(self, DoneOnly);
    }
}
