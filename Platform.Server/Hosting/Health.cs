using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Platform.Server.Hosting;

/// <summary>Live: the process answers. Ready: it can also write; asked of the database at most every five seconds.</summary>
internal static class Health
{
    private const string ReadyTag = "ready";

    public static void AddHealth(this IServiceCollection services)
    {
        services.AddSingleton<DatabaseWritable>();
        services.AddHealthChecks().AddCheck<DatabaseWritable>("database", tags: [ReadyTag]);
    }

    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        app.MapHealthChecks("/health/live", Options(_ => false)).Open("Tells nothing but that the process runs.").DisableRateLimiting();
        app.MapHealthChecks("/health/ready", Options(c => c.Tags.Contains(ReadyTag))).Open("Tells nothing but whether requests can be served.").DisableRateLimiting();
    }

    private static HealthCheckOptions Options(Func<HealthCheckRegistration, bool> which) => new()
    {
        Predicate = which,
        ResponseWriter = (context, report) => context.Response.WriteAsJsonAsync(
            new { status = report.Status.ToString().ToLowerInvariant(), checks = report.Entries.ToDictionary(e => e.Key, e => e.Value.Status.ToString().ToLowerInvariant()) },
            context.RequestAborted),
    };
}

internal sealed class DatabaseWritable(InstallationStore installation, TimeProvider time) : IHealthCheck, IDisposable
{
    private static readonly TimeSpan Valid = TimeSpan.FromSeconds(5);
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

    private async Task<HealthCheckResult> AskAsync(CancellationToken ct)
    {
        try
        {
            await installation.TouchAsync(ct).WaitAsync(TimeSpan.FromSeconds(5), ct);
            return HealthCheckResult.Healthy();
        }
#pragma warning disable CA1031 // Not ready is the answer, whatever the reason.
        catch (Exception e) when (e is not OperationCanceledException)
#pragma warning restore CA1031
        {
            return HealthCheckResult.Unhealthy("The database cannot be written.", e);
        }
    }
}
