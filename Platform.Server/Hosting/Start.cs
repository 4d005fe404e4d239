namespace Platform.Server.Hosting;

/// <summary>A reason not to start, asked before the server listens; not asked in demo mode.</summary>
internal interface IStartCheck
{
    /// <summary>One sentence that says what is missing and how to mend it, or null.</summary>
    ValueTask<string?> RefusalAsync(CancellationToken ct);
}

/// <summary>Fills a demo. Each seed runs once per data directory, in order, before the server listens.</summary>
internal interface IDemoSeed
{
    /// <summary>Remembered by it.</summary>
    string Name { get; }

    /// <summary>Localities 10, accounts 20, templates 30, samples 40.</summary>
    int Order { get; }

    Task SeedAsync(CancellationToken ct);

    /// <summary>What to print at every demo start, e.g. the accounts.</summary>
    IReadOnlyList<string> Lines => [];
}

/// <summary>The server must not start; the message is one sentence for the operator.</summary>
internal sealed class StartRefusedException(string message) : Exception(message);

/// <summary>How this host was asked to run.</summary>
/// <param name="Demo">Demo accounts exist, and only this machine can reach the server.</param>
internal sealed record RunMode(bool Demo);
