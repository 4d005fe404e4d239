using Microsoft.AspNetCore.DataProtection;
using Platform.Server.Data;

namespace Platform.Server.Hosting;

/// <summary>Between the migrated database and the open door: is this the right mode for the data, may the server start, is the demo planted.</summary>
internal sealed class Preparation(
    RunMode mode,
    InstallationStore installation,
    IDatabaseEngine database,
    IDataProtectionProvider protection,
    IEnumerable<IDemoSeed> seeds,
    IEnumerable<IStartCheck> checks,
    ILogger<Preparation> log)
    : IHostedLifecycleService
{
    private bool _done;

    /// <summary>Throws <see cref="StartRefusedException"/> when the server must not start. Does nothing the second time.</summary>
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        if (_done)
        {
            return;
        }

        // Nodes that start together do it one after the other, the later ones on what the first has made.
        await using var turn = await database.TurnAsync(cancellationToken);
        _ = protection.CreateProtector(nameof(Preparation)).Protect([]);
        var known = await installation.AllAsync(cancellationToken);
        await MatchModeAsync(known, cancellationToken);
        if (mode.Demo)
        {
            await SeedAsync(known, cancellationToken);
        }
        else
        {
            await CheckAsync(cancellationToken);
        }

        _done = true;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // Demo accounts have passwords everybody knows: they must never meet real data.
    private async Task MatchModeAsync(IReadOnlyDictionary<string, string> known, CancellationToken ct)
    {
        var wanted = mode.Demo ? "demo" : "live";
        if (!known.TryGetValue("mode", out var found))
        {
            await installation.AddAsync("mode", wanted, ct);
        }
        else if (found != wanted)
        {
            throw new StartRefusedException(mode.Demo
                ? "This data directory holds real data; a demo needs a directory of its own: choose one with --data."
                : "This data directory was made by a demo and holds accounts with known passwords; choose another one with --data, or start with --demo.");
        }
    }

    private async Task SeedAsync(IReadOnlyDictionary<string, string> known, CancellationToken ct)
    {
        foreach (var seed in seeds.OrderBy(s => s.Order).Where(s => !known.ContainsKey("seed:" + s.Name)))
        {
            await seed.SeedAsync(ct);
            await installation.AddAsync("seed:" + seed.Name, "done", ct);
            log.Seeded(seed.Name);
        }
    }

    private async Task CheckAsync(CancellationToken ct)
    {
        foreach (var check in checks)
        {
            if (await check.RefusalAsync(ct) is { } refusal)
            {
                throw new StartRefusedException(refusal);
            }
        }
    }
}
