using Platform.Server.Data;
using Platform.Server.Hosting;

namespace Platform.Server.Files;

/// <summary>The folder of the files may be on another disk than the database, and a disk that turns read-only may let go on what is open already.</summary>
internal sealed class FilesWritable(FileFolder folder, IDatabase database, TimeProvider time) : Readiness(database, time)
{
    private Task _probe = Task.CompletedTask;

    /// <summary>One probe at a time: a disk that hangs holds one thread, however often it is asked after.</summary>
    protected override async Task<Outage?> StoreAsync(CancellationToken ct)
    {
        if (_probe.IsCompleted)
        {
            _probe = Task.Run(folder.Probe, CancellationToken.None);
        }

        await _probe.WaitAsync(ct);
        return null;
    }

    protected override Outage? OutageOf(Exception exception) => exception is TimeoutException ? Outage.DiskFailed : base.OutageOf(exception);
}
