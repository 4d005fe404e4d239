using System.Buffers;
using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Platform.Model;
using Platform.Server.Data;

namespace Platform.Server.Files;

/// <summary>The bytes on disk, named by their SHA-256: <c>ab/abcd…</c>. A file appears under its name complete and flushed, or not at all.</summary>
internal sealed class FileFolder(DataDirectory data, IIdSource ids, TimeProvider time)
{
    /// <summary>EINVAL.</summary>
    private const int InvalidArgument = 22;

    /// <summary>From the last byte of an upload to the commit of its row; much longer than either takes.</summary>
    private static readonly TimeSpan LongestArrival = TimeSpan.FromHours(1);

    private readonly string _root = data.Files;

    /// <summary>Bytes whose row is being committed, and how many times.</summary>
    private readonly Dictionary<string, int> _arriving = new(StringComparer.Ordinal);

    /// <summary>Folders that are known to survive a loss of power.</summary>
    private readonly ConcurrentDictionary<string, ValueTuple> _onDisk = new(StringComparer.Ordinal);

    /// <summary>Bytes of which it is being asked whether a row names them; taken out when one is committed meanwhile.</summary>
    private readonly HashSet<string> _dropping = new(StringComparer.Ordinal);

    /// <param name="Head">First bytes, for telling the type.</param>
    internal sealed record Incoming(string TemporaryPath, string Hash, long SizeBytes, byte[] Head);

    /// <summary>Writes the stream to a temporary file and hashes it on the way; null when it is longer than <paramref name="maxBytes"/>.</summary>
    public async Task<Incoming?> ReceiveAsync(Stream content, long maxBytes, CancellationToken ct)
    {
        var path = Path.Combine(Present(data.Incoming), ids.Next().ToString("N"));
        try
        {
            var received = await CopyAsync(content, path, maxBytes, ct);
            if (received is null)
            {
                File.Delete(path);
            }
            else
            {
                File.SetLastWriteTimeUtc(path, time.GetUtcNow().UtcDateTime);
            }

            return received;
        }
        catch
        {
            File.Delete(path);
            throw;
        }
    }

    /// <summary>Writes a file that nobody sent; throws what one on its way would meet.</summary>
    public void Probe()
    {
        var path = Path.Combine(Present(data.Incoming), "probe-" + ids.Next().ToString("N"));
        using (var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, 1))
        {
            file.WriteByte(0);
            file.Flush(flushToDisk: true);
        }

