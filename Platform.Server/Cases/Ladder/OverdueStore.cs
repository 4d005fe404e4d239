using System.Data.Common;
using System.Text.Json;
using Dapper;
using Platform.Model;
using Platform.Model.Localities;
using Platform.Server.Data;

namespace Platform.Server.Cases.Ladder;

/// <summary>Which cases are overdue now: a row appears with the last rung of the ladder and goes when the authority has acted. Names nobody.</summary>
internal sealed class OverdueStore(IDatabase database)
{
    /// <summary>Writing the same twice changes nothing.</summary>
    public static async ValueTask WriteAsync(DbTransaction transaction, CaseFile file, bool overdue, CancellationToken ct)
    {
        var sql = overdue
            ? """
              insert into case_overdue (case_id, locality, authority, item_code, since, body)
              select @Id, @Locality, @Authority, @ItemCode, @UpdatedAt, @body where not exists (select 1 from case_overdue where case_id = @Id)
              """
            : "delete from case_overdue where case_id = @Id";
        await transaction.Connection!.ExecuteAsync(new CommandDefinition(
            sql,
            new { file.Id, file.Locality, file.Authority, file.ItemCode, file.UpdatedAt, body = JsonSerializer.Serialize(new OverdueNames(file.AuthorityName, file.ItemName), ModelJson.Options) },
            transaction,
            cancellationToken: ct));
    }

    /// <summary>By authority and item, of a place and everything below it; most first.</summary>
    public async Task<IReadOnlyList<OverdueCount>> CountAsync(LocalityCode place, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        var rows = await connection.QueryAsync<OverdueRow>(new CommandDefinition(
            """
            select authority, item_code, count(*) as cases, max(body) as body from case_overdue
            where locality >= @from and locality < @to
            group by authority, item_code
            order by count(*) desc, authority, item_code
            """,
            new { from = place.Level == LocalityLevel.Platform ? "" : place.Value, to = place.Level == LocalityLevel.Platform ? ":" : place.Value + ":" },
            cancellationToken: ct));
        return [.. rows.Select(r => r.ToCount())];
    }

    /// <summary>Set member by member: engines disagree about the types of what is computed.</summary>
    private sealed class OverdueRow
    {
        public string Authority { get; init; } = "";

        public string ItemCode { get; init; } = "";

        public int Cases { get; init; }

        public string Body { get; init; } = "{}";

        public OverdueCount ToCount()
        {
            var names = JsonSerializer.Deserialize<OverdueNames>(Body, ModelJson.Options)!;
            return new(Authority, names.Authority, ItemCode, names.Item, Cases);
        }
    }

    private sealed record OverdueNames(LocalizedText Authority, LocalizedText Item);
}

/// <param name="Authority">Credit code.</param>
/// <param name="Cases">How many cases of the item are overdue now, 1 or more.</param>
internal sealed record OverdueCount(string Authority, LocalizedText AuthorityName, string Item, LocalizedText ItemName, int Cases);
