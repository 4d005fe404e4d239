namespace Platform.Model;

/// <summary>What sort of refusal a <see cref="Problem"/> is; Hosting maps each to one HTTP status.</summary>
public enum ProblemKind
{
    /// <summary>The request is malformed or breaks a rule of the form; 400.</summary>
    Invalid,
    /// <summary>Nobody is signed in; 401.</summary>
    Unauthenticated,
    /// <summary>Known person, not allowed; 403.</summary>
    Forbidden,
    /// <summary>Does not exist, or the actor may not know that it does; 404.</summary>
    NotFound,
    /// <summary>Not possible in the present state; 409.</summary>
    Conflict,
    /// <summary>Somebody changed it since it was read; 412.</summary>
    Stale,
    /// <summary>More than the limit; 413.</summary>
    TooLarge,
    /// <summary>An idempotency key was used before with another request; 422.</summary>
    Reused,
    /// <summary>Too many tries; 429.</summary>
    TooMany,
}

/// <summary>An expected refusal.</summary>
/// <param name="Code">Stable, dotted, lower case: <c>form.required</c>. Texts are translated by it.</param>
/// <param name="Kind">Decides the answer's status.</param>
/// <param name="Field">Path of the field it is about (<c>answers.members[2].name</c>), or null.</param>
/// <param name="Values">Named values for the text: what was found (<c>value</c>), what was expected (<c>expected</c>) and so on.</param>
public sealed record Problem(string Code, ProblemKind Kind, string? Field = null, IReadOnlyDictionary<string, object?>? Values = null)
{
    /// <summary>A malformed or rule-breaking value.</summary>
    public static Problem Invalid(string code, string? field = null, params (string Name, object? Value)[] values) => Of(code, ProblemKind.Invalid, field, values);

    /// <summary>Something that is not there, or must not be seen.</summary>
    public static Problem NotFound(string code, params (string Name, object? Value)[] values) => Of(code, ProblemKind.NotFound, null, values);

    /// <summary>Not possible in the present state.</summary>
    public static Problem Conflict(string code, params (string Name, object? Value)[] values) => Of(code, ProblemKind.Conflict, null, values);

    /// <summary>Not allowed for this actor.</summary>
    public static Problem Forbidden(string code, params (string Name, object? Value)[] values) => Of(code, ProblemKind.Forbidden, null, values);

    /// <summary>Any other kind.</summary>
    public static Problem Of(string code, ProblemKind kind, string? field = null, params (string Name, object? Value)[] values) =>
        new(code, kind, field, values.Length == 0 ? null : values.ToDictionary(v => v.Name, v => v.Value, StringComparer.Ordinal));
}
