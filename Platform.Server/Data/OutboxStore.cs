using System.Data.Common;
using Dapper;

namespace Platform.Server.Data;

/// <param name="Kind"><c>event</c> or <c>message</c>.</param>
/// <param name="Id">Id of the event or key of the message: the same at every try.</param>
/// <param name="Subject">Deliveries of one target and subject keep their order; empty when order means nothing.</param>
internal sealed record OutboxRow(
    string Target, long Position, string Kind, Guid Id, string Name, string Subject, string Locality, DateTimeOffset At, string Body, int Attempts, DateTimeOffset? Due);

internal sealed record DeadLetter(
    string Target, long Position, string Kind, Guid Id, string Name, string Subject, string Locality, DateTimeOffset At, string Body, int Attempts, string? Error, DateTimeOffset DiedAt);

/// <param name="Oldest">When the delivery that has waited longest was written; null when none waits.</param>
/// <param name="Dead">Given up.</param>
internal sealed record OutboxFigures(string Target, long Waiting, DateTimeOffset? Oldest, long Dead);

/// <summary>What became of one delivery at this try.</summary>
/// <param name="Due">When to try again; null when it is over.</param>
/// <param name="Dead">Given up: kept as a dead letter.</param>
internal sealed record OutboxVerdict(OutboxRow Row, int Attempts, DateTimeOffset? Due, bool Dead, string? Error);

internal sealed class OutboxStore(IDatabase database)
{
    private const string Columns = "target, position, kind, id, name, subject, locality, at, body, attempts, due";

    public static async ValueTask InsertAsync(DbTransaction transaction, OutboxRow row, CancellationToken ct) =>
        await transaction.Prepared(
            """
            INSERT INTO outbox_waiting (target, position, kind, id, name, subject, locality, at, body, attempts)
            VALUES (@target, @position, @kind, @id, @name, @subject, @locality, @at, @body, 0)
            """)
            .Set("@target", row.Target).Set("@position", row.Position).Set("@kind", row.Kind).Set("@id", row.Id).Set("@name", row.Name)
            .Set("@subject", row.Subject).Set("@locality", row.Locality).Set("@at", row.At).Set("@body", row.Body)
            .ExecuteAsync(ct);

    /// <summary>Rows that were never tried, in order.</summary>
    public async Task<IReadOnlyList<OutboxRow>> FreshAsync(string target, int take, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return (await connection.QueryAsync<OutboxRow>(new CommandDefinition(
            $"SELECT {Columns} FROM outbox_waiting WHERE target = @target AND due IS NULL ORDER BY position {database.Dialect.Page}",
            new { target, take, skip = 0 }, cancellationToken: ct))).AsList();
    }

    /// <summary>Rows whose waiting time is over, in order.</summary>
    public async Task<IReadOnlyList<OutboxRow>> DueAsync(string target, DateTimeOffset now, int take, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return (await connection.QueryAsync<OutboxRow>(new CommandDefinition(
            $"SELECT {Columns} FROM outbox_waiting WHERE target = @target AND due IS NOT NULL AND due <= @now ORDER BY position {database.Dialect.Page}",
            new { target, now, take, skip = 0 }, cancellationToken: ct))).AsList();
    }

    /// <summary>Subjects that wait for a retry, with its time.</summary>
    public async Task<IReadOnlyList<(string Subject, DateTimeOffset Due)>> WaitingAsync(string target, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return (await connection.QueryAsync<(string, DateTimeOffset)>(new CommandDefinition(
            "SELECT subject, MAX(due) FROM outbox_waiting WHERE target = @target AND due IS NOT NULL GROUP BY subject", new { target }, cancellationToken: ct))).AsList();
    }

    /// <summary>What waits for longer than anything waits was put off by a clock that went ahead: it is due now.</summary>
    /// <param name="latest">The latest moment at which a retry can be due.</param>
    public static async ValueTask HastenAsync(DbTransaction transaction, string target, DateTimeOffset now, DateTimeOffset latest, CancellationToken ct) =>
        await transaction.Connection!.ExecuteAsync(new CommandDefinition(
            "UPDATE outbox_waiting SET due = @now WHERE target = @target AND due > @latest", new { target, now, latest }, transaction, cancellationToken: ct));

    public static async ValueTask<long> LastPositionAsync(DbTransaction transaction, CancellationToken ct) =>
        await transaction.Connection!.ExecuteScalarAsync<long>(new CommandDefinition(
            "SELECT COALESCE(MAX(position), 0) FROM (SELECT position FROM outbox_waiting UNION ALL SELECT position FROM outbox_dead_letter) AS positions",
            transaction: transaction, cancellationToken: ct));

    /// <summary>The targets for which something waits and whose names begin so.</summary>
    public async Task<IReadOnlyList<string>> WaitingTargetsAsync(string beginning, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return (await connection.QueryAsync<string>(new CommandDefinition(
            "SELECT DISTINCT target FROM outbox_waiting WHERE target >= @beginning AND target < @beyond ORDER BY target",
            new { beginning, beyond = beginning[..^1] + (char)(beginning[^1] + 1) },
            cancellationToken: ct))).AsList();
    }

    /// <summary>The earliest retry, or null when none waits.</summary>
    public async Task<DateTimeOffset?> NextDueAsync(string target, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return await connection.ExecuteScalarAsync<DateTimeOffset?>(new CommandDefinition(
            "SELECT MIN(due) FROM outbox_waiting WHERE target = @target AND due IS NOT NULL", new { target }, cancellationToken: ct));
    }

