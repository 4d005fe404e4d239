using System.Diagnostics.CodeAnalysis;

namespace Platform.Model;

/// <summary>Either a value or the problems why there is none. Problems are expected refusals; bugs are exceptions.</summary>
public sealed class Result<T>
{
    private readonly T? _value;

    private Result(T? value, IReadOnlyList<Problem> problems) => (_value, Problems) = (value, problems);

    /// <summary>Empty when the call succeeded, at least one entry when not.</summary>
    public IReadOnlyList<Problem> Problems { get; }

    public bool Succeeded => Problems.Count == 0;

    /// <summary>The value. Asking for it after a refusal is a bug.</summary>
    public T Value => Succeeded ? _value! : throw new InvalidOperationException($"No value: {string.Join("; ", Problems.Select(p => p.Code))}");

    public bool TryGet([MaybeNullWhen(false)] out T value)
    {
        value = _value;
        return Succeeded;
    }

    public Result<TNext> Then<TNext>(Func<T, Result<TNext>> next) => Succeeded ? next(Value) : Result<TNext>.Refused(Problems);

    public static Result<T> Ok(T value) => new(value, []);

    public static Result<T> Refused(IReadOnlyList<Problem> problems) =>
        problems.Count > 0 ? new(default, problems) : throw new ArgumentException("A refusal names at least one problem.", nameof(problems));

    public static implicit operator Result<T>(T value) => Ok(value);

    public static implicit operator Result<T>(Problem problem) => Refused([problem]);
}

/// <summary>The value of a call that has nothing to say but that it worked.</summary>
public readonly record struct Done
{
    public static Done It => default;
}
