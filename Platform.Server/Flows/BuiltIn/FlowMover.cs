using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Platform.Model;
using Platform.Model.Flows;
using Platform.Server.Flows.BuiltIn.Activities;

namespace Platform.Server.Flows.BuiltIn;

/// <summary>
/// Puts a state onto another version of its flow. Nothing runs: what is open stays open at the step that corresponds to it, and whether a merge goes on
/// waiting follows from the new graph. Refused is whatever the new version could not continue as the old one would have.
/// </summary>
internal sealed class FlowMover(CompiledFlow to, IReadOnlyDictionary<string, string> mapping)
{
    private readonly Dictionary<ActivityState, ActivityState> _moved = [];
    private readonly Dictionary<string, string> _renamed = new(StringComparer.Ordinal);
    private readonly List<Problem> _problems = [];

    /// <summary>Open steps that have another key in the new version.</summary>
    public IReadOnlyDictionary<string, string> Renamed => _renamed;

    public static IReadOnlyList<Problem> CheckMapping(CompiledFlow to, IReadOnlyDictionary<string, string> mapping) =>
    [
        .. mapping.Where(m => !to.TryFind(m.Value, out _)).OrderBy(m => m.Key, StringComparer.Ordinal)
            .Select(m => Problem.Invalid("flow.move.unknownTarget", $"mapping.{m.Key}", ("id", m.Value))),
        .. mapping.GroupBy(m => m.Value, StringComparer.Ordinal).Where(g => g.Count() > 1)
            .Select(g => Problem.Invalid("flow.move.twoToOne", "mapping", ("id", g.Key), ("steps", string.Join(", ", g.Select(m => m.Key).Order(StringComparer.Ordinal))))),
    ];

    public Result<FlowState> Move(FlowState state)
    {
        if (state.Ended)
        {
            return Problem.Conflict("flow.move.ended");
        }

        var next = new FlowState(to);
        next.TakeValues(state);
        next.Done.Take(state.Done, KeyOf);
        foreach (var activity in state.Active)
        {
            if (Corresponding(activity, next) is { } node)
            {
                CheckStep(activity.Node, node);
                _moved[activity] = Copy(activity, next.Enter(node, activity.Parent is null ? null : _moved[activity.Parent]));
            }
        }

        foreach (var (old, now) in _moved)
        {
            MovePending(old, now);
        }

        foreach (var chart in _moved.Values)
        {
            CheckWaiting(chart);
        }

        return _problems.Count > 0 ? Result<FlowState>.Refused(_problems) : next;
    }

    /// <summary>The step of the new version that goes on with an open one; null, and a problem, when there is none.</summary>
    private FlowNode? Corresponding(ActivityState activity, FlowState next)
    {
        var old = activity.Node;
        var key = KeyOf(old.Key);
        if (!to.TryFind(key, out var node))
        {
            Refuse("flow.move.stepGone", old, ("expected", key));
            return null;
        }

        if (!CheckType(old, node))
        {
            return null;
        }

        // A step that keeps its name while another one takes it could not be told apart on the way back.
        if (next.Find(node) is not null || (key == old.Key && mapping.Any(m => m.Value == key && m.Key != key)))
        {
            Refuse("flow.move.stepTaken", old, ("expected", key));
            return null;
        }

        if (key != old.Key && (old.Declared.Count > 0 || old.Flow.IsChild))
        {
            Refuse("flow.move.scopeRenamed", old, ("expected", key));
            return null;
        }

        if (activity.Parent is null ? node.Parent is not null && activity.Frame is not { Detached: true } : !_moved.TryGetValue(activity.Parent, out var container) || container.Node != node.Parent)
        {
            // Of a container that could not be moved the reason is known already.
            if (activity.Parent is null || _moved.ContainsKey(activity.Parent))
            {
                Refuse("flow.move.containerChanged", old, ("expected", activity.Parent?.Node.Key), ("value", node.Parent?.Key));
            }

            return null;
        }

        if (old.Key != node.Key)
        {
            _renamed[old.Key] = node.Key;
        }

        return node;
    }

