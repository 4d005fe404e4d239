using System.Data.Common;
using Dapper;
using Platform.Model;
using Platform.Server.Data;

namespace Platform.Server.Cluster;

/// <summary>Names one run of one node.</summary>
internal sealed record MemberKey(string Address, int Port, int Generation);

/// <param name="Node">Number of its process among those that share the database (<see cref="NodeNumbers"/>).</param>
/// <param name="Status">As Orleans counts: 1 joining, 3 active, 4 shutting down, 6 dead.</param>
/// <param name="ProxyPort">Of a gateway for clients in other processes; there is none: 0.</param>
/// <param name="Suspicions">JSON; whoever reads it knows its shape.</param>
internal sealed record MemberRow(
    string Address, int Port, int Generation, int Node, string SiloName, string HostName, int Status, int ProxyPort, string Suspicions, DateTimeOffset StartedAt, DateTimeOffset AliveAt)
{
    public MemberKey Key => new(Address, Port, Generation);
}

/// <summary>The members and the version of their table, as of one moment.</summary>
/// <param name="Version">Null when the cluster was never heard of.</param>
internal sealed record MemberTable(int? Version, IReadOnlyList<MemberRow> Members);

/// <summary>The members of a cluster. Changes go by compare and set of the table's version, so that of two which were decided on the same table one is refused.</summary>
internal sealed class MembershipStore(IDatabase database, ICommitQueue commits)
{
    private const string Lane = "cluster.members";
    private static readonly Problem Overtaken = Problem.Of("cluster.overtaken", ProblemKind.Stale);

    /// <summary>Makes the version row of a cluster that has none; one that is there stays.</summary>
    public Task BeginAsync(string cluster, CancellationToken ct) => WriteAsync(
        "INSERT INTO cluster_version (cluster_id, version) SELECT @cluster, 0 WHERE NOT EXISTS (SELECT 1 FROM cluster_version WHERE cluster_id = @cluster)", new { cluster }, ct);

    /// <summary>Newest first.</summary>
    public async Task<MemberTable> ReadAsync(string cluster, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        await using var snapshot = await database.SnapshotAsync(connection, ct);
        var version = await connection.ExecuteScalarAsync<int?>(new CommandDefinition(
            "SELECT version FROM cluster_version WHERE cluster_id = @cluster", new { cluster }, snapshot, cancellationToken: ct));
        var members = await connection.QueryAsync<MemberRow>(new CommandDefinition(
            """
            SELECT address, port, generation, node, silo_name, host_name, status, proxy_port, suspicions, started_at, alive_at
            FROM cluster_member WHERE cluster_id = @cluster ORDER BY started_at DESC, address, port, generation
            """,
            new { cluster }, snapshot, cancellationToken: ct));
        return new(version, members.AsList());
    }

    /// <summary>Adds a member; false when the table has another version by now or the member is in it.</summary>
    public Task<bool> InsertAsync(string cluster, MemberRow row, int seen, CancellationToken ct) => ChangeAsync(
        cluster,
        seen,
        """
        INSERT INTO cluster_member (cluster_id, address, port, generation, node, silo_name, host_name, status, proxy_port, suspicions, started_at, alive_at)
        SELECT @cluster, @Address, @Port, @Generation, @Node, @SiloName, @HostName, @Status, @ProxyPort, @Suspicions, @StartedAt, @AliveAt
        WHERE NOT EXISTS (SELECT 1 FROM cluster_member WHERE cluster_id = @cluster AND address = @Address AND port = @Port AND generation = @Generation)
        """,
        row,
        ct);

    /// <summary>Replaces what is known of a member, but not whose process it is; false when the table has another version by now or the member is not in it.</summary>
    public Task<bool> UpdateAsync(string cluster, MemberRow row, int seen, CancellationToken ct) => ChangeAsync(
        cluster,
        seen,
        """
        UPDATE cluster_member SET silo_name = @SiloName, host_name = @HostName, status = @Status, proxy_port = @ProxyPort, suspicions = @Suspicions, started_at = @StartedAt, alive_at = @AliveAt
        WHERE cluster_id = @cluster AND address = @Address AND port = @Port AND generation = @Generation
        """,
        row,
        ct);

    /// <summary>A sign of life; the version stays.</summary>
    public Task AliveAsync(string cluster, MemberKey member, DateTimeOffset at, CancellationToken ct) => WriteAsync(
        "UPDATE cluster_member SET alive_at = @at WHERE cluster_id = @cluster AND address = @Address AND port = @Port AND generation = @Generation",
        new { cluster, member.Address, member.Port, member.Generation, at },
        ct);

    /// <summary>Forgets members of this status that gave their last sign of life before then.</summary>
    public Task ForgetAsync(string cluster, int status, DateTimeOffset before, CancellationToken ct) => WriteAsync(
        "DELETE FROM cluster_member WHERE cluster_id = @cluster AND status = @status AND alive_at < @before", new { cluster, status, before }, ct);

    /// <summary>Forgets the cluster.</summary>
    public async Task DeleteAsync(string cluster, CancellationToken ct)
    {
        await WriteAsync("DELETE FROM cluster_member WHERE cluster_id = @cluster", new { cluster }, ct);
        await WriteAsync("DELETE FROM cluster_version WHERE cluster_id = @cluster", new { cluster }, ct);
    }

    private async Task<bool> ChangeAsync(string cluster, int seen, string sql, MemberRow row, CancellationToken ct)
    {
        var changed = await commits.CommitAsync<Done>(
            Lane,
            async (transaction, inner) =>
            {
                var parameters = new DynamicParameters(row);
                parameters.Add("cluster", cluster);
                return await ExecuteAsync(transaction, "UPDATE cluster_version SET version = version + 1 WHERE cluster_id = @cluster AND version = @seen", new { cluster, seen }, inner) == 1
                    && await ExecuteAsync(transaction, sql, parameters, inner) == 1
                    ? Done.It
                    : Overtaken;
            },
            ct);
        return changed.Succeeded;
    }

    private async Task WriteAsync(string sql, object parameters, CancellationToken ct) =>
        _ = (await commits.CommitAsync<Done>(
            Lane,
            async (transaction, inner) =>
            {
                await ExecuteAsync(transaction, sql, parameters, inner);
                return Done.It;
            },
            ct)).Value;

    private static Task<int> ExecuteAsync(DbTransaction transaction, string sql, object parameters, CancellationToken ct) =>
        transaction.Connection!.ExecuteAsync(new CommandDefinition(sql, parameters, transaction, cancellationToken: ct));
}
