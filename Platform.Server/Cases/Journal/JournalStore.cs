using System.Data.Common;
using System.Globalization;
using System.Runtime.CompilerServices;
using Dapper;
using Platform.Model.Identity;
using Platform.Model.Localities;
using Platform.Server.Data;

namespace Platform.Server.Cases.Journal;

/// <summary>The journal as stored.</summary>
internal sealed class JournalStore(IDatabase database, IPersonalData personal)
{
    private const string Columns =
        """
        case_id as CaseId, seq, locality, name, at, national_code as NationalCode, actor_kind as ActorKind, actor_id as ActorId, actor_name as ActorName,
        actor_role as ActorRole, on_behalf_of as OnBehalfOf, channel, payload, hash
        """;

    /// <summary>The rows of one case, oldest first, with their payloads in plain; the hashes are over what is stored.</summary>
    public async Task<IReadOnlyList<JournalRow>> RowsAsync(CaseFile file, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        var rows = await connection.QueryAsync<JournalRow>(new CommandDefinition(
            $"select {Columns} from case_event where case_id = @Id and locality = @Locality order by seq", new { file.Id, file.Locality }, cancellationToken: ct));
        return [.. rows.Select(r => r with { Payload = CaseJournal.IsTombstone(r.Payload) ? CaseJournal.DeletedPayload : personal.Open(r.Payload) })];
    }

    /// <summary>Whether this member of staff stands in the journal of the case.</summary>
    public async Task<bool> HasActedAsync(CaseFile file, Guid staff, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return await connection.ExecuteScalarAsync<int>(new CommandDefinition(
            "select count(*) from case_event where case_id = @Id and locality = @Locality and actor_id = @staff and actor_kind = 'Staff'",
            new { file.Id, file.Locality, staff },
            cancellationToken: ct)) > 0;
    }

    /// <summary>Every entry at or below the localities, case by case in order, then every anchor writer by writer, all as of one moment.</summary>
    public async IAsyncEnumerable<JournalExport> ExportAsync(IReadOnlyList<LocalityCode> localities, [EnumeratorCancellation] CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        await using var snapshot = await database.SnapshotAsync(connection, ct);
        var all = localities.Contains(LocalityCode.Root);
        var parameters = new DynamicParameters();
        foreach (var (index, locality) in localities.Index())
        {
            parameters.Add(string.Create(CultureInfo.InvariantCulture, $"within{index}"), locality.Value + "%");
        }

        var where = all ? "" : "where " + string.Join(" or ", localities.Select((_, index) => string.Create(CultureInfo.InvariantCulture, $"locality like @within{index}")));
        await foreach (var row in connection.QueryUnbufferedAsync<JournalRow>($"select {Columns} from case_event {where} order by case_id, seq", parameters, snapshot).WithCancellation(ct))
        {
            yield return new JournalExport.Event(row);
        }

        await foreach (var row in connection.QueryUnbufferedAsync<JournalAnchor>("select writer, seq, at, heads, hash from journal_anchor order by writer, seq", transaction: snapshot).WithCancellation(ct))
        {
            yield return new JournalExport.Anchor(row);
        }
    }

    /// <summary>0 and an empty hash before the first.</summary>
    public static async ValueTask<(long Seq, string Hash)> LastAnchorAsync(DbTransaction transaction, string writer, CancellationToken ct)
    {
        var last = await transaction.Prepared("select max(seq) from journal_anchor where writer = @writer").Set("@writer", writer).ScalarAsync(ct);
        if (last is null or DBNull)
        {
            return (0, "");
        }

        var seq = Convert.ToInt64(last, CultureInfo.InvariantCulture);
        var hash = await transaction.Prepared("select hash from journal_anchor where writer = @writer and seq = @seq").Set("@writer", writer).Set("@seq", seq).ScalarAsync(ct);
        return (seq, (string)hash!);
    }

    public static async ValueTask AppendAsync(DbTransaction transaction, JournalAnchor anchor, CancellationToken ct) =>
        await transaction.Prepared("insert into journal_anchor (writer, seq, at, heads, hash) values (@writer, @seq, @at, @heads, @hash)")
            .Set("@writer", anchor.Writer).Set("@seq", anchor.Seq).Set("@at", anchor.At).Set("@heads", anchor.Heads).Set("@hash", anchor.Hash)
            .ExecuteAsync(ct);
}
