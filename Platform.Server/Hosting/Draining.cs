using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Platform.Server.Hosting;

/// <summary>
/// A node that is told to stop says at once that it is not ready, goes on serving until whoever distributes the requests has noticed, and only then stops: nobody is
/// sent to a door that is closed.
/// </summary>
internal sealed class Draining(ClusterSettings cluster, TimeProvider time, ILogger<Draining> log) : IHostedLifecycleService, IHealthCheck
{
    private volatile bool _begun;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(_begun
        ? HealthCheckResult.Unhealthy("The node is being stopped.", null, new Dictionary<string, object> { [Readiness.Reason] = "outage.draining" })
        : HealthCheckResult.Healthy());

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        _begun = true;
        if (cluster.Drain > TimeSpan.Zero)
        {
            log.Draining(cluster.Drain);
            await Task.Delay(cluster.Drain, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
