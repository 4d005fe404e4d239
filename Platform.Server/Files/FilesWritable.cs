using Platform.Server.Data;
using Platform.Server.Hosting;

namespace Platform.Server.Files;

/// <summary>The folder of the files may be on another disk than the database, and a disk that turns read-only may let go on what is open already.</summary>
internal sealed class FilesWritable(FileFolder folder, IDatabase database, TimeProvider time) : Readiness(database, time)
{
    /// <summary>On a thread of its own: a disk that hangs is waited for by nobody else.</summary>
    protected override async Task<Outage?> StoreAsync(CancellationToken ct)
    {
        await Task.Run(folder.Probe, ct);
        return null;
    }
}
