namespace Platform.Model.Localities;

/// <summary>One node of the division tree. Codes are retired and re-used over the years, hence the validity.</summary>
/// <param name="ValidFrom">First day; null = always was.</param>
/// <param name="ValidTo">Last day; null = still is.</param>
public sealed record Locality(LocalityCode Code, LocalizedText Name, DateOnly? ValidFrom = null, DateOnly? ValidTo = null)
{
    public bool IsOpenOn(DateOnly day) => !(day < ValidFrom) && !(day > ValidTo);
}

/// <summary>Which localities a call may touch: every store takes one.</summary>
/// <param name="Within">The call sees this locality and all below it; null only for <see cref="System"/>.</param>
public sealed record LocalityScope(LocalityCode? Within)
{
    /// <summary>Workers of the platform itself, and an actor who is addressed by an unguessable key.</summary>
    public static LocalityScope System { get; } = new((LocalityCode?)null);

    public bool Contains(LocalityCode locality) => Within is not { } within || within.Covers(locality);

    /// <summary>Lower end of the codes inside, for SQL: <c>locality &gt;= @From AND locality &lt; @Below</c>.</summary>
    public string From => Within is { Level: not LocalityLevel.Platform } within ? within.Value : "";

    /// <summary>Upper end, exclusive: the text that sorts after every code inside (a colon follows the nine in every binary order).</summary>
    public string Below => From + ":";
}

/// <summary>The localities that are open on this platform.</summary>
public interface ILocalities
{
    ValueTask<Locality?> FindAsync(LocalityCode code, CancellationToken ct);

    /// <summary>All localities in the scope, by code.</summary>
    ValueTask<IReadOnlyList<Locality>> ListAsync(LocalityScope scope, CancellationToken ct);

    /// <summary>All of them, for walking and searching.</summary>
    ValueTask<LocalityTree> TreeAsync(CancellationToken ct);
}
