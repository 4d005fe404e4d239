using Platform.Model;
using Platform.Model.Flows;
using Platform.Server.Flows.BuiltIn.Activities;

namespace Platform.Server.Flows.BuiltIn;

/// <summary>
/// Sending back 退回. A flow is sent back to a step T by taking out exactly what came from T (<see cref="ActivityState.Past"/>): open activities, and arrivals at merges that
/// wait. What stands beside stays, so that a merge goes on waiting for the branch that is done again and opens once. Then T opens again for whoever did it.
/// </summary>
internal static class FlowReturn
{
    /// <summary>Where a task can be sent back to, latest first.</summary>
    public static IReadOnlyList<EarlierStep> Find(FlowState state, Guid taskId)
    {
        if (state.HolderOf(taskId) is not { } from)
        {
            return [];
        }

        var found = from.Past.Backwards().Select(p => Plan(state, from, p)).OfType<Jump>();
        return [.. found.Select(j => new EarlierStep(j.Target.Key, TitleOf(j.Target), state.Done.ByAt(j.Place), j.Way, [.. j.Ended.SelectMany(a => TasksIn(state, a)).Where(t => !from.Tasks.Contains(t))]))];
    }

    /// <exception cref="UnfitStimulusException"><c>flow.sendBack.target</c>.</exception>
    public static void Do(FlowTurn turn, ActivityState from, FlowStimulus.SendBack back)
    {
        var jumps = from.Past.Backwards().Select(p => Plan(turn.State, from, p)).OfType<Jump>().ToList();
        if (jumps.Find(j => j.Target.Key == back.StepId) is not { } jump)
        {
            throw new UnfitStimulusException(Problem.Invalid("flow.sendBack.target", "to", ("value", back.StepId), ("expected", string.Join(", ", jumps.Select(j => j.Target.Key)))));
        }

        from.Tasks = from.Tasks.Remove(back.TaskId);
        var past = from.Past;
        foreach (var ended in jump.Ended)
        {
            if (ended.Status != ActivityStatus.Gone)
            {
                turn.Cancel(ended, SendingBack.Reason);
            }
        }

        if (jump.Way != SendBackRule.Alone)
        {
            Forget(jump.Container, jump.Place);
        }

        var again = turn.Reopen(jump.Target, jump.Container, past);
        again.For = turn.State.Done.ByAt(jump.Place);
        again.Ways = jump.Way switch
        {
            SendBackRule.Alone => [new Comeback(from.Node.Key, back.By, back.TaskId, default)],
            SendBackRule.Straight => [new Comeback(from.Node.Key, back.By, null, past), .. from.Ways],
            _ => [],
        };
    }

    /// <summary>Whether what the step came out with leads to whoever sent it back, so that it can go straight there.</summary>
    public static bool LeadsBack(FlowTurn turn, ActivityState done, IReadOnlyList<string> outcomes) =>
        done.Ways is [var way, ..]
        && done.Parent is { } container
        && turn.Flow.TryFind(way.Key, out var sender)
        && sender.Parent == container.Node
        && (way.Task is null || turn.State.Find(sender) is not null)
        && (container.Node.Graph is not { } graph
            || graph.Outbound(done.Node.Position).ToArray().Any(edge => outcomes.Contains(graph.Connections[edge].Port) && graph.Follows(sender.Position, graph.Connections[edge].Target)));

    private static Jump? Plan(FlowState state, ActivityState from, int place)
    {
        if (state.Done.NodeAt(place) is not { Activity: StepActivity } target || state.Find(target) is not null
            || target.Parent is not { Activity: FlowchartActivity or SequenceActivity } parent || state.Find(parent) is not { } container
            || Within(from, container) is not { } child)
        {
            return null;
        }

        var rule = RuleOf(from.Node);
        var inOneContainer = child == from;
        if (rule == SendBackRule.None)
        {
            return null;
        }

        if (rule == SendBackRule.Alone && inOneContainer)
        {
            return new(target, container, place, SendBackRule.Alone, []);
        }

        // Those who wait for what is being done again stay as long as it can go straight back to them.
        var stay = from.Ways.Select(w => w.Key).ToHashSet(StringComparer.Ordinal);
        var beside = state.Active.Where(a => a.Parent == container && a != child && a.Past.Contains(place)).ToList();
        var alone = beside.TrueForAll(a => stay.Contains(a.Node.Key)) && !container.Arrivals.Any(a => a.Past.Contains(place));
        return inOneContainer && alone && (rule == SendBackRule.Straight || !from.Ways.IsEmpty)
            ? new(target, container, place, SendBackRule.Straight, [child])
            : new(target, container, place, SendBackRule.Through, [child, .. beside]);
    }

    private static void Forget(ActivityState container, int place)
    {
        container.Arrivals = container.Arrivals.RemoveAll(a => a.Past.Contains(place));
        container.Pending = container.Pending.RemoveAll(p => !container.Arrivals.Any(a => a.Target == p));
    }

    private static ActivityState? Within(ActivityState from, ActivityState container)
    {
        var at = from;
        while (at is not null && at.Parent != container)
        {
            at = at.Parent;
        }

        return at;
    }

    private static IEnumerable<Guid> TasksIn(FlowState state, ActivityState activity) =>
        state.Active.Where(a => IsIn(a, activity)).SelectMany(a => a.Tasks);

    private static bool IsIn(ActivityState? activity, ActivityState container) => activity is not null && (activity == container || IsIn(activity.Parent, container));

    private static LocalizedText TitleOf(FlowNode node) => node.Title ?? ((StepActivity)node.Activity).Step.Description.Title;

    /// <summary>As the definition writes it, as the step has it by default, or through.</summary>
    private static SendBackRule RuleOf(FlowNode node)
    {
        var written = node.Inputs.GetValueOrDefault(SendingBack.Input)?.Constant;
        if (FlowValue.IsAbsent(written) && node.Activity is StepActivity step)
        {
            written = step.Step.Description.Inputs.FirstOrDefault(i => i.Name == SendingBack.Input)?.Default;
        }

        return Enum.TryParse<SendBackRule>(FlowValue.ToText(written), ignoreCase: true, out var rule) ? rule : SendBackRule.Through;
    }

    /// <param name="Place">Of the target in <see cref="FlowState.Done"/>.</param>
    /// <param name="Ended">Activities in the container that end.</param>
    private sealed record Jump(FlowNode Target, ActivityState Container, int Place, SendBackRule Way, IReadOnlyList<ActivityState> Ended);
}
