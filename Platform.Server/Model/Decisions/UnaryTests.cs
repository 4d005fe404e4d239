namespace Platform.Model.Decisions;

/// <summary>
/// What a cell asks of its input: the unary tests of S-FEEL (DMN 1.3 §9), read into a tree. Prints as a cell says it, and what was printed reads as the same.
/// </summary>
public abstract record UnaryTests
{
    private UnaryTests()
    {
    }

    public static UnaryTests Irrelevant { get; } = new Any();

    /// <summary><c>-</c>: whatever the input is, and also when it is missing.</summary>
    public sealed record Any : UnaryTests
    {
        public override string ToString() => "-";
    }

    /// <summary>One of several tests, or with <paramref name="Negated"/> none of them.</summary>
    /// <param name="Tests">At least one.</param>
    public sealed record Some(IReadOnlyList<UnaryTest> Tests, bool Negated) : UnaryTests
    {
        public bool Equals(Some? other) => other is not null && Negated == other.Negated && Tests.SequenceEqual(other.Tests);

        public override int GetHashCode() => Tests.Aggregate(Negated ? 1 : 0, HashCode.Combine);

        public override string ToString() => string.Join(", ", Tests) is var tests && Negated ? $"not({tests})" : tests;
    }

    public abstract override string ToString();

    /// <summary>
    /// True, false, or null for unknown. A missing value answers only <c>null</c>; what any other test says of it is unknown, and stays so when it is negated.
    /// </summary>
    public bool? Holds(DecisionValue value)
    {
        if (this is not Some some)
        {
            return true;
        }

        bool? any = false;
        foreach (var test in some.Tests)
        {
            var holds = test.Holds(value);
            if (holds == true)
            {
                return !some.Negated;
            }

            any = holds is null ? null : any;
        }

        return some.Negated ? !any : any;
    }

    /// <summary>Whether a row with this cell may fire: unknown is not enough.</summary>
    public bool Matches(DecisionValue value) => Holds(value) == true;

    /// <summary>Every value that stands in it.</summary>
    public IEnumerable<DecisionValue> Values => this is Some some ? some.Tests.SelectMany(t => t.Values) : [];
}

public enum Comparison
{
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// <summary>One test of a cell.</summary>
public abstract record UnaryTest
{
    private UnaryTest()
    {
    }

    /// <summary>The input is this value.</summary>
    public sealed record Is(DecisionValue Value) : UnaryTest
    {
        public override bool? Holds(DecisionValue value) => Value.IsNull ? value.IsNull : value.IsNull ? null : Value == value;

        public override IEnumerable<DecisionValue> Values => [Value];

        public override string ToString() => Value.ToString();
    }

    public sealed record Compares(Comparison Comparison, DecisionValue Bound) : UnaryTest
    {
        public override bool? Holds(DecisionValue value) => DecisionValue.Compare(value, Bound) is not { } order ? null : Comparison switch
        {
            Comparison.Less => order < 0,
            Comparison.LessOrEqual => order <= 0,
            Comparison.Greater => order > 0,
            Comparison.GreaterOrEqual => order >= 0,
            _ => throw new InvalidOperationException($"Unexpected comparison {Comparison}."),
        };

        public override IEnumerable<DecisionValue> Values => [Bound];

        public override string ToString() => $"{Sign} {Bound}";

        private string Sign => Comparison switch
        {
            Comparison.Less => "<",
            Comparison.LessOrEqual => "<=",
            Comparison.Greater => ">",
            Comparison.GreaterOrEqual => ">=",
            _ => throw new InvalidOperationException($"Unexpected comparison {Comparison}."),
        };
    }

    /// <summary>From one value to another; each end counts or, when open, does not.</summary>
    public sealed record Between(DecisionValue From, bool FromOpen, DecisionValue To, bool ToOpen) : UnaryTest
    {
        public override bool? Holds(DecisionValue value) =>
            DecisionValue.Compare(value, From) is not { } low || DecisionValue.Compare(value, To) is not { } high ? null
            : (FromOpen ? low > 0 : low >= 0) && (ToOpen ? high < 0 : high <= 0);

        public override IEnumerable<DecisionValue> Values => [From, To];

        public override string ToString() => $"{(FromOpen ? ']' : '[')}{From}..{To}{(ToOpen ? '[' : ']')}";
    }

    /// <summary>True, false, or null for unknown.</summary>
    public abstract bool? Holds(DecisionValue value);

    public abstract IEnumerable<DecisionValue> Values { get; }

    /// <summary>As a cell says it.</summary>
    public abstract override string ToString();
}
