using Platform.Model;

namespace Platform.Server.Hosting.Checkups;

internal enum Gravity
{
    Good,
    /// <summary>Will be bad if nobody looks after it.</summary>
    Warning,
    /// <summary>Something does not work now.</summary>
    Bad,
}

/// <param name="Said">What was found; the text of its code says it in the reader's language, and what to do.</param>
internal sealed record Finding(Gravity Gravity, Problem Said)
{
    public static Finding Good(string code, params (string Name, object? Value)[] values) => new(Gravity.Good, Problem.Of(code, ProblemKind.Conflict, null, values));

    public static Finding Warning(string code, params (string Name, object? Value)[] values) => new(Gravity.Warning, Problem.Of(code, ProblemKind.Conflict, null, values));

    public static Finding Bad(string code, params (string Name, object? Value)[] values) => new(Gravity.Bad, Problem.Of(code, ProblemKind.Conflict, null, values));
}

/// <summary>
/// Looks whether one thing an operator keeps in order is in order. Only reads, beside a running server too, and answers within seconds however much data
/// there is. Registered as a singleton by the feature that knows the thing.
/// </summary>
internal interface ICheckup
{
    /// <summary>Small first; what the others stand on comes before them.</summary>
    int Order { get; }

    /// <summary>At least one finding: that all is well is one too.</summary>
    ValueTask<IReadOnlyList<Finding>> LookAsync(CancellationToken ct);
}
