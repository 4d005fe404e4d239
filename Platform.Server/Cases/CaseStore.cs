using System.Data.Common;
using System.Text;
using System.Text.Json;
using Dapper;
using Platform.Model;
using Platform.Model.Effects;
using Platform.Model.Identity;
using Platform.Server.Cases.Journal;
using Platform.Server.Cases.Ladder;
using Platform.Server.Cases.Search;
using Platform.Server.Cases.Tasks;
using Platform.Server.Data;
using Platform.Server.Hosting.Repetition;

namespace Platform.Server.Cases;

/// <summary>Writes what a command decided and reads a case back. Lists and searches are in the stores beside their use cases.</summary>
internal sealed class CaseStore(IDatabase database, ICommitQueue queue, EffectDispatcher effects, JournalAnchors anchors, IOutbox outbox, IPersonalData personal, IIdSource ids)
{
    /// <summary>Characters the column of a task's step takes; nothing is looked up by it.</summary>
    private const int LongestStep = 80;

    public async Task<CaseFile?> LoadAsync(Guid id, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        if (await connection.QuerySingleOrDefaultAsync<(string Number, bool Plain, byte[] Sealed)?>(
            "select l.number, s.plain, s.sealed from case_state s join case_line l on l.case_id = s.case_id where s.case_id = @id", new { id }) is not { } row)
        {
            return null;
        }

        var file = CaseFile.Read(row.Number, row.Plain ? row.Sealed : personal.Unseal(row.Sealed));
        var content = await connection.QuerySingleAsync<byte[]>(
            "select sealed from case_content where case_id = @id and revision = @revision", new { id, revision = file.AnswersRevision });
        return file with { Content = JsonSerializer.Deserialize<CaseContent>(personal.Unseal(content), ModelJson.Terse)! };
    }

    /// <summary>The cases as they are on disk, without what was applied for; those that are not there are left out. In no order.</summary>
    /// <param name="cases">At most 500: engines limit the parameters of one statement.</param>
    public async Task<IReadOnlyList<CaseFile>> ListAsync(IReadOnlyCollection<Guid> cases, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        var rows = await connection.QueryAsync<(string Number, bool Plain, byte[] Sealed)>(new CommandDefinition(
            $"select l.number, s.plain, s.sealed from case_state s join case_line l on l.case_id = s.case_id where s.case_id {database.Dialect.OneOf("@cases")}",
            new { cases = database.Dialect.Keys(cases) },
            cancellationToken: ct));
        return [.. rows.Select(r => CaseFile.Read(r.Number, r.Plain ? r.Sealed : personal.Unseal(r.Sealed)))];
    }

    /// <summary>The version on disk; 0 when there is no such case.</summary>
    public async Task<long> VersionAsync(Guid id, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return await connection.ExecuteScalarAsync<long?>(new CommandDefinition("select version from case_state where case_id = @id", new { id }, cancellationToken: ct)) ?? 0;
    }

    /// <summary>
    /// Writes one change within the batch's transaction and applies its effects. Refuses with <c>case.stale</c> when somebody else has written since
    /// the change was decided, and with <c>case.duplicate</c> when the filing's key is taken.
    /// </summary>
    public async ValueTask<Result<CaseFile>> WriteAsync(DbTransaction transaction, CaseRecord record, CancellationToken ct)
    {
        var file = record.File;
        if (record.Filing)
        {
            if (record.Key is { } key && !await RememberRequestAsync(transaction, key, file.Id, file.FiledAt))
            {
                return Problem.Conflict("case.duplicate");
            }

            file = file with { Number = await CaseNumberStore.AllocateAsync(transaction, file, ct) };
        }

        if (!await WriteFileAsync(transaction, record, file, ct))
        {
            return Problem.Of("case.stale", ProblemKind.Stale);
        }

        if (record.Content is { } content)
        {
            await WriteContentAsync(transaction, content, record.NewFiles, file, ct);
        }

        await CaseLineStore.WriteAsync(transaction, record, file, ct);
        await AppendEventsAsync(transaction, record.Events, file, ct);
        await WriteTasksAsync(transaction, record, file, ct);
        await WriteTimersAsync(transaction, record, file, ct);
        await EventWaitStore.WriteAsync(transaction, file.Id, file.Locality, record.NewWaits, record.WaitsGone, ct);
        if (record.Overdue is { } overdue)
        {
            await OverdueStore.WriteAsync(transaction, file, overdue, ct);
        }

        var scope = new EffectScope(transaction, file.UpdatedAt, file.Locality);
        foreach (var effect in record.Effects(file))
        {
            await effects.ApplyAsync(effect, scope, ct);
        }

        anchors.Add(transaction, new(file.Id, file.Locality, file.LastSeq, file.LastHash));
        return file;
    }

