using System.Data.Common;

namespace Platform.Server.Data;

/// <summary>Why nothing can be stored at present. Nobody who asked is at fault; the same may be asked again later.</summary>
internal enum Outage
{
    /// <summary>The disk, or this user's share of it, is full.</summary>
    DiskFull,

    /// <summary>The disk cannot be written or read.</summary>
    DiskFailed,

    /// <summary>Another process holds the database locked.</summary>
    Locked,

    /// <summary>The server of the database cannot be reached, or is starting or stopping.</summary>
    Away,

    /// <summary>The database does not answer in time.</summary>
    Silent,

    /// <summary>Another process serves from the database since this one lost its connection.</summary>
    Taken,

    /// <summary>The connection was lost during a commit and the database has not answered since: whether the work is stored is unknown.</summary>
    Unresolved,

    /// <summary>The node that owns what was asked for is gone, and no other one has taken over yet.</summary>
    Moving,
}

/// <summary>An outage that was met elsewhere, or is known without an exception of the database.</summary>
internal sealed class OutageException(Outage outage, string message, Exception? inner = null) : Exception(message, inner)
{
    public Outage Outage => outage;
}

internal static class Outages
{
    private const int IoError = 5;
    private const int FileTooLarge = 27;
    private const int NoSpace = 28;
    private const int ReadOnlyDisk = 30;
    private const int QuotaExceeded = 122;
    private const int WindowsDiskFull = unchecked((int)0x80070070);
    private const int WindowsHandleDiskFull = unchecked((int)0x80070027);
    private const int WindowsWriteProtected = unchecked((int)0x80070013);
    private const int WindowsIoError = unchecked((int)0x8007045D);

    /// <summary>The outage that this exception, or one inside it, tells of; null when it tells of none.</summary>
    public static Outage? Of(Exception exception, IDialect dialect)
    {
        for (var e = exception; e is not null; e = e.InnerException)
        {
            if (e switch
            {
                OutageException known => known.Outage,
                CommitUnknownException => Outage.Unresolved,
                DatabaseTakenException => Outage.Taken,
                DbException database => dialect.OutageOf(database),
                // A case that waits for its commit longer than anybody waits for the case.
                TimeoutException => Outage.Silent,
                IOException { HResult: NoSpace or QuotaExceeded or WindowsDiskFull or WindowsHandleDiskFull } => Outage.DiskFull,
                IOException { HResult: IoError or FileTooLarge or ReadOnlyDisk or WindowsWriteProtected or WindowsIoError } or UnauthorizedAccessException or DirectoryNotFoundException => Outage.DiskFailed,
                _ => null,
            } is { } outage)
            {
                return outage;
            }
        }

        return null;
    }
}

/// <summary>Knows from what the writers meet whether the database can be written, and says so in the log once when it begins and once when it is over.</summary>
internal sealed class OutageWatch(IDatabase database, TimeProvider time, ILogger<OutageWatch> log)
{
    private readonly Lock _lock = new();
    private volatile bool _met;
    private Outage? _current;
    private long _since;

    /// <summary>What the last commit failed for; null when it arrived.</summary>
    public Outage? Current
    {
        get
        {
            lock (_lock)
            {
                return _current;
            }
        }
    }

    /// <summary>A commit failed; true when it is an outage, which is then in the log.</summary>
    public bool Met(Exception exception)
    {
        if (Outages.Of(exception, database.Dialect) is not { } outage)
        {
            return false;
        }

        lock (_lock)
        {
            if (_current != outage)
            {
                log.OutageMet(exception, outage);
                _since = _current is null ? time.GetTimestamp() : _since;
            }

            (_current, _met) = (outage, true);
        }

        return true;
    }

    /// <summary>A commit arrived.</summary>
    public void Over()
    {
        if (!_met)
        {
            return;
        }

        lock (_lock)
        {
            if (_current is { } outage)
            {
                log.OutageOver(outage, time.GetElapsedTime(_since));
            }

            (_current, _met) = (null, false);
        }
    }
}
