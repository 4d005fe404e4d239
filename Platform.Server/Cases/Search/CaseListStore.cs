using System.Data.Common;
using System.Globalization;
using Dapper;
using Platform.Model.Clocks;
using Platform.Model.Identity;
using Platform.Model.Localities;
using Platform.Server.Data;

namespace Platform.Server.Cases.Search;

/// <summary>Builds the statement of a list or search: one fragment per filter that is set, so that every combination is a plain index walk.</summary>
internal sealed class CaseListStore(IDatabase database)
{
    /// <summary>Words that lead the walk are chosen among so many; the others only have to be there.</summary>
    private const int Compared = 8;

    /// <summary>A word that so many cases have is common, whatever their exact number.</summary>
    private const int Common = 2000;

    /// <summary>One row more than asked for, when there are more.</summary>
    /// <param name="sought">A number or an identity; words are in <paramref name="words"/>.</param>
    public async Task<IReadOnlyList<CaseLineRow>> ListAsync(Actor actor, CaseQuery query, CaseSought? sought, IReadOnlyList<long> words, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        var statement = new Statement();
        var from = "case_line l";
        if (words.Count > 0)
        {
            var places = statement.PlacesOf(actor, "k.locality");
            var led = await RarestFirstAsync(connection, statement.Parameters, places, [.. words.Distinct()], ct);
            if (led.Count == 0)
            {
                return [];
            }

            from = "case_word k join case_line l on l.case_id = k.case_id";
            statement.Where.Add(places);
            statement.Words(led);
        }

        statement.VisibleTo(actor);
        statement.Filter(query, sought, words.Count > 0 ? "k.case_id" : "l.case_id");
        var order = sought is CaseSought.Number ? "l.number desc" : words.Count > 0 ? "k.case_id desc" : "l.case_id desc";
        statement.Parameters.Add("skip", 0);
        statement.Parameters.Add("take", query.Take + 1);
        return (await connection.QueryAsync<CaseLineRow>(new CommandDefinition(
            $"""
            select l.case_id, l.number, l.item_code, l.state, l.locality, l.filed_at, l.due_on, l.summary
            from {from} where {string.Join(" and ", statement.Where)} order by {order} {database.Dialect.Page}
            """,
            statement.Parameters,
            cancellationToken: ct))).AsList();
    }

    /// <summary>The words with the rarest in front, which leads; empty when one of those compared stands in no case.</summary>
    private async Task<IReadOnlyList<long>> RarestFirstAsync(DbConnection connection, DynamicParameters visible, string places, List<long> words, CancellationToken ct)
    {
        if (words.Count == 1)
        {
            return words;
        }

        var (rarest, fewest) = (words[0], int.MaxValue);
        foreach (var word in words.Take(Compared))
        {
            var count = await CaseWordStore.CountAsync(connection, database.Dialect, word, places, visible, Common, ct);
            if (count == 0)
            {
                return [];
            }

            if (count < fewest)
            {
                (rarest, fewest) = (word, count);
            }
        }

        return [rarest, .. words.Where(w => w != rarest)];
    }

    private sealed class Statement
    {
        public List<string> Where { get; } = [];

        public DynamicParameters Parameters { get; } = new();

        /// <summary>The places of the actor's grants as a condition on one column; what an authority limits is for <see cref="VisibleTo"/>.</summary>
        public string PlacesOf(Actor actor, string column)
        {
            if (actor.Kind == ActorKind.Resident)
            {
                return "1 = 1";
            }

            var places = Reading(actor).Select((g, n) => Within(g.Locality, column, n)).Distinct().ToList();
            return places.Count == 0 ? "1 = 0" : "(" + string.Join(" or ", places) + ")";
        }

        public void VisibleTo(Actor actor)
        {
            if (actor.Kind == ActorKind.Resident)
            {
                Where.Add("l.applicant_account = @me");
                Parameters.Add("me", actor.AccountId);
                return;
            }

            var clauses = Reading(actor).Select((grant, n) =>
            {
                var place = Within(grant.Locality, "l.locality", n);
                if (grant.Authority is not { } authority)
                {
                    return place;
                }

                Parameters.Add("authority" + n, authority);
                return $"({place} and l.authority = @authority{n})";
            }).ToList();
            Where.Add(clauses.Count == 0 ? "1 = 0" : "(" + string.Join(" or ", clauses) + ")");
        }

        public void Filter(CaseQuery query, CaseSought? sought, string idColumn)
        {
            Add(query.State?.ToString(), "l.state = @state", "state");
            Add(query.Item, "l.item_code = @item", "item");
            Add(query.FiledFrom is { } from ? ChinaTime.StartOfDay(from) : (DateTimeOffset?)null, "l.filed_at >= @filedFrom", "filedFrom");
            Add(query.FiledTo is { } to ? ChinaTime.EndOfDay(to) : (DateTimeOffset?)null, "l.filed_at < @filedTo", "filedTo");
            if (query.Locality is { } area && area.Level != LocalityLevel.Platform)
            {
                Add(area.Value, "l.locality >= @within", "within");
                Add(area.Value + ":", "l.locality < @beyond", "beyond");
            }

            if (sought is CaseSought.Identity identity)
            {
                Add(identity.Hash, "l.applicant_hash = @identity", "identity");
            }

            if (sought is CaseSought.Number number)
            {
                Add(number.Beginning, "l.number >= @number", "number");
                Add(number.Beginning + "~", "l.number < @beyondNumber", "beyondNumber");
                Add(query.Cursor, "l.number < @afterNumber", "afterNumber");
            }
            else if (query.Cursor is { } cursor)
            {
                Add((Guid?)Guid.Parse(cursor, CultureInfo.InvariantCulture), $"{idColumn} < @after", "after");
            }
        }

        /// <summary>The first word leads as <c>k</c>.</summary>
        public void Words(IReadOnlyList<long> words)
        {
            Where.Add("k.word = @word0");
            for (var n = 0; n < words.Count; n++)
            {
                Parameters.Add("word" + n, words[n]);
                if (n > 0)
                {
                    Where.Add($"exists (select 1 from case_word o where o.word = @word{n} and o.case_id = k.case_id)");
                }
            }
        }

        private static IEnumerable<Grant> Reading(Actor actor) => actor.Grants.Where(g => Roles.PermissionsOf(g.Role).Contains(Permissions.CasesRead));

        private string Within(LocalityCode place, string column, int n)
        {
            if (place.Level == LocalityLevel.Platform)
            {
                return "1 = 1";
            }

            Parameters.Add("from" + n, place.Value);
            Parameters.Add("to" + n, place.Value + ":");
            return $"({column} >= @from{n} and {column} < @to{n})";
        }

        private void Add<T>(T? value, string clause, string name)
        {
            if (value is not null)
            {
                Where.Add(clause);
                Parameters.Add(name, value);
            }
        }
    }
}
