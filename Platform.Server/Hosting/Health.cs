using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Platform.Model;
using Platform.Server.Data;

namespace Platform.Server.Hosting;

/// <summary>Live: the process answers. Ready: it can also store what it is given.</summary>
internal static class Health
{
    private const string ReadyTag = "ready";

    public static void AddHealth(this IServiceCollection services)
    {
        services.AddReadiness<DatabaseWritable>("database");
        services.AddSingleton<Draining>();
        services.AddHostedService(s => s.GetRequiredService<Draining>());
        services.AddHealthChecks().AddCheck<Draining>("serving", tags: [ReadyTag]);
    }

    /// <param name="name">Under which /health/ready tells whether it is ready, and why not.</param>
    public static void AddReadiness<T>(this IServiceCollection services, string name)
        where T : Readiness
    {
        services.AddSingleton<T>();
        services.AddHealthChecks().AddCheck<T>(name, tags: [ReadyTag]);
    }

    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        app.MapHealthChecks("/health/live", Options(_ => false)).Open("Tells nothing but that the process runs.").DisableRateLimiting();
        app.MapHealthChecks("/health/ready", Options(c => c.Tags.Contains(ReadyTag))).Open("Tells nothing but whether requests can be served.").DisableRateLimiting();
    }

    private static HealthCheckOptions Options(Func<HealthCheckRegistration, bool> which) => new()
    {
        Predicate = which,
        ResponseWriter = (context, report) =>
        {
            var texts = context.RequestServices.GetRequiredService<ProblemTexts>();
            return context.Response.WriteAsJsonAsync(
                new
                {
                    status = Word(report.Status),
                    checks = report.Entries.ToDictionary(e => e.Key, e => Word(e.Value.Status)),
                    reasons = report.Entries.Where(e => e.Value.Status != HealthStatus.Healthy)
                        .ToDictionary(e => e.Key, e => texts.Say(Problem.Invalid(e.Value.Data.TryGetValue(Readiness.Reason, out var code) ? (string)code : "outage.unknown"))),
                },
                context.RequestAborted);
        },
    };

    private static string Word(HealthStatus status) => status.ToString().ToLowerInvariant();
}

/// <summary>Something without which nothing can be stored. Anybody may ask, so it is looked at no more than every five seconds.</summary>
internal abstract class Readiness(IDatabase database, TimeProvider time) : IHealthCheck, IDisposable
{
    /// <summary>Name of the value that says in a problem code why it is not ready.</summary>
    public const string Reason = "reason";

    private static readonly TimeSpan Valid = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private readonly SemaphoreSlim _one = new(1);
    private long _askedAt;
    private HealthCheckResult? _answer;

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            if (_answer is not { } answer || time.GetElapsedTime(_askedAt) > Valid)
            {
                _answer = answer = await AskAsync(cancellationToken);
                _askedAt = time.GetTimestamp();
            }

            return answer;
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    /// <summary>Stores something; what it meets it throws.</summary>
    /// <returns>Why the next may not be stored all the same; null when nothing speaks against it.</returns>
    protected abstract Task<Outage?> StoreAsync(CancellationToken ct);

    /// <summary>What the exception that was met tells of; null when it tells of nothing known.</summary>
    protected virtual Outage? OutageOf(Exception exception) => Outages.Of(exception, database.Dialect);

    private async Task<HealthCheckResult> AskAsync(CancellationToken ct)
    {
        try
        {
            return await StoreAsync(ct).WaitAsync(Patience, ct) is { } outage ? NotReady(outage, null) : HealthCheckResult.Healthy();
        }
#pragma warning disable CA1031 // Not ready is the answer, whatever the reason.
        catch (Exception e) when (e is not OperationCanceledException)
#pragma warning restore CA1031
        {
            return NotReady(OutageOf(e), e);
        }
    }

    private static HealthCheckResult NotReady(Outage? outage, Exception? e) =>
        HealthCheckResult.Unhealthy("Nothing can be stored.", e, new Dictionary<string, object> { [Reason] = CodeOf(outage) });

    private static string CodeOf(Outage? outage) => outage switch
    {
        Outage.DiskFull => "outage.diskFull",
        Outage.DiskFailed => "outage.diskFailed",
        Outage.Locked => "outage.locked",
        Outage.Away => "outage.away",
        Outage.Silent => "outage.silent",
        Outage.Taken => "outage.taken",
        Outage.Unresolved => "outage.unresolved",
        Outage.Moving => "outage.moving",
        null => "outage.unknown",
        _ => throw new ArgumentOutOfRangeException(nameof(outage), outage, "This outage has no words."),
    };
}

internal sealed class DatabaseWritable(InstallationStore installation, IDatabase database, DataDirectory directory, OutageWatch outages, TimeProvider time) : Readiness(database, time)
{
    /// <summary>With less room than this a small commit may still find a place that an earlier one left, and the next will not.</summary>
    private const long LeastRoom = 1 << 20;

    protected override async Task<Outage?> StoreAsync(CancellationToken ct)
    {
        await installation.TouchAsync(ct);
        return new DriveInfo(directory.Root).AvailableFreeSpace < LeastRoom ? Outage.DiskFull : null;
    }

    /// <summary>The commit may still wait while the one before it has told already what is wrong.</summary>
    protected override Outage? OutageOf(Exception exception) =>
        exception is TimeoutException ? outages.Current ?? Outage.Silent : base.OutageOf(exception) ?? outages.Current;
}