    public async Task<long> CountAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return await connection.ExecuteScalarAsync<long>(new CommandDefinition("SELECT COUNT(*) FROM outbox_waiting", cancellationToken: ct));
    }

    public static async ValueTask ApplyAsync(DbTransaction transaction, IReadOnlyList<OutboxVerdict> verdicts, DateTimeOffset now, CancellationToken ct)
    {
        foreach (var verdict in verdicts)
        {
            if (verdict.Dead)
            {
                await BuryAsync(transaction, verdict, now, ct);
            }

            if (verdict.Due is null)
            {
                await transaction.Prepared("DELETE FROM outbox_waiting WHERE target = @target AND position = @position")
                    .Set("@target", verdict.Row.Target).Set("@position", verdict.Row.Position).ExecuteAsync(ct);
            }
            else
            {
                await transaction.Prepared("UPDATE outbox_waiting SET attempts = @attempts, due = @due, error = @error WHERE target = @target AND position = @position")
                    .Set("@attempts", verdict.Attempts).Set("@due", verdict.Due).Set("@error", verdict.Error)
                    .Set("@target", verdict.Row.Target).Set("@position", verdict.Row.Position).ExecuteAsync(ct);
            }
        }
    }

    /// <summary>Body of a delivery that waits; null when it is over.</summary>
    public async Task<string?> FindBodyAsync(string target, long position, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return await connection.ExecuteScalarAsync<string?>(new CommandDefinition(
            "SELECT body FROM outbox_waiting WHERE target = @target AND position = @position", new { target, position }, cancellationToken: ct));
    }

    /// <summary>Gives a delivery that waits another body; false when it is over or its body is not <paramref name="before"/>.</summary>
    public static async ValueTask<bool> RewriteAsync(DbTransaction transaction, string target, long position, string before, string body, CancellationToken ct) =>
        await transaction.Connection!.ExecuteAsync(new CommandDefinition(
            "UPDATE outbox_waiting SET body = @body WHERE target = @target AND position = @position AND body = @before",
            new { target, position, before, body }, transaction, cancellationToken: ct)) == 1;

    /// <summary>Those written last come first.</summary>
    /// <param name="before">Position of the last one of the page before; null for the first page.</param>
    public async Task<IReadOnlyList<DeadLetter>> DeadLettersAsync(long? before, int take, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return (await connection.QueryAsync<DeadLetter>(new CommandDefinition(
            $"""
            SELECT target, position, kind, id, name, subject, locality, at, body, attempts, error, died_at
            FROM outbox_dead_letter WHERE position < @before ORDER BY position DESC {database.Dialect.Page}
            """, new { before = before ?? long.MaxValue, take, skip = 0 }, cancellationToken: ct))).AsList();
    }

    /// <summary>What waits and what was given up, by receiver.</summary>
    public async Task<IReadOnlyList<OutboxFigures>> FiguresAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        var waiting = await connection.QueryAsync<(string Target, long Count, DateTimeOffset Oldest)>(new CommandDefinition(
            "SELECT target, COUNT(*), MIN(at) FROM outbox_waiting GROUP BY target", cancellationToken: ct));
        var dead = await connection.QueryAsync<(string Target, long Count)>(new CommandDefinition(
            "SELECT target, COUNT(*) FROM outbox_dead_letter GROUP BY target", cancellationToken: ct));
        return
        [
            .. waiting.Select(w => new OutboxFigures(w.Target, w.Count, w.Oldest, dead.FirstOrDefault(d => d.Target == w.Target).Count))
                .Concat(dead.Where(d => waiting.All(w => w.Target != d.Target)).Select(d => new OutboxFigures(d.Target, 0, null, d.Count)))
                .OrderBy(f => f.Target, StringComparer.Ordinal),
        ];
    }

    /// <summary>Puts a dead letter back to be tried from the start; false when it is not there.</summary>
    public static async ValueTask<bool> ReviveAsync(DbTransaction transaction, string target, long position, CancellationToken ct)
    {
        var revived = await transaction.Connection!.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO outbox_waiting (target, position, kind, id, name, subject, locality, at, body, attempts)
            SELECT target, position, kind, id, name, subject, locality, at, body, 0 FROM outbox_dead_letter WHERE target = @target AND position = @position
            """, new { target, position }, transaction, cancellationToken: ct));
        await transaction.Connection!.ExecuteAsync(new CommandDefinition(
            "DELETE FROM outbox_dead_letter WHERE target = @target AND position = @position", new { target, position }, transaction, cancellationToken: ct));
        return revived == 1;
    }

    /// <summary>As it stands on disk: a channel may have written to it since it was read.</summary>
    private static async ValueTask BuryAsync(DbTransaction transaction, OutboxVerdict verdict, DateTimeOffset now, CancellationToken ct) =>
        await transaction.Connection!.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO outbox_dead_letter (target, position, kind, id, name, subject, locality, at, body, attempts, error, died_at)
            SELECT target, position, kind, id, name, subject, locality, at, body, @attempts, @error, @now FROM outbox_waiting WHERE target = @target AND position = @position
            """,
            new { target = verdict.Row.Target, position = verdict.Row.Position, attempts = verdict.Attempts, error = verdict.Error, now },
            transaction, cancellationToken: ct));
}
