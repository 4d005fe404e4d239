using System.Data.Common;
using Dapper;
using Platform.Model;
using Platform.Server.Data;

namespace Platform.Server.Cases.Search;

/// <summary>Keeps the lines that lists read and the words that searches read, with the case and in its transaction.</summary>
internal sealed class CaseLineStore(IDatabase database, ICommitQueue queue)
{
    /// <summary>Words of one statement; most cases have fewer.</summary>
    private const int Together = 16;

    private static readonly string InsertWords =
        $"insert into case_word (word, case_id, locality) select w.word, @case, @locality from ({string.Join(" union all ", Enumerable.Range(0, Together).Select(n => $"select @word{n} as word"))}) w where w.word is not null";

    /// <summary>Writes what the command changed of them, which often is nothing.</summary>
    public static async ValueTask WriteAsync(DbTransaction transaction, CaseRecord record, CaseFile file, CancellationToken ct)
    {
        if (record.Filing)
        {
            await transaction.Prepared(
                """
                insert into case_line (case_id, locality, authority, number, item_code, state, applicant_account, applicant_hash, filed_at, due_on, word_version, summary, flow)
                values (@id, @locality, @authority, @number, @item, @state, @account, @hash, @filed, @due, @version, @summary, @flow)
                """)
                .Set("@id", file.Id).Set("@locality", file.Locality).Set("@authority", file.Authority).Set("@number", file.Number).Set("@item", file.ItemCode)
                .Set("@state", file.State.ToString()).Set("@account", file.ApplicantAccount).Set("@hash", file.ApplicantHash).Set("@filed", file.FiledAt)
                .Set("@due", file.DueOn).Set("@version", CaseWords.Version).Set("@summary", record.Summary).Set("@flow", record.Flow)
                .ExecuteAsync(ct);
        }
        else if (record.Summary is { } summary)
        {
            await transaction.Prepared("update case_line set state = @state, due_on = @due, summary = @summary, flow = @flow where case_id = @id")
                .Set("@state", file.State.ToString()).Set("@due", file.DueOn).Set("@summary", summary).Set("@flow", record.Flow).Set("@id", file.Id)
                .ExecuteAsync(ct);
        }

        foreach (var word in record.WordsGone)
        {
            await transaction.Prepared("delete from case_word where word = @word and case_id = @case").Set("@word", word).Set("@case", file.Id).ExecuteAsync(ct);
        }

        if (!record.Filing)
        {
            // A case that is still to be read has words of its own coming; those that are there already would be in the way.
            await AddMissingAsync(transaction, file, record.NewWords, ct);
            return;
        }

        foreach (var some in record.NewWords.Chunk(Together))
        {
            var insert = transaction.Prepared(InsertWords).Set("@case", file.Id).Set("@locality", file.Locality);
            for (var n = 0; n < Together; n++)
            {
                insert.Set("@word" + n, n < some.Length ? some[n] : (long?)null);
            }

            await insert.ExecuteAsync(ct);
        }
    }

    /// <summary>Cases whose words were never made, at most <paramref name="take"/> of them.</summary>
    public async Task<IReadOnlyList<Guid>> UnreadAsync(int take, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return (await connection.QueryAsync<Guid>(new CommandDefinition(
            $"select case_id from case_line where word_version = 0 order by case_id {database.Dialect.Page}", new { skip = 0, take }, cancellationToken: ct))).AsList();
    }

    /// <summary>Completes the line of a case as it was read. Without effect when the case has changed since, or was completed by somebody else: false.</summary>
    public async Task<bool> CompleteAsync(CaseFile file, string flow, IEnumerable<long> words, CancellationToken ct) =>
        (await queue.CommitAsync<bool>(
            file.Authority,
            async (transaction, c) =>
            {
                var fresh = await transaction.Connection!.ExecuteAsync(new CommandDefinition(
                    """
                    update case_line set word_version = @words, summary = @summary, flow = @flow
                    where case_id = @id and word_version = 0 and exists (select 1 from case_state s where s.case_id = @id and s.version = @version)
                    """,
                    new { id = file.Id, words = CaseWords.Version, summary = CaseSummaryLine.Of(file).ToJson(), flow, version = file.Version },
                    transaction,
                    cancellationToken: c)) == 1;
                if (fresh)
                {
                    await AddMissingAsync(transaction, file, words, c);
                }

                return fresh;
            },
            ct)).Value;

    private static async ValueTask AddMissingAsync(DbTransaction transaction, CaseFile file, IEnumerable<long> words, CancellationToken ct)
    {
        foreach (var word in words)
        {
            await transaction.Prepared(
                "insert into case_word (word, case_id, locality) select @word, @case, @locality where not exists (select 1 from case_word where word = @word and case_id = @case)")
                .Set("@word", word).Set("@case", file.Id).Set("@locality", file.Locality)
                .ExecuteAsync(ct);
        }
    }
}
