using System.Data.Common;
using Dapper;
using Platform.Model;
using Platform.Model.Cases;
using Platform.Model.Effects;
using Platform.Server.Data;

namespace Platform.Server.Cases.Unmask;

/// <summary>The case, the person and their sign-in for whom personal data stand open.</summary>
/// <param name="Day">In Chinese time; what a person may open is counted by it.</param>
internal sealed record UnmaskClaim(Guid Id, CaseFile File, Guid Account, Guid Session, DateOnly Day, DateTimeOffset Until);

/// <summary>The journal of the case says that somebody sees its personal data: from now on they do.</summary>
internal sealed record UnmaskJournaled(Guid Claim);

/// <summary>Who has the personal data of which case open, and how many cases each person opened today.</summary>
internal sealed class UnmaskStore(IDatabase database, ICommitQueue queue) : IEffectHandler<UnmaskJournaled>
{
    /// <summary>Until when the data of the case are open in this sign-in; null when they are not.</summary>
    public async Task<DateTimeOffset?> FindUntilAsync(CaseFile file, Guid account, Guid session, DateTimeOffset now, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return await connection.QuerySingleOrDefaultAsync<DateTimeOffset?>(new CommandDefinition(
            """
            select max(until_at) from case_unmask
            where account_id = @account and case_id = @Id and session_id = @session and until_at > @now and journaled = @yes and locality = @Locality
            """,
            new { account, file.Id, session, now, yes = true, file.Locality },
            cancellationToken: ct));
    }

    /// <summary>Takes one of the day's number, or refuses with <c>case.unmask.limit</c>. One after the other for one person, so that nobody gets more by asking twice at once.</summary>
    public Task<Result<Done>> ClaimAsync(UnmaskClaim claim, int perDay, CancellationToken ct) =>
        queue.CommitAsync<Done>(
            "unmask:" + claim.Account,
            async (transaction, c) =>
            {
                var today = await transaction.Connection!.ExecuteScalarAsync<int>(new CommandDefinition(
                    "select count(*) from case_unmask where account_id = @Account and day = @Day", new { claim.Account, claim.Day }, transaction, cancellationToken: c));
                if (UnmaskRules.CheckLimit(today, perDay) is { } refused)
                {
                    return refused;
                }

                await transaction.Connection!.ExecuteAsync(new CommandDefinition(
                    """
                    insert into case_unmask (id, locality, case_id, account_id, session_id, day, until_at, journaled)
                    values (@Id, @Locality, @CaseId, @Account, @Session, @Day, @Until, @no)
                    """,
                    new { claim.Id, claim.File.Locality, CaseId = claim.File.Id, claim.Account, claim.Session, claim.Day, claim.Until, no = false },
                    transaction,
                    cancellationToken: c));
                return Done.It;
            },
            ct);

    public async ValueTask ApplyAsync(UnmaskJournaled effect, EffectScope scope, CancellationToken ct) =>
        await scope.Transaction.Connection!.ExecuteAsync(new CommandDefinition(
            "update case_unmask set journaled = @yes where id = @Claim", new { yes = true, effect.Claim }, scope.Transaction, cancellationToken: ct));

    /// <summary>Forgets at most <paramref name="take"/> that ended before then; answers with their number. Journal and audit keep what happened.</summary>
    public async Task<int> ForgetAsync(DateTimeOffset before, int take, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        var old = (await connection.QueryAsync<Guid>(new CommandDefinition(
            $"select id from case_unmask where until_at < @before order by until_at, id {database.Dialect.Page}", new { before, skip = 0, take }, cancellationToken: ct))).AsList();
        if (old.Count > 0)
        {
            await queue.CommitAsync<Done>(async (transaction, c) => await DeleteAsync(transaction, old, c), ct);
        }

        return old.Count;
    }

    private static async Task<Result<Done>> DeleteAsync(DbTransaction transaction, IReadOnlyList<Guid> ids, CancellationToken ct)
    {
        foreach (var id in ids)
        {
            await transaction.Connection!.ExecuteAsync(new CommandDefinition("delete from case_unmask where id = @id", new { id }, transaction, cancellationToken: ct));
        }

        return Done.It;
    }
}
