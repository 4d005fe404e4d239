using System.Text;
using Platform.Model;
using Platform.Model.Cases;
using Platform.Model.Flows;
using Platform.Server.Flows.BuiltIn;

namespace Platform.Server.Flows.Soundness;

/// <summary>
/// Where a flow stands, without its data: which activities are open, at which merges something waits, and whether the case is settled. Written as text of
/// small numbers, so that it is its own key. At rest, when everything waits, the order of entering means nothing and is left out; merges keep their order, as
/// they open in it.
/// </summary>
internal static class FlowPosition
{
    private const char Settled = 's';
    private const char Unsettled = 'u';

    /// <summary>Nothing is open any more, as before the start.</summary>
    private const string Over = "over";

    private static readonly FlowLimits Limits = new();
    private static readonly FlowRun Nowhere = new(new FlowCase(Guid.Empty, "", "", "", "", CaseState.Received, new(() => default)), default, 0, new NoIds());

    /// <summary>Before the start.</summary>
    public static string Start { get; } = Unsettled.ToString();

    public static bool IsSettled(string position) => position[0] == Settled;

    public static string Write(FlowState state, bool settled)
    {
        if (state.Ended)
        {
            return (settled ? Settled : Unsettled) + Over;
        }

        var atRest = !state.Active.Exists(a => a.Status == ActivityStatus.Scheduled);
        var text = new StringBuilder().Append(settled ? Settled : Unsettled);
        foreach (var activity in atRest ? state.Active.OrderBy(a => a.Node.Index) : state.Active.AsEnumerable())
        {
            text.Append((char)activity.Node.Index).Append((char)activity.Status).Append((char)activity.Pending.Length);
            foreach (var pending in activity.Pending)
            {
                text.Append((char)pending);
            }
        }

        return text.ToString();
    }

    /// <summary>The interpreter at work there; not for a flow that is over.</summary>
    public static FlowTurn Read(string position, CompiledFlow flow)
    {
        var state = new FlowState(flow);
        for (var i = 1; i < position.Length;)
        {
            var node = flow.Nodes[position[i]];
            var activity = state.Enter(node, node.Parent is null ? null : state.Find(node.Parent));
            activity.Status = (ActivityStatus)position[i + 1];
            var pending = position[i + 2];
            for (var p = 0; p < pending; p++)
            {
                activity.Pending = activity.Pending.Add(position[i + 3 + p]);
            }

            i += 3 + pending;
        }

        var turn = new FlowTurn(flow, state, Nowhere, Limits);
        if (position.Length == Start.Length)
        {
            turn.Schedule(flow.Root, null);
        }
        else
        {
            turn.TakeUp();
        }

        return turn;
    }

    /// <summary>Nothing that is explored draws an id: whatever would is left open.</summary>
    private sealed class NoIds : IIdSource
    {
        public Guid Next() => throw new InvalidOperationException("What is explored has no ids.");
    }
}
