using System.Text.Json;
using Dapper;
using Microsoft.Data.Sqlite;
using Platform.Model;
using Platform.Server.Cases;
using Platform.Server.Cases.Bundles;
using Platform.Server.Data;
using Platform.Server.Identity;

namespace Platform.Tests.Drills;

/// <summary>What cannot be seen from outside: the database of a server that does not run, opened without it.</summary>
internal sealed class DatabaseFile : IAsyncDisposable
{
    private readonly SqliteConnection _connection;
    private readonly PersonalData _personal;

    private DatabaseFile(string file, string keys)
    {
        _connection = new($"Data Source={file};Pooling=False");
        _personal = new(KeyRing.Load(keys));
    }

    public static async Task<DatabaseFile> OpenAsync(DataDirectory data) => await OpenAsync(data.Database, data.Keys);

    /// <summary>Opens a copy, so that what a kill left is repaired by the server and not here.</summary>
    /// <param name="copies">Takes the copy.</param>
    public static async Task<DatabaseFile> OpenCopyAsync(DataDirectory data, string copies)
    {
        var copy = Path.Combine(Directory.CreateDirectory(Path.Combine(copies, Path.GetRandomFileName())).FullName, Path.GetFileName(data.Database));
        File.Copy(data.Database, copy);
        File.Copy(data.Database + "-wal", copy + "-wal");
        return await OpenAsync(copy, data.Keys);
    }

    /// <summary>The file is sound, and every case stands where its chain ends.</summary>
    public async Task IsSoundAsync()
    {
        Assert.Equal("ok", await _connection.ExecuteScalarAsync<string>("pragma integrity_check"));
        Assert.Empty(await _connection.QueryAsync<string>("select \"table\" from pragma_foreign_key_check"));
        var cases = await CasesAsync();
        var heads = (await _connection.QueryAsync<(string Case, long Seq, string Hash)>("select case_id, seq, hash from case_event e where seq = (select max(seq) from case_event where case_id = e.case_id)"))
            .ToDictionary(h => Guid.Parse(h.Case), h => (h.Seq, h.Hash));
        Assert.Equal(cases.Count, heads.Count);
        Assert.All(cases, file => Assert.Equal(((long)file.LastSeq, file.LastHash), heads[file.Id]));
    }

    public async Task<IReadOnlyList<CaseFile>> CasesAsync() =>
        [.. (await _connection.QueryAsync<(string Number, byte[] Sealed)>("select l.number, s.sealed from case_state s left join case_line l on l.case_id = s.case_id"))
            .Select(row => CaseFile.Read(row.Number, _personal.Unseal(row.Sealed)))];

    public async Task<IReadOnlyList<BundleFile>> BundlesAsync() =>
        [.. (await _connection.QueryAsync<(string Number, string Body)>("select number, body from case_bundle"))
            .Select(row => JsonSerializer.Deserialize<BundleFile>(_personal.Unprotect(row.Body), ModelJson.Options)! with { Number = row.Number })];

    /// <summary>What was filed under which key.</summary>
    public async Task<IReadOnlyDictionary<string, Guid>> KeysAsync() =>
        (await _connection.QueryAsync<(string Key, string Filed)>("select request_key, case_id from case_request")).ToDictionary(r => r.Key, r => Guid.Parse(r.Filed));

    /// <summary>The last number each series has given.</summary>
    public async Task<IReadOnlyDictionary<(string Series, DateOnly Day), int>> CountersAsync() =>
        (await _connection.QueryAsync<(string Series, DateOnly Day, long Last)>("select authority, day, last_value from case_series")).ToDictionary(r => (r.Series, r.Day), r => (int)r.Last);

    public async ValueTask DisposeAsync()
    {
        await _connection.DisposeAsync();
        _personal.Dispose();
    }

    private static async Task<DatabaseFile> OpenAsync(string file, string keys)
    {
        var opened = new DatabaseFile(file, keys);
        await opened._connection.OpenAsync();
        return opened;
    }
}
