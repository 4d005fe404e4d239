using System.Globalization;
using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Orleans;
using Orleans.Configuration;
using Orleans.Runtime;
using Platform.Model;
using Platform.Server.Data;

namespace Platform.Server.Cluster;

/// <summary>
/// Who is in the cluster, as Orleans wants to know it, on the stores of the platform. The version of the table is also the tag of every row: a sign of life changes
/// neither.
/// </summary>
internal sealed class MembershipTable(MembershipStore store, IDatabaseEngine database, IOptions<ClusterOptions> options) : IMembershipTable
{
    private readonly string _cluster = options.Value.ClusterId;

    public async Task InitializeMembershipTableAsync(bool tryInitTableVersion, CancellationToken cancellationToken = default)
    {
        if (tryInitTableVersion)
        {
            await store.BeginAsync(_cluster, cancellationToken);
        }
    }

    public Task DeleteMembershipTableEntriesAsync(string clusterId, CancellationToken cancellationToken = default) => store.DeleteAsync(clusterId, cancellationToken);

    public Task CleanupDefunctSiloEntriesAsync(DateTimeOffset beforeDate, CancellationToken cancellationToken = default) =>
        store.ForgetAsync(_cluster, (int)SiloStatus.Dead, beforeDate, cancellationToken);

    public async Task<MembershipTableData> ReadRowAsync(SiloAddress key, CancellationToken cancellationToken = default)
    {
        var member = KeyOf(key);
        return Data(await store.ReadAsync(_cluster, cancellationToken), row => row.Key == member);
    }

    public async Task<MembershipTableData> ReadAllAsync(CancellationToken cancellationToken = default) => Data(await store.ReadAsync(_cluster, cancellationToken), _ => true);

    /// <summary>A node enters itself, hence with the number of this process.</summary>
    public Task<bool> InsertRowAsync(MembershipEntry entry, TableVersion tableVersion, CancellationToken cancellationToken = default) =>
        store.InsertAsync(_cluster, RowOf(entry, database.Node), SeenOf(tableVersion), cancellationToken);

    public Task<bool> UpdateRowAsync(MembershipEntry entry, string etag, TableVersion tableVersion, CancellationToken cancellationToken = default) =>
        etag == tableVersion.VersionEtag ? store.UpdateAsync(_cluster, RowOf(entry, database.Node), SeenOf(tableVersion), cancellationToken) : Task.FromResult(false);

    public Task UpdateIAmAliveAsync(MembershipEntry entry, CancellationToken cancellationToken = default) =>
        store.AliveAsync(_cluster, KeyOf(entry.SiloAddress), Instant(entry.IAmAliveTime), cancellationToken);

    Task IMembershipTable.InitializeMembershipTable(bool tryInitTableVersion) => InitializeMembershipTableAsync(tryInitTableVersion);

    Task IMembershipTable.DeleteMembershipTableEntries(string clusterId) => DeleteMembershipTableEntriesAsync(clusterId);

    Task IMembershipTable.CleanupDefunctSiloEntries(DateTimeOffset beforeDate) => CleanupDefunctSiloEntriesAsync(beforeDate);

    Task<MembershipTableData> IMembershipTable.ReadRow(SiloAddress key) => ReadRowAsync(key);

    Task<MembershipTableData> IMembershipTable.ReadAll() => ReadAllAsync();

    Task<bool> IMembershipTable.InsertRow(MembershipEntry entry, TableVersion tableVersion) => InsertRowAsync(entry, tableVersion);

    Task<bool> IMembershipTable.UpdateRow(MembershipEntry entry, string etag, TableVersion tableVersion) => UpdateRowAsync(entry, etag, tableVersion);

    Task IMembershipTable.UpdateIAmAlive(MembershipEntry entry) => UpdateIAmAliveAsync(entry);

    private MembershipTableData Data(MemberTable table, Func<MemberRow, bool> which)
    {
        var version = table.Version ?? throw new InvalidOperationException($"The cluster '{_cluster}' has no table of members.");
        var tag = TagOf(version);
        return new([.. table.Members.Where(which).Select(row => Tuple.Create(EntryOf(row), tag))], new TableVersion(version, tag));
    }

    private static string TagOf(int version) => version.ToString(CultureInfo.InvariantCulture);

    private static int SeenOf(TableVersion version) => int.Parse(version.VersionEtag, CultureInfo.InvariantCulture);

    private static MemberKey KeyOf(SiloAddress address) => new(address.Endpoint.Address.ToString(), address.Endpoint.Port, address.Generation);

    private static MemberRow RowOf(MembershipEntry entry, int node)
    {
        var key = KeyOf(entry.SiloAddress);
        var suspicions = (entry.SuspectTimes ?? []).Select(s => new Suspicion(s.Item1.ToParsableString(), Instant(s.Item2)));
        return new(
            key.Address, key.Port, key.Generation, node, entry.SiloName ?? "", entry.HostName ?? "", (int)entry.Status, entry.ProxyPort,
            JsonSerializer.Serialize(suspicions, ModelJson.Options), Instant(entry.StartTime), Instant(entry.IAmAliveTime));
    }

    private static MembershipEntry EntryOf(MemberRow row) => new()
    {
        SiloAddress = SiloAddress.New(IPAddress.Parse(row.Address), row.Port, row.Generation),
        SiloName = row.SiloName,
        HostName = row.HostName,
        Status = (SiloStatus)row.Status,
        ProxyPort = row.ProxyPort,
        SuspectTimes = [.. JsonSerializer.Deserialize<List<Suspicion>>(row.Suspicions, ModelJson.Options)!.Select(s => Tuple.Create(SiloAddress.FromParsableString(s.By), s.At.UtcDateTime))],
        StartTime = row.StartedAt.UtcDateTime,
        IAmAliveTime = row.AliveAt.UtcDateTime,
    };

    /// <summary>Orleans gives UTC; whole microseconds are what every engine keeps.</summary>
    private static DateTimeOffset Instant(DateTime utc) => new(utc.Ticks - (utc.Ticks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);

    /// <param name="By">Address of the member that believes it.</param>
    private sealed record Suspicion(string By, DateTimeOffset At);
}