    /// <summary>Key of the step that takes the place of an old one; a copy in a lane is taken by the copy in the same lane.</summary>
    private string KeyOf(string old)
    {
        var lanes = old.IndexOf(CompiledFlow.LaneMark, StringComparison.Ordinal);
        var own = lanes < 0 ? old : old[..lanes];
        return mapping.TryGetValue(old, out var named) ? named : mapping.GetValueOrDefault(own, own) + old[own.Length..];
    }

    private bool CheckType(FlowNode old, FlowNode node)
    {
        if (old.Type == node.Type)
        {
            return true;
        }

        Refuse("flow.move.typeChanged", old, ("expected", old.Type), ("value", node.Type));
        return false;
    }

    /// <summary>Whoever has the task was promised its outcomes, and what the step remembers of its signers follows their list.</summary>
    private void CheckStep(FlowNode old, FlowNode node)
    {
        if (old.Activity is not StepActivity { Step.Description: var description })
        {
            return;
        }

        var (before, now) = (old.Activity.Outcomes(old), node.Activity.Outcomes(node));
        if (before is not null && now is not null && before.Except(now).ToList() is { Count: > 0 } lost)
        {
            Refuse("flow.move.outcomesLost", old, ("value", string.Join(", ", lost)), ("expected", string.Join(", ", now)));
        }

        foreach (var signers in description.Inputs.Where(i => i.Editor == StepEditor.Signers && !Same(old.Inputs.GetValueOrDefault(i.Name), node.Inputs.GetValueOrDefault(i.Name))))
        {
            Refuse("flow.move.signersChanged", old, ("name", signers.Name));
        }
    }

    private void MovePending(ActivityState old, ActivityState now)
    {
        foreach (var position in old.Pending)
        {
            var merge = old.Node.Children[position];
            var key = KeyOf(merge.Key);
            if (!to.TryFind(key, out var node) || node.Parent != now.Node || !now.Node.Graph!.Merges(node.Position))
            {
                Refuse("flow.move.mergeGone", merge, ("expected", key));
                continue;
            }

            now.Pending = now.Pending.Add(node.Position);
            now.Arrivals = now.Arrivals.AddRange(old.Arrivals.Where(a => a.Target == position).Select(a => (node.Position, a.Past)));
        }
    }

    /// <summary>A merge that has nothing to wait for any more would open by itself; nobody has asked for that.</summary>
    private void CheckWaiting(ActivityState chart)
    {
        var graph = chart.Node.Graph;
        foreach (var merge in chart.Pending)
        {
            var waits = chart.Pending.Any(p => p != merge && graph!.CanStillArrive(p, merge))
                || _moved.Values.Any(a => a.Parent == chart && graph!.CanStillArrive(a.Node.Position, merge));
            if (!waits)
            {
                Refuse("flow.move.mergeIdle", chart.Node.Children[merge]);
            }
        }
    }

    private ActivityState Copy(ActivityState old, ActivityState now)
    {
        (now.Status, now.Tasks, now.Timers, now.Signals, now.FailedAt) = (old.Status, old.Tasks, old.Timers, old.Signals, old.FailedAt);
        (now.Past, now.For, now.Ways) = (old.Past, old.For, [.. old.Ways.Select(w => w with { Key = KeyOf(w.Key) })]);
        now.Frame = old.Frame is { } frame ? new FlowFrame().Take(frame) : null;
        (now.Memory, now.Corrected) = (old.Memory, old.Corrected);
        return now;
    }

    private static bool Same(FlowExpression? one, FlowExpression? other) => (one, other) switch
    {
        (null, null) => true,
        (FlowExpression.Literal a, FlowExpression.Literal b) => Same(a.Value, b.Value),
        (FlowExpression.Script a, FlowExpression.Script b) => a.Text == b.Text,
        _ => Equals(one, other),
    };

    private static bool Same([NotNullWhen(true)] JsonElement? one, JsonElement? other) =>
        FlowValue.IsAbsent(one) ? FlowValue.IsAbsent(other) : other is { } second && JsonElement.DeepEquals(one!.Value, second);

    private void Refuse(string code, FlowNode step, params (string Name, object? Value)[] about) =>
        _problems.Add(Problem.Conflict(code, [("id", step.Key), ("title", step.Title?.ToString() ?? step.Key), .. about]) with { Field = step.Key });
}