    /// <summary>The case or bundle filed with this key before, and the digest of that request.</summary>
    public async Task<(Guid FiledId, string Digest)?> FindRequestAsync(RequestKey key, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return await connection.QuerySingleOrDefaultAsync<(Guid, string)?>(
            "select case_id, digest from case_request where requester = @Requester and request_key = @Value", key);
    }

    /// <summary>Keeps that a case or bundle was filed under the key; false when the key is taken.</summary>
    public static async Task<bool> RememberRequestAsync(DbTransaction transaction, RequestKey key, Guid filed, DateTimeOffset at) =>
        await transaction.Connection!.ExecuteAsync(
            """
            insert into case_request (requester, request_key, digest, case_id, at)
            select @Requester, @Value, @Digest, @filed, @at
            where not exists (select 1 from case_request where requester = @Requester and request_key = @Value)
            """,
            new { key.Requester, key.Value, key.Digest, filed, at },
            transaction) == 1;

    /// <summary>Encrypts states that were written in plain, at most <paramref name="take"/> of them; answers with their number. A state that changes meanwhile is left to its next write.</summary>
    public async Task<int> SealAsync(int take, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        var open = (await connection.QueryAsync<(Guid Id, long Version, byte[] Plain)>(new CommandDefinition(
            $"select case_id, version, sealed from case_state where plain = 1 order by case_id {database.Dialect.Page}", new { skip = 0, take }, cancellationToken: ct))).AsList();
        if (open.Count > 0)
        {
            await queue.CommitAsync<Done>(
                async (transaction, c) =>
                {
                    foreach (var (id, version, json) in open)
                    {
                        await transaction.Connection!.ExecuteAsync(new CommandDefinition(
                            "update case_state set sealed = @bytes, plain = 0 where case_id = @id and version = @version",
                            new { id, version, bytes = json.AsSpan().StartsWith("{"u8) ? personal.Seal(json) : json },
                            transaction,
                            cancellationToken: c));
                    }

                    return Done.It;
                },
                ct);
        }

        return open.Count;
    }

    /// <summary>Forgets at most <paramref name="take"/> keys used before then; answers with their number.</summary>
    public async Task<int> ForgetRequestsAsync(DateTimeOffset before, int take, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        var old = (await connection.QueryAsync<(string Requester, string Key)>(new CommandDefinition(
            $"select requester, request_key from case_request where at < @before order by at, requester, request_key {database.Dialect.Page}",
            new { before, skip = 0, take },
            cancellationToken: ct))).AsList();
        if (old.Count > 0)
        {
            await queue.CommitAsync<Done>(
                async (transaction, c) =>
                {
                    foreach (var (requester, key) in old)
                    {
                        await transaction.Connection!.ExecuteAsync(new CommandDefinition(
                            "delete from case_request where requester = @requester and request_key = @key and at < @before",
                            new { requester, key, before },
                            transaction,
                            cancellationToken: c));
                    }

                    return Done.It;
                },
                ct);
        }

        return old.Count;
    }

    private static async ValueTask WriteContentAsync(DbTransaction transaction, byte[] content, IEnumerable<Guid> newFiles, CaseFile file, CancellationToken ct)
    {
        await transaction.Prepared("insert into case_content (case_id, revision, locality, sealed) values (@id, @revision, @locality, @sealed)")
            .Set("@id", file.Id).Set("@revision", file.AnswersRevision).Set("@locality", file.Locality).Set("@sealed", content)
            .ExecuteAsync(ct);
        foreach (var fileId in newFiles)
        {
            // A statement that reads the table it adds to copies what it found first, which costs more than asking before.
            if (await transaction.Prepared("select 1 from case_attachment where file_id = @file and case_id = @case").Set("@file", fileId).Set("@case", file.Id).ScalarAsync(ct) is null)
            {
                await transaction.Prepared("insert into case_attachment (file_id, case_id, locality) values (@file, @case, @locality)")
                    .Set("@file", fileId).Set("@case", file.Id).Set("@locality", file.Locality)
                    .ExecuteAsync(ct);
            }
        }
    }

    private static async ValueTask<bool> WriteFileAsync(DbTransaction transaction, CaseRecord record, CaseFile file, CancellationToken ct)
    {
        var command = record.Filing
            ? transaction.Prepared("insert into case_state (case_id, version, locality, plain, sealed) values (@id, @version, @locality, 0, @sealed)").Set("@locality", file.Locality)
            : transaction.Prepared("update case_state set version = @version, plain = 0, sealed = @sealed where case_id = @id and version = @expected").Set("@expected", file.Version - 1);
        return await command.Set("@id", file.Id).Set("@version", file.Version).Set("@sealed", record.Sealed).ExecuteAsync(ct) == 1;
    }

