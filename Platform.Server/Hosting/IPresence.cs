namespace Platform.Server.Hosting;

/// <summary>Somebody has a thing open. Beside what it is called nothing is said of the person.</summary>
internal sealed record Visitor(string Thing, Guid Account, string Name);

/// <summary>
/// What processes that serve together tell each other of who has what open, one per kind of thing. Where a process is alone nobody listens. Thread-safe; whoever is
/// told must return at once.
/// </summary>
internal interface IPresence
{
    /// <summary>Somebody came or went here.</summary>
    event Action? Moved;

    /// <summary>A thing was changed here.</summary>
    event Action<string>? Told;

    /// <summary>Of the things; the same word in every process.</summary>
    string Kind { get; }

    /// <summary>Who has what open here, a person once per thing.</summary>
    IReadOnlyList<Visitor> Here { get; }

    /// <summary>Replaces what is known of the other processes and tells those here whom it concerns. Not to be called twice at once.</summary>
    void SeeElsewhere(IEnumerable<Visitor> visitors);

    /// <summary>Tells those who have it open here that it was changed in another process.</summary>
    void Hear(string thing);
}

internal static class PresenceServices
{
    /// <param name="kind">Goes between processes of different releases, so it stays.</param>
    public static void AddPresence<TThing>(this IServiceCollection services, string kind)
        where TThing : notnull
    {
        services.AddSingleton(new Presence<TThing>(kind));
        services.AddSingleton<IPresence>(s => s.GetRequiredService<Presence<TThing>>());
    }
}