        File.Delete(path);
    }

    /// <summary>Gives a received file its final name; the same bytes are kept once. Until the answer is disposed of, nobody drops them: their row is on the way.</summary>
    public IDisposable Keep(Incoming incoming)
    {
        var path = PathOf(incoming.Hash);
        var folder = Path.GetDirectoryName(path)!;
        lock (_arriving)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(_arriving, incoming.Hash, out _)++;
        }

        var arrival = new Arrival(this, incoming.Hash);
        try
        {
            Present(folder);
            File.Move(incoming.TemporaryPath, path, overwrite: true);
            FlushFolder(folder);
            if (!_onDisk.ContainsKey(folder))
            {
                FlushFolder(_root);
                _onDisk.TryAdd(folder, default);
            }

            return arrival;
        }
        catch
        {
            arrival.Dispose();
            if (File.Exists(incoming.TemporaryPath))
            {
                Discard(incoming);
            }

            throw;
        }
    }

    /// <summary>Deletes bytes that no row names any more, unless the same are arriving again.</summary>
    /// <param name="isNamed">Whether a row names them.</param>
    public async Task DropAsync(string hash, Func<CancellationToken, Task<bool>> isNamed, CancellationToken ct)
    {
        // Asked before it is looked for arrivals: who has arrived and gone before that has left a row.
        lock (_arriving)
        {
            if (!_dropping.Add(hash))
            {
                return;
            }
        }

        try
        {
            var named = await isNamed(ct);
            lock (_arriving)
            {
                if (!named && _dropping.Contains(hash) && !_arriving.ContainsKey(hash))
                {
                    DeleteOld(hash);
                }
            }
        }
        finally
        {
            lock (_arriving)
            {
                _dropping.Remove(hash);
            }
        }
    }

    // On another node the same bytes may be arriving, of which nobody here knows; a file that arrives is new. So it is taken away first, looked at where nobody
    // replaces it, and put back when it is.
    private void DeleteOld(string hash)
    {
        var (path, aside) = (PathOf(hash), Path.Combine(Present(data.Incoming), ids.Next().ToString("N")));
        if (!File.Exists(path))
        {
            return;
        }

        File.Move(path, aside);
        if (File.GetLastWriteTimeUtc(aside) > time.GetUtcNow().UtcDateTime - LongestArrival && !File.Exists(path))
        {
            File.Move(aside, path, overwrite: true);
            return;
        }

        File.Delete(aside);
    }

    private void Arrived(string hash)
    {
        lock (_arriving)
        {
            // Its row came after the question who names the bytes: the answer is no longer true.
            _dropping.Remove(hash);
            if (--CollectionsMarshal.GetValueRefOrNullRef(_arriving, hash) == 0)
            {
                _arriving.Remove(hash);
            }
        }
    }

    public static void Discard(Incoming incoming) => File.Delete(incoming.TemporaryPath);

    public Stream Open(string hash) => new FileStream(PathOf(hash), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 64 * 1024, FileOptions.Asynchronous | FileOptions.SequentialScan);

    public static Stream OpenIncoming(Incoming incoming) => new FileStream(incoming.TemporaryPath, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);

    private static async Task<Incoming?> CopyAsync(Stream content, string path, long maxBytes, CancellationToken ct)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var head = new byte[FileTypes.HeadLength];
        var size = 0L;
        var buffer = ArrayPool<byte>.Shared.Rent(64 * 1024);
        try
        {
            await using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.Asynchronous);
            for (int read; (read = await content.ReadAsync(buffer, ct)) > 0; size += read)
            {
                if (size + read > maxBytes)
                {
                    return null;
                }

                if (size < head.Length)
                {
                    buffer.AsSpan(0, Math.Min(read, head.Length - (int)size)).CopyTo(head.AsSpan((int)size));
                }

                hash.AppendData(buffer, 0, read);
                await file.WriteAsync(buffer.AsMemory(0, read), ct);
            }

            // The row that names this file is durable once it is answered; so must the bytes be.
            file.Flush(flushToDisk: true);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return new(path, Convert.ToHexStringLower(hash.GetHashAndReset()), size, head[..(int)Math.Min(size, head.Length)]);
    }

    /// <summary>Not made anew with all that is above it: where the root is gone its mount is, and what is put below is not seen again.</summary>
    private string Present(string folder) => Directory.Exists(_root) ? Directory.CreateDirectory(folder).FullName : throw new DirectoryNotFoundException($"The folder {_root} is gone.");

    private string PathOf(string hash) => Path.Combine(_root, hash[..2], hash);

    /// <summary>A rename is on disk only when its folder is; .NET opens no folders, so the system is asked directly.</summary>
    private static void FlushFolder(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        var handle = OpenFolder(path, 0);
        var isOpen = handle >= 0;
        var flushed = isOpen && Synchronise(handle) == 0;
        var error = Marshal.GetLastPInvokeError();
        if (isOpen)
        {
            _ = CloseFolder(handle);
        }

        // A file system that flushes no folders says so, and then there is nothing to wait for.
        if (!flushed && error != InvalidArgument)
        {
            throw new IOException($"The folder {path} could not be written to disk: {Marshal.GetPInvokeErrorMessage(error)}.", error);
        }
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true, CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int OpenFolder([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Synchronise(int handle);

    [DllImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int CloseFolder(int handle);

    private sealed class Arrival(FileFolder folder, string hash) : IDisposable
    {
        private bool _over;

        public void Dispose()
        {
            if (!_over)
            {
                _over = true;
                folder.Arrived(hash);
            }
        }
    }
}
