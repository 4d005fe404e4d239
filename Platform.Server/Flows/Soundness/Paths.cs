using Platform.Model.Flows;
using Platform.Server.Flows.BuiltIn;
using Platform.Server.Flows.BuiltIn.Activities;

namespace Platform.Server.Flows.Soundness;

/// <summary>Shortest runs to situations.</summary>
internal sealed class Paths
{
    private const int Longest = 24;

    private readonly Move?[] _by;

    public Paths(Exploration exploration)
    {
        _by = new Move?[exploration.Situations.Count];
        var seen = new bool[exploration.Situations.Count];
        var queue = new Queue<Situation>([exploration.Start]);
        seen[0] = true;
        while (queue.TryDequeue(out var at))
        {
            Order.Add(at);
            foreach (var move in at.Moves)
            {
                if (!seen[move.To.Number])
                {
                    seen[move.To.Number] = true;
                    _by[move.To.Number] = move;
                    queue.Enqueue(move.To);
                }
            }
        }
    }

    /// <summary>All situations, nearest first.</summary>
    public List<Situation> Order { get; } = [];

    /// <summary>The moves that lead there from the start.</summary>
    public List<Move> To(Situation situation)
    {
        var moves = new List<Move>();
        for (var move = _by[situation.Number]; move is not null; move = _by[move.From.Number])
        {
            moves.Add(move);
        }

        moves.Reverse();
        return moves;
    }

    /// <summary>The steps that end in some moves, without containers.</summary>
    public static IReadOnlyList<FlowPathStep> Steps(IEnumerable<Move> moves) =>
    [
        .. moves.SelectMany(m => m.Events.Where(e => e.Kind is FlowEventKind.Completed or FlowEventKind.Discharged && e.Node.Children.Count == 0)
            .Select(e => new FlowPathStep(e.Node.Key, e.Outcomes ?? [], m.Resumed && e.Node == m.Node))),
    ];

    /// <summary>As people read it: <c>accept(Supplement) → supplement(Overdue)</c>. An outcome is left out where there is only the one; of long runs the middle is.</summary>
    public static string Text(IReadOnlyList<FlowPathStep> steps, CompiledFlow flow)
    {
        var shown = steps.Where(s => !(flow.TryFind(s.StepId, out var node) && node.Activity is StartActivity))
            .Select(s => s.Outcomes.Count == 0 || s.Outcomes is [StepOutcome.DoneKey] ? s.StepId : $"{s.StepId}({string.Join('+', s.Outcomes)})").ToList();
        return string.Join(" → ", shown.Count <= Longest ? shown : [.. shown.Take(Longest / 2), "…", .. shown.TakeLast(Longest / 2)]);
    }
}
