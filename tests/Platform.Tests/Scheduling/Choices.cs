namespace Platform.Tests.Scheduling;

/// <summary>Decides what a schedule leaves open: who runs next, and what goes wrong. Remembers what it decided, so that the same can be decided again.</summary>
internal abstract class Choices
{
    private readonly List<(int Options, int Chosen)> _made = [];

    /// <summary>Every decision so far, with the number of options there were.</summary>
    public IReadOnlyList<(int Options, int Chosen)> Made => _made;

    /// <summary>0 to <paramref name="options"/> - 1. The first option is the ordinary one: first come first served, and nothing goes wrong.</summary>
    public int Next(int options, ChoiceKind kind)
    {
        var chosen = options == 1 ? 0 : Decide(options, kind, _made.Count);
        _made.Add((options, chosen));
        return chosen;
    }

    /// <summary>As text, to be given to <see cref="Planned"/>.</summary>
    public override string ToString() => string.Join(' ', _made.Select(m => m.Chosen)).TrimEnd('0', ' ');

    protected abstract int Decide(int options, ChoiceKind kind, int place);

    /// <summary>Every ready step is as likely as the others; time passes, or something goes wrong, now and then.</summary>
    public sealed class Seeded(int seed, double trouble = 0.08) : Choices
    {
        private readonly Random _random = new(seed);

        protected override int Decide(int options, ChoiceKind kind, int place) => kind switch
        {
            ChoiceKind.Run or ChoiceKind.Pick => _random.Next(options),
            _ => _random.NextDouble() < trouble ? _random.Next(1, options) : 0,
        };
    }

    /// <summary>The ordinary, but for a few choices anywhere among the first <paramref name="length"/>.</summary>
    public sealed class Sparse(int seed, int length, int deviations) : Choices
    {
        private readonly Random _random = new(seed);
        private readonly HashSet<int> _places = [.. Enumerable.Range(0, deviations).Select(i => new Random(HashOf(seed, i)).Next(Math.Max(1, length)))];

        protected override int Decide(int options, ChoiceKind kind, int place) =>
            kind == ChoiceKind.Pick ? _random.Next(options) : _places.Contains(place) ? _random.Next(1, options) : 0;

        private static int HashOf(int seed, int i) => unchecked((seed * 7919) + (i * 104_729));
    }

    /// <summary>What is written down, and then the ordinary.</summary>
    public sealed class Planned(IReadOnlyList<int> plan) : Choices
    {
        public static Planned Of(string text) => new([.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse)]);

        protected override int Decide(int options, ChoiceKind kind, int place) => place < plan.Count ? Math.Min(plan[place], options - 1) : 0;
    }
}

internal enum ChoiceKind
{
    /// <summary>Which ready step runs.</summary>
    Run,

    /// <summary>What the scenario does, all options being ordinary.</summary>
    Pick,

    /// <summary>Whether time passes although somebody could run.</summary>
    Time,

    /// <summary>Whether something goes wrong, and what.</summary>
    Fault,
}
