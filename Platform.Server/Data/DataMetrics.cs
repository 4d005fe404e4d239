using System.Diagnostics.Metrics;

namespace Platform.Server.Data;

/// <summary>Figures of the commit queue and the outbox. The names are a contract with whoever watches them.</summary>
internal sealed class DataMetrics : IDisposable
{
    public const string MeterName = "Platform.Data";
    private readonly Meter _meter;
    private readonly Counter<long> _commits;
    private readonly Counter<long> _failed;
    private readonly Histogram<int> _batch;
    private readonly Counter<long> _delivered;
    private readonly Counter<long> _dead;

    public DataMetrics(IMeterFactory meters)
    {
        _meter = meters.Create(MeterName);
        _commits = _meter.CreateCounter<long>("platform.commits", "{commit}", "Transactions on disk");
        _failed = _meter.CreateCounter<long>("platform.commits.failed", "{commit}", "Transactions that could not be committed");
        _batch = _meter.CreateHistogram<int>("platform.commit.batch", "{item}", "Pieces of work per transaction");
        _delivered = _meter.CreateCounter<long>("platform.outbox.delivered", "{delivery}", "Deliveries out of the outbox");
        _dead = _meter.CreateCounter<long>("platform.outbox.dead", "{delivery}", "Deliveries given up");
    }

    public void Committed(int items)
    {
        _commits.Add(1);
        _batch.Record(items);
    }

    public void BatchFailed() => _failed.Add(1);

    public void Delivered(string target, int count) => _delivered.Add(count, new KeyValuePair<string, object?>("target", target));

    public void Dead(string target) => _dead.Add(1, new KeyValuePair<string, object?>("target", target));

    public void ObserveQueue(Func<int> length) => _meter.CreateObservableGauge("platform.commit.queue", length, "{item}", "Pieces of work waiting for the writer");

    public void ObserveBacklog(Func<long> length) => _meter.CreateObservableGauge("platform.outbox.backlog", length, "{delivery}", "Deliveries written and not yet made");

    public void Dispose() => _meter.Dispose();
}
