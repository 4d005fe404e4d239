namespace Platform.Server.Flows.Soundness;

/// <summary>Situations from each of which every other can be come to, as many as there are (Tarjan 1972).</summary>
/// <param name="IsLast">No move leads out.</param>
internal sealed record Component(List<Situation> Members, bool IsLast)
{
    /// <summary>There is a way round in it.</summary>
    public bool Goes(Predicate<Move> counts) => Members.Count > 1 || Members[0].Moves.Exists(m => counts(m) && m.To == Members[0]);
}

internal static class Components
{
    /// <param name="counts">Moves that count; the others are taken as if they were not there.</param>
    public static IReadOnlyList<Component> Of(IReadOnlyList<Situation> situations, Predicate<Move> counts)
    {
        var search = new Search(situations.Count, counts);
        foreach (var situation in situations)
        {
            search.From(situation);
        }

        return [.. search.Found.Select((members, i) => new Component(members, members.TrueForAll(s => s.Moves.TrueForAll(m => !counts(m) || search.ComponentOf(m.To) == i))))];
    }

    private sealed class Search(int count, Predicate<Move> counts)
    {
        private readonly int[] _index = new int[count];
        private readonly int[] _low = new int[count];
        private readonly int[] _component = new int[count];
        private readonly Stack<Situation> _open = new();
        private int _next;

        public List<List<Situation>> Found { get; } = [];

        public int ComponentOf(Situation situation) => _component[situation.Number] - 1;

        public void From(Situation start)
        {
            var way = new Stack<(Situation At, int Next)>();
            Enter(start, way);
            while (way.TryPop(out var top))
            {
                if (top.Next < top.At.Moves.Count)
                {
                    way.Push((top.At, top.Next + 1));
                    var move = top.At.Moves[top.Next];
                    if (counts(move))
                    {
                        Enter(move.To, way);
                        Lower(top.At, move.To);
                    }
                }
                else
                {
                    Leave(top.At);
                    if (way.TryPeek(out var before))
                    {
                        Lower(before.At, top.At);
                    }
                }
            }
        }

        private void Enter(Situation situation, Stack<(Situation At, int Next)> way)
        {
            if (_index[situation.Number] == 0)
            {
                _index[situation.Number] = _low[situation.Number] = ++_next;
                _open.Push(situation);
                way.Push((situation, 0));
            }
        }

        private void Lower(Situation at, Situation to)
        {
            if (_component[to.Number] == 0)
            {
                _low[at.Number] = Math.Min(_low[at.Number], _low[to.Number]);
            }
        }

        private void Leave(Situation situation)
        {
            if (_low[situation.Number] != _index[situation.Number])
            {
                return;
            }

            var members = new List<Situation>();
            Situation member;
            do
            {
                member = _open.Pop();
                _component[member.Number] = Found.Count + 1;
                members.Add(member);
            }
            while (member != situation);
            Found.Add(members);
        }
    }
}
