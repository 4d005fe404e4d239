namespace Platform.Server.Data;

/// <summary>Held as long as a process writes to a data directory: two writers that know nothing of each other would each believe to own every case.</summary>
internal sealed class DataLock : IDisposable, IAsyncDisposable
{
    private readonly FileStream _file;

    private DataLock(FileStream file) => _file = file;

    /// <summary>Throws <see cref="DataDirectoryInUseException"/> when another process, or another host in this one, has it.</summary>
    /// <param name="shared">Beside others that share it; it keeps out who wants it alone, and the other way round.</param>
    public static DataLock Acquire(DataDirectory directory, bool shared = false)
    {
        directory.Create();
        try
        {
            return new DataLock(shared ? OpenShared(directory) : Open(directory, "server.lock"));
        }
        catch (IOException e) when (e is not DirectoryNotFoundException)
        {
            throw new DataDirectoryInUseException(directory, e);
        }
    }

    /// <summary>Waits until nobody else holds the named lock.</summary>
    public static async Task<DataLock> WaitAsync(DataDirectory directory, string name, CancellationToken ct)
    {
        directory.Create();
        while (true)
        {
            try
            {
                return new DataLock(Open(directory, name));
            }
            catch (IOException e) when (e is not DirectoryNotFoundException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), ct);
            }
        }
    }

    public void Dispose() => _file.Dispose();

    public ValueTask DisposeAsync() => _file.DisposeAsync();

    private static FileStream OpenShared(DataDirectory directory)
    {
        var path = Path.Combine(directory.Root, "server.lock");
        if (!File.Exists(path))
        {
            using var made = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite);
        }

        return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
    }

    private static FileStream Open(DataDirectory directory, string name) =>
        new(Path.Combine(directory.Root, name), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
}

internal sealed class DataDirectoryInUseException(DataDirectory directory, Exception inner)
    : IOException($"The data directory {directory.Root} is in use by another process. Stop that one, or choose another directory with --data.", inner);
