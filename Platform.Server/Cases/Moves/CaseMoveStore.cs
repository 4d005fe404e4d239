using System.Collections.Immutable;
using System.Data.Common;
using System.Text.Json;
using Dapper;
using Platform.Model;
using Platform.Model.Effects;
using Platform.Model.Localities;
using Platform.Server.Data;

namespace Platform.Server.Cases.Moves;

/// <summary>Orders and what has become of each case. The line of a case changes in the transaction that changes the case.</summary>
internal sealed class CaseMoveStore(IDatabase database, ICommitQueue queue) : IEffectHandler<CaseMoved>
{
    private const string Columns =
        """
        id, owner, flow_key as Flow, version, mapping, stage, last_case as LastCase, open_cases as OpenCases, seen_cases as SeenCases, made_by as MadeBy,
        made_at as MadeAt, updated_at as UpdatedAt
        """;

    public static async Task AddAsync(DbTransaction transaction, CaseMove move, CancellationToken ct) =>
        await transaction.Connection!.ExecuteAsync(new CommandDefinition(
            """
            insert into case_move (id, owner, flow_key, version, mapping, stage, last_case, open_cases, seen_cases, made_by, made_at, updated_at)
            values (@Id, @Owner, @Flow, @Version, @mapping, @stage, @LastCase, @OpenCases, @SeenCases, @MadeBy, @MadeAt, @UpdatedAt)
            """,
            new
            {
                move.Id,
                move.Owner,
                move.Flow,
                move.Version,
                mapping = JsonSerializer.Serialize(move.Mapping, ModelJson.Options),
                stage = move.Stage.ToString(),
                move.LastCase,
                move.OpenCases,
                move.SeenCases,
                move.MadeBy,
                move.MadeAt,
                move.UpdatedAt,
            },
            transaction,
            cancellationToken: ct));

    /// <summary>Takes an order from one stage to another; false when it is not in the former.</summary>
    public static async Task<bool> TurnAsync(DbTransaction transaction, Guid id, CaseMoveStage from, CaseMoveStage to, DateTimeOffset now, CancellationToken ct) =>
        await transaction.Connection!.ExecuteAsync(new CommandDefinition(
            "update case_move set stage = @to, updated_at = @now where id = @id and stage = @from",
            new { id, from = from.ToString(), to = to.ToString(), now },
            transaction,
            cancellationToken: ct)) == 1;

    /// <summary>Keeps what was found of some cases and how far the looking has come, unless somebody else has come from the same place before.</summary>
    public Task LookedAsync(CaseMove before, CaseMove after, IReadOnlyList<CaseMoveLine> lines, CancellationToken ct) =>
        queue.CommitAsync<Done>(
            async (transaction, c) =>
            {
                var first = await transaction.Connection!.ExecuteAsync(new CommandDefinition(
                    """
                    update case_move set stage = @stage, last_case = @LastCase, seen_cases = @SeenCases, updated_at = @UpdatedAt
                    where id = @Id and stage = @looking and seen_cases = @seen
                    """,
                    new { after.Id, stage = after.Stage.ToString(), after.LastCase, after.SeenCases, after.UpdatedAt, looking = before.Stage.ToString(), seen = before.SeenCases },
                    transaction,
                    cancellationToken: c)) == 1;
                foreach (var line in first ? lines : [])
                {
                    await AddLineAsync(transaction, after.Id, line, c);
                }

                return Done.It;
            },
            ct);

    /// <summary>Says of a case that could not be changed why; one that has been changed meanwhile stays as it is.</summary>
    public Task RefusedAsync(Guid move, CaseMoveLine line, CaseMoveOutcome outcome, IReadOnlyList<Problem> reasons, CancellationToken ct) =>
        queue.CommitAsync<Done>(
            async (transaction, c) =>
            {
                await transaction.Connection!.ExecuteAsync(new CommandDefinition(
                    "update case_move_line set outcome = @outcome, reasons = @reasons where move_id = @move and case_id = @Case and outcome = @before",
                    new { move, line.Case, outcome = outcome.ToString(), before = line.Outcome.ToString(), reasons = Write(reasons) },
                    transaction,
                    cancellationToken: c));
                return Done.It;
            },
            ct);

    public async ValueTask ApplyAsync(CaseMoved effect, EffectScope scope, CancellationToken ct) =>
        await scope.Transaction.Connection!.ExecuteAsync(new CommandDefinition(
            "update case_move_line set outcome = @outcome, case_version = @Version, from_item = @FromItem, reasons = null where move_id = @Move and case_id = @Case",
            new { effect.Move, effect.Case, effect.Version, effect.FromItem, outcome = effect.Outcome.ToString() },
            scope.Transaction,
            cancellationToken: ct));

