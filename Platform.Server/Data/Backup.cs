using System.IO.Compression;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Platform.Model;

namespace Platform.Server.Data;

/// <param name="Format">1: <c>backup.json</c>, <c>platform.db</c>, <c>files/</c>, <c>keys/</c>.</param>
/// <param name="Database">Where the database was; only that of SQLite is inside.</param>
internal sealed record BackupInfo(int Format, int Files, string Database = Engines.Sqlite)
{
    public bool HoldsDatabase => Database == Engines.Sqlite;
}

/// <summary>The message is one sentence for the operator.</summary>
internal sealed class BackupException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>
/// One file with everything in the data directory that must survive. The database is a snapshot; files are taken after it, and since a file is on disk
/// before its row is committed and never changes, every row of the snapshot finds its file. A database on a server has tools of its own, which run first
/// for the same reason.
/// </summary>
internal static class Backup
{
    private const string Info = "backup.json";
    private const string Database = "platform.db";

    /// <summary>Works while a server runs. The file must not exist yet.</summary>
    public static async Task<BackupInfo> CreateAsync(DataDirectory data, string engine, string file, CancellationToken ct)
    {
        var info = new BackupInfo(1, 0, engine);
        if (info.HoldsDatabase ? !File.Exists(data.Database) : !Directory.Exists(data.Keys))
        {
            throw new BackupException(info.HoldsDatabase ? $"There is no database in {data.Root}." : $"There is nothing of the platform in {data.Root}.");
        }

        if (File.Exists(file))
        {
            throw new BackupException($"{file} exists; a backup does not overwrite.");
        }

        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
        var partial = file + ".partial";
        var snapshot = Path.GetFullPath(file) + ".db";
        try
        {
            File.Delete(snapshot);
            if (info.HoldsDatabase)
            {
                await SnapshotAsync(data, snapshot, ct);
            }

            await using (var stream = new FileStream(partial, FileMode.Create, FileAccess.ReadWrite))
            {
                info = await PackAsync(data, info, snapshot, stream, ct);
                stream.Flush(flushToDisk: true);
            }

            // Keys are inside.
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(partial, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            }

            File.Move(partial, file);
            return info;
        }
        finally
        {
            File.Delete(partial);
            File.Delete(snapshot);
        }
    }

    /// <summary>The directory must be empty or new. The database is checked before it is put in place.</summary>
    public static async Task<BackupInfo> RestoreAsync(string file, DataDirectory data, CancellationToken ct)
    {
        if (!File.Exists(file))
        {
            throw new BackupException($"There is no file {file}.");
        }

        if (Directory.Exists(data.Root) && Directory.EnumerateFileSystemEntries(data.Root).Any())
        {
            throw new BackupException($"{data.Root} is not empty; restore into a new directory.");
        }

        try
        {
            var info = await UnpackAsync(file, data, ct);
            if (info.HoldsDatabase)
            {
                await CheckAsync(data, ct);
            }

            return info;
        }
        catch (Exception e) when (e is InvalidDataException or SqliteException or JsonException)
        {
            Directory.Delete(data.Root, recursive: true);
            throw new BackupException($"{file} is no complete backup: {e.Message}", e);
        }
    }

    private static async Task SnapshotAsync(DataDirectory data, string snapshot, CancellationToken ct)
    {
        await using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = data.Database, Mode = SqliteOpenMode.ReadWrite, Pooling = false }.ToString());
        await connection.OpenAsync(ct);
        await using var command = connection.CreateCommand();
        command.CommandText = "VACUUM INTO @file";
        command.Parameters.AddWithValue("@file", snapshot);
        await command.ExecuteNonQueryAsync(ct);
    }

    private static async Task<BackupInfo> PackAsync(DataDirectory data, BackupInfo info, string snapshot, Stream stream, CancellationToken ct)
    {
        await using var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
        if (info.HoldsDatabase)
        {
            await zip.CreateEntryFromFileAsync(snapshot, Database, CompressionLevel.Fastest, ct);
        }

        var files = 0;
        // What is on its way belongs to no row yet, and is gone from there in a moment.
        var arriving = data.Incoming + Path.DirectorySeparatorChar;
        foreach (var folder in new[] { data.Files, data.Keys }.Where(Directory.Exists))
        {
            foreach (var path in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(f => !f.StartsWith(arriving, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
            {
                files += await TryAddAsync(zip, path, Path.GetRelativePath(data.Root, path).Replace('\\', '/'), ct) ? 1 : 0;
            }
        }

        info = info with { Files = files };
        await using var entry = await zip.CreateEntry(Info).OpenAsync(ct);
        await JsonSerializer.SerializeAsync(entry, info, ModelJson.Options, ct);
        return info;
    }

    /// <summary>False when the file has gone meanwhile: an upload that nobody attached and the server swept away.</summary>
    private static async Task<bool> TryAddAsync(ZipArchive zip, string path, string name, CancellationToken ct)
    {
        try
        {
            await using var content = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            await using var entry = await zip.CreateEntry(name, CompressionLevel.Fastest).OpenAsync(ct);
            await content.CopyToAsync(entry, ct);
            return true;
        }
        catch (FileNotFoundException)
        {
            return false;
        }
    }

    private static async Task<BackupInfo> UnpackAsync(string file, DataDirectory data, CancellationToken ct)
    {
        await using var zip = await ZipFile.OpenReadAsync(file, ct);
        data.Create();
        var entry = zip.GetEntry(Info) ?? throw new InvalidDataException($"it has no {Info}.");
        BackupInfo? info;
        await using (var stream = await entry.OpenAsync(ct))
        {
            info = await JsonSerializer.DeserializeAsync<BackupInfo>(stream, ModelJson.Options, ct);
        }

        if (info is not { Format: 1 } || info.Files != zip.Entries.Count - (info.HoldsDatabase ? 2 : 1))
        {
            throw new InvalidDataException("files are missing.");
        }

        foreach (var part in zip.Entries.Where(e => e.FullName != Info))
        {
            var path = Path.GetFullPath(Path.Combine(data.Root, part.FullName));
            if (!path.StartsWith(data.Root + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            {
                throw new InvalidDataException($"the entry {part.FullName} leads outside.");
            }

            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await part.ExtractToFileAsync(path, overwrite: false, ct);
        }

        return info;
    }

    private static async Task CheckAsync(DataDirectory data, CancellationToken ct)
    {
        await using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = data.Database, Mode = SqliteOpenMode.ReadWrite, Pooling = false }.ToString());
        await connection.OpenAsync(ct);
        await using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA integrity_check(1)";
        if (await command.ExecuteScalarAsync(ct) is not "ok")
        {
            throw new InvalidDataException("the database is damaged.");
        }
    }
}