    private async ValueTask AppendEventsAsync(DbTransaction transaction, IReadOnlyList<(JournalRow Row, byte[] Payload)> events, CaseFile file, CancellationToken ct)
    {
        foreach (var (row, payload) in events)
        {
            await transaction.Prepared(
                """
                insert into case_event (case_id, seq, locality, name, at, national_code, actor_kind, actor_id, actor_name, actor_role, on_behalf_of, channel, payload, hash)
                values (@case, @seq, @locality, @name, @at, @code, @kind, @actor, @actorName, @role, @behalf, @channel, @payload, @hash)
                """)
                .Set("@case", row.CaseId).Set("@seq", row.Seq).Set("@locality", row.Locality).Set("@name", row.Name).Set("@at", row.At)
                .Set("@code", row.NationalCode).Set("@kind", row.ActorKind).Set("@actor", row.ActorId).Set("@actorName", row.ActorName)
                .Set("@role", row.ActorRole).Set("@behalf", row.OnBehalfOf).Set("@channel", row.Channel).Set("@payload", row.Payload).Set("@hash", row.Hash)
                .ExecuteAsync(ct);
            if (outbox.IsWanted(row.Name))
            {
                await outbox.PublishAsync(transaction, new(ids.Next(), row.Name, file.Id.ToString(), file.Locality, file.UpdatedAt, Encoding.UTF8.GetString(payload)), ct);
            }
        }
    }

    private static async ValueTask WriteTasksAsync(DbTransaction transaction, CaseRecord record, CaseFile file, CancellationToken ct)
    {
        // A task that was opened and closed by the same command has no row to close, and needs none.
        foreach (var closed in record.Closed)
        {
            if (await transaction.Prepared("delete from case_task where id = @id").Set("@id", closed).ExecuteAsync(ct) == 1)
            {
                await transaction.Prepared("insert into case_task_done (id, case_id) values (@id, @case)").Set("@id", closed).Set("@case", file.Id).ExecuteAsync(ct);
            }
        }

        foreach (var reopened in record.Reopened)
        {
            await transaction.Prepared("delete from case_task_done where id = @id").Set("@id", reopened).ExecuteAsync(ct);
        }

        foreach (var (task, isNew, body) in record.Tasks)
        {
            var command = isNew
                ? transaction.Prepared(
                    """
                    insert into case_task (id, case_id, locality, role, authority, team, assignee, kind, step_id, opened_at, due_on, body, number, item_code, case_state, sort_due)
                    values (@id, @case, @locality, @role, @authority, @team, @assignee, @kind, @step, @opened, @due, @body, @number, @item, @caseState, @sortDue)
                    """)
                    .Set("@number", file.Number).Set("@item", file.ItemCode)
                    .Set("@case", file.Id).Set("@locality", file.Locality).Set("@kind", task.Kind.ToString()).Set("@opened", task.OpenedAt)
                : transaction.Prepared("update case_task set step_id = @step, role = @role, authority = @authority, team = @team, assignee = @assignee, due_on = @due, body = @body, case_state = @caseState, sort_due = @sortDue where id = @id");
            await command
                .Set("@id", task.Id).Set("@step", task.StepId.Length > LongestStep ? task.StepId[..LongestStep] : task.StepId).Set("@role", task.Audience.Role).Set("@authority", task.Audience.Applicant ? null : task.AuthorityIn(file))
                .Set("@team", task.Audience.Group).Set("@assignee", task.Assignee).Set("@due", task.DueOn).Set("@body", body)
                .Set("@caseState", file.State.ToString()).Set("@sortDue", TaskDue.Of(task, file))
                .ExecuteAsync(ct);
            if (isNew && task is { Assignee: { } chosen, Audience.Role: { } role })
            {
                await TaskTurnStore.WriteAsync(transaction, task.AuthorityIn(file), role, chosen, file.UpdatedAt, ct);
            }
        }
    }

    private static async ValueTask WriteTimersAsync(DbTransaction transaction, CaseRecord record, CaseFile file, CancellationToken ct)
    {
        foreach (var gone in record.TimersGone)
        {
            await transaction.Prepared("delete from case_timer where id = @id").Set("@id", gone.Id).ExecuteAsync(ct);
        }

        foreach (var timer in record.TimersMoved)
        {
            await transaction.Prepared("update case_timer set due_at = @due, attempts = 0, not_before = @due where id = @id").Set("@id", timer.Id).Set("@due", timer.DueAt).ExecuteAsync(ct);
        }

        foreach (var timer in record.NewTimers)
        {
            await transaction.Prepared("insert into case_timer (id, case_id, locality, due_at, attempts, not_before) values (@id, @case, @locality, @due, 0, @due)")
                .Set("@id", timer.Id).Set("@case", file.Id).Set("@locality", file.Locality).Set("@due", timer.DueAt)
                .ExecuteAsync(ct);
        }
    }
}
