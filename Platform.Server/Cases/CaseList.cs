using System.Text;
using System.Text.Json;
using Dapper;
using Orleans.Concurrency;
using Platform.Model;
using Platform.Model.Cases;
using Platform.Model.Identity;
using Platform.Model.Localities;
using Platform.Server.Data;

namespace Platform.Server.Cases;

internal sealed record CaseLine(string Number, string Item, LocalizedText ItemName, CaseState State, string Locality, LocalizedText AuthorityName, DateTimeOffset FiledAt, DateOnly? DueOn, bool NeedsApplicant);

internal sealed record CasePage(IReadOnlyList<CaseLine> Items, string? Next);

/// <summary>Cases of an applicant, or of the places and authorities where somebody may read cases; last filed first.</summary>
internal sealed class CaseList(IDatabase database, IPersonalData personal)
{
    private const int MaxTake = 200;

    public async Task<Result<CasePage>> ListAsync(Actor actor, string? state, string? item, string? number, string? cursor, int take, CancellationToken ct)
    {
        if (take is < 1 or > MaxTake)
        {
            return Problem.Invalid("query.take", "take", ("value", take), ("expected", $"1–{MaxTake}"));
        }

        if (state is not null && !Enum.TryParse<CaseState>(state, ignoreCase: true, out _))
        {
            return Problem.Invalid("query.state", "state", ("value", state), ("expected", string.Join(", ", Enum.GetNames<CaseState>())));
        }

        var where = new List<string>();
        var parameters = new DynamicParameters();
        VisibleTo(actor, where, parameters);
        Filter(state is null ? null : Enum.Parse<CaseState>(state, ignoreCase: true).ToString(), "state = @state", "state");
        Filter(item, "item_code = @item", "item");
        if (!string.IsNullOrEmpty(number))
        {
            where.Add("number >= @number and number < @beyondNumber");
            parameters.Add("number", number);
            parameters.Add("beyondNumber", number + "~");
        }

        if (cursor is not null)
        {
            if (!Guid.TryParse(cursor, out var after))
            {
                return Problem.Invalid("query.cursor", "cursor", ("value", cursor));
            }

            where.Add("id < @after");
            parameters.Add("after", after);
        }

        parameters.Add("take", take + 1);
        parameters.Add("skip", 0);
        await using var connection = await database.OpenAsync(ct);
        var rows = (await connection.QueryAsync<(Guid Id, string Number, string Body)>(new CommandDefinition(
            $"select id, number, body from case_file where {string.Join(" and ", where)} order by id desc {database.Dialect.Page}", parameters, cancellationToken: ct))).AsList();
        var lines = rows.Take(take).Select(r => Line(CaseFile.Read(r.Number, personal.Open(r.Body)))).ToList();
        return new CasePage(lines, rows.Count > take ? rows[take - 1].Id.ToString() : null);

        void Filter(string? value, string clause, string name)
        {
            if (!string.IsNullOrEmpty(value))
            {
                where.Add(clause);
                parameters.Add(name, value);
            }
        }
    }

    private static CaseLine Line(CaseFile file) => new(
        file.Number, file.ItemCode, file.ItemName, file.State, file.Locality.Value, file.AuthorityName, file.FiledAt, file.DueOn, file.Tasks.Exists(t => t.Audience.Applicant));

    private static void VisibleTo(Actor actor, List<string> where, DynamicParameters parameters)
    {
        if (actor.Kind == ActorKind.Resident)
        {
            where.Add("applicant_account = @me");
            parameters.Add("me", actor.AccountId);
            return;
        }

        var clauses = new List<string>();
        foreach (var (grant, n) in actor.Grants.Where(g => Roles.PermissionsOf(g.Role).Contains(Permissions.CasesRead)).Select((g, i) => (g, i)))
        {
            var clause = new List<string>();
            if (grant.Authority is { } authority)
            {
                clause.Add($"authority = @authority{n}");
                parameters.Add($"authority{n}", authority);
            }

            if (grant.Locality.Level != LocalityLevel.Platform)
            {
                clause.Add($"locality >= @from{n} and locality < @to{n}");
                parameters.Add($"from{n}", grant.Locality.Value);
                parameters.Add($"to{n}", grant.Locality.Value + ":");
            }

            clauses.Add(clause.Count == 0 ? "1 = 1" : "(" + string.Join(" and ", clause) + ")");
        }

        where.Add(clauses.Count == 0 ? "1 = 0" : "(" + string.Join(" or ", clauses) + ")");
    }
}