    /// <summary>Orders that are being worked on, oldest first; of all localities.</summary>
    public async Task<IReadOnlyList<CaseMove>> WorkAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        var stages = new[] { CaseMoveStage.Looking, CaseMoveStage.Moving, CaseMoveStage.Undoing }.Select(s => s.ToString());
        return Read(await connection.QueryAsync<Row>(new CommandDefinition(
            $"select {Columns} from case_move where stage {database.Dialect.OneOf("@stages")} order by id", new { stages = database.Dialect.Keys(stages) }, cancellationToken: ct)));
    }

    /// <summary>Orders of flows owned by the place, newest first.</summary>
    public async Task<IReadOnlyList<CaseMove>> ListAsync(LocalityCode owner, int take, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return Read(await connection.QueryAsync<Row>(new CommandDefinition(
            $"select {Columns} from case_move where owner = @owner order by id desc {database.Dialect.Page}", new { owner, skip = 0, take }, cancellationToken: ct)));
    }

    public async Task<CaseMove?> FindAsync(Guid id, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return Read(await connection.QueryAsync<Row>(new CommandDefinition($"select {Columns} from case_move where id = @id", new { id }, cancellationToken: ct))).SingleOrDefault();
    }

    public async Task<IReadOnlyDictionary<CaseMoveOutcome, int>> CountAsync(Guid move, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        var counts = await connection.QueryAsync<(string Outcome, int Cases)>(new CommandDefinition(
            "select outcome, count(*) from case_move_line where move_id = @move group by outcome", new { move }, cancellationToken: ct));
        return counts.ToDictionary(c => Enum.Parse<CaseMoveOutcome>(c.Outcome), c => c.Cases);
    }

    /// <summary>Cases of an order in the order of their ids.</summary>
    public async Task<IReadOnlyList<CaseMoveLine>> LinesAsync(Guid move, CaseMoveOutcome? outcome, Guid? after, int take, CancellationToken ct)
    {
        var where = (outcome is null ? "" : " and outcome = @outcome") + (after is null ? "" : " and case_id > @after");
        await using var connection = await database.OpenAsync(ct);
        return [.. (await connection.QueryAsync<LineRow>(new CommandDefinition(
            $"""
            select case_id as CaseId, number, from_version as FromVersion, from_item as FromItem, outcome, case_version as CaseVersion, reasons
            from case_move_line where move_id = @move{where} order by case_id {database.Dialect.Page}
            """,
            new { move, outcome = outcome?.ToString(), after, skip = 0, take },
            cancellationToken: ct))).Select(r => new CaseMoveLine(
                r.CaseId, r.Number, r.FromVersion, r.FromItem, Enum.Parse<CaseMoveOutcome>(r.Outcome), r.CaseVersion,
                r.Reasons is null ? [] : JsonSerializer.Deserialize<IReadOnlyList<Problem>>(r.Reasons, ModelJson.Options)!))];
    }

    private static async Task AddLineAsync(DbTransaction transaction, Guid move, CaseMoveLine line, CancellationToken ct) =>
        await transaction.Connection!.ExecuteAsync(new CommandDefinition(
            """
            insert into case_move_line (move_id, case_id, number, from_version, from_item, outcome, case_version, reasons)
            values (@move, @Case, @Number, @FromVersion, @FromItem, @outcome, null, @reasons)
            """,
            new { move, line.Case, line.Number, line.FromVersion, line.FromItem, outcome = line.Outcome.ToString(), reasons = Write(line.Reasons) },
            transaction,
            cancellationToken: ct));

    private static string? Write(IReadOnlyList<Problem> reasons) => reasons.Count == 0 ? null : JsonSerializer.Serialize(reasons, ModelJson.Options);

    private static IReadOnlyList<CaseMove> Read(IEnumerable<Row> rows) =>
    [
        .. rows.Select(r => new CaseMove(
            r.Id, r.Owner, r.Flow, r.Version, JsonSerializer.Deserialize<ImmutableSortedDictionary<string, string>>(r.Mapping, ModelJson.Options)!, Enum.Parse<CaseMoveStage>(r.Stage), r.LastCase,
            r.OpenCases, r.SeenCases, r.MadeBy, r.MadeAt, r.UpdatedAt)),
    ];

    private sealed record Row(
        Guid Id, LocalityCode Owner, string Flow, int Version, string Mapping, string Stage, Guid? LastCase, int OpenCases, int SeenCases, string MadeBy, DateTimeOffset MadeAt, DateTimeOffset UpdatedAt);

    private sealed record LineRow(Guid CaseId, string Number, int FromVersion, string FromItem, string Outcome, long? CaseVersion, string? Reasons);
}
