using System.Globalization;
using System.Text;
using Dapper;
using Platform.Model.Identity;
using Platform.Model.Localities;
using Platform.Server.Cases.Search;
using Platform.Server.Data;

namespace Platform.Server.Cases.Tasks;

/// <summary>Reads the work list. What the actor may not see is left out by the statement itself, never afterwards.</summary>
internal sealed class TaskListStore(IDatabase database, IPersonalData personal)
{
    private const int Counted = 10_000;

    /// <summary>A field's value that fewer cases have leads to their tasks; one that more have is looked up task by task.</summary>
    private const int Rare = 5_000;

    /// <summary>One row more than asked for, when there are more; null when the query's cursor cannot be read.</summary>
    public async Task<(IReadOnlyList<TaskRow> Rows, TaskCount? Count)?> ListAsync(Actor actor, TaskQuery query, TaskSort order, CancellationToken ct)
    {
        var statement = new Statement(order, database.Dialect);
        statement.VisibleTo(actor, query.Scope);
        statement.Filter(query);
        await using var connection = await database.OpenAsync(ct);
        foreach (var word in (query.Fields ?? []).Select(f => CaseWords.OfField(f.Key, f.Value, personal)).Distinct())
        {
            statement.Having(word, await CaseWordStore.CountAsync(connection, database.Dialect, word, statement.Area("k.locality"), statement.Parameters, Rare, ct) < Rare);
        }

        TaskCount? count = null;
        if (query.Count)
        {
            var (counting, limited) = statement.BuildCount(Counted + 1);
            var found = await connection.ExecuteScalarAsync<int>(new CommandDefinition(counting, limited, cancellationToken: ct));
            count = new(Math.Min(found, Counted), found > Counted);
        }

        if (query.Cursor is { } cursor && !statement.After(cursor))
        {
            return null;
        }

        var (text, parameters) = statement.Build(query.Take + 1);
        return ((await connection.QueryAsync<TaskRow>(new CommandDefinition(text, parameters, cancellationToken: ct))).AsList(), count);
    }

    /// <summary>Open tasks somebody has claimed, of all localities, by id.</summary>
    public async Task<IReadOnlyList<(Guid Id, Guid CaseId)>> ListHeldAsync(Guid account, Guid? after, int take, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        var further = after is null ? "" : "and id > @after";
        return (await connection.QueryAsync<(Guid, Guid)>(new CommandDefinition(
            $"select id, case_id from case_task where assignee = @account {further} order by id {database.Dialect.Page}",
            new { account, after, take, skip = 0 },
            cancellationToken: ct))).AsList();
    }

    /// <summary>Builds the work list's statement: one fragment per filter that is set, so that every combination is a plain index walk.</summary>
    internal sealed class Statement(TaskSort sort, IDialect dialect)
    {
        private readonly List<string> _where = [];
        private readonly DynamicParameters _parameters = new();
        private bool _within;
        private int _words;

        public DynamicParameters Parameters => _parameters;

        public void VisibleTo(Actor actor, string scope)
        {
            _parameters.Add("me", actor.AccountId);
            if (scope == "mine")
            {
                _where.Add(Mine(actor));
                return;
            }

            if (scope == "group")
            {
                _where.Add("t.assignee is null");
            }

            var grants = new List<string>();
            foreach (var (grant, n) in actor.Grants.Select((g, i) => (g, i)))
            {
                var permissions = Roles.PermissionsOf(grant.Role);
                var supervises = scope == "all" && permissions.Contains(Permissions.CasesSupervise);
                var clauses = new List<string>();
                if (!supervises)
                {
                    clauses.Add($"t.role = @role{n}");
                    _parameters.Add($"role{n}", grant.Role);
                    KeepFrom(actor, grant, n, clauses);
                }

                if (grant.Authority is { } authority)
                {
                    clauses.Add($"t.authority = @authority{n}");
                    _parameters.Add($"authority{n}", authority);
                }

                if (grant.Locality.Level != LocalityLevel.Platform)
                {
                    clauses.Add($"t.locality >= @from{n} and t.locality < @to{n}");
                    _parameters.Add($"from{n}", grant.Locality.Value);
                    _parameters.Add($"to{n}", grant.Locality.Value + ":");
                }

                grants.Add(clauses.Count == 0 ? "1 = 1" : "(" + string.Join(" and ", clauses) + ")");
            }

            _where.Add(grants.Count == 0 ? "1 = 0" : "(" + string.Join(" or ", grants) + ")");
        }

        /// <summary>Claimed by the actor, or by somebody in whose place they act today.</summary>
        private string Mine(Actor actor)
        {
            var held = new List<string> { "t.assignee = @me" };
            foreach (var (n, absent) in actor.StandsInFor.Index())
            {
                _parameters.Add($"absent{n}", absent.Account);
                held.Add($"t.assignee = @absent{n}");
            }

            return held.Count == 1 ? held[0] : "(" + string.Join(" or ", held) + ")";
        }

        /// <summary>Leaves out what names a group the actor is not in.</summary>
        private void KeepFrom(Actor actor, Grant grant, int n, List<string> clauses)
        {
            var kept = actor.KeptFrom.Where(k => k.Role == grant.Role && grant.HoldsFor(k.Authority)).GroupBy(k => (k.Authority, k.Locality)).Index().Select(area =>
            {
                var (i, of) = (area.Index, area.Item);
                _parameters.Add($"keptAt{n}x{i}", of.Key.Authority);
                _parameters.Add($"kept{n}x{i}", dialect.Keys(of.Select(k => k.Group)));
                _parameters.Add($"keptFrom{n}x{i}", of.Key.Locality.Value);
                _parameters.Add($"keptTo{n}x{i}", of.Key.Locality.Value + ":");
                var place = of.Key.Locality.Level == LocalityLevel.Platform ? "1 = 1" : $"t.locality >= @keptFrom{n}x{i} and t.locality < @keptTo{n}x{i}";
                return $"(t.authority = @keptAt{n}x{i} and t.team {dialect.OneOf($"@kept{n}x{i}")} and {place})";
            }).ToList();
            if (kept.Count > 0)
            {
                clauses.Add($"(t.team is null or not ({string.Join(" or ", kept)}))");
            }
        }

        public void Filter(TaskQuery query)
        {
            Add(query.Item, "t.item_code = @item", "item");
            Add(query.Kind?.ToString(), "t.kind = @kind", "kind");
            Add(query.State?.ToString(), "t.case_state = @caseState", "caseState");
            Add(query.DueFrom, "t.sort_due >= @dueFrom", "dueFrom");
            Add(query.DueBefore, "t.sort_due < @dueBefore", "dueBefore");
            Add(query.Role, "t.role = @role", "role");
            Add(query.Assignee, "t.assignee = @assignee", "assignee");
            if (query.Locality is { } locality && locality.Level != LocalityLevel.Platform)
            {
                _within = true;
                _parameters.Add("within", locality.Value);
                _parameters.Add("beyond", locality.Value + ":");
                _where.Add(Area("t.locality"));
            }

            if (query.Text is { Length: > 0 } text)
            {
                _where.Add("t.number >= @number and t.number < @numberEnd");
                _parameters.Add("number", text);
                _parameters.Add("numberEnd", text + "\uffff");
            }

        }

        /// <summary>The place that is asked for, as a condition on one column.</summary>
        public string Area(string column) => _within ? $"{column} >= @within and {column} < @beyond" : "1 = 1";

        /// <summary>Only tasks of cases with this word.</summary>
        public void Having(long word, bool rare)
        {
            var name = "field" + _words++;
            _parameters.Add(name, word);
            _where.Add(rare
                ? $"t.case_id in (select w.case_id from case_word w where w.word = @{name})"
                : $"exists (select 1 from case_word w where w.case_id = t.case_id and w.word = @{name})");
        }

        /// <summary>Goes on behind a row; false when the cursor cannot be read.</summary>
        public bool After(string cursor)
        {
            if (TaskCursor.Read(sort, cursor) is not { } after)
            {
                return false;
            }

            _where.Add($"({Column} > @after or ({Column} = @after and t.id > @afterId))");
            // Says the same once more in a form that every engine can start an index walk from.
            _where.Add($"{Column} >= @after");
            _parameters.Add("after", after.Key);
            _parameters.Add("afterId", after.Id);
            return true;
        }

        public (string Sql, DynamicParameters Parameters) Build(int take)
        {
            var sql = $"""
                select t.id, t.number, t.kind, t.item_code, t.case_state as state, t.locality, t.authority, t.role, t.assignee, t.opened_at, t.sort_due, t.body, t.team
                from case_task t
                where {string.Join(" and ", _where)}
                order by {Column}, t.id {dialect.Page}
                """;
            return (sql, Page(take));
        }

        /// <summary>Counts no further than <paramref name="most"/>.</summary>
        public (string Sql, DynamicParameters Parameters) BuildCount(int most) =>
            ($"select count(*) from (select t.id from case_task t where {string.Join(" and ", _where)} order by {Column}, t.id {dialect.Page}) x", Page(most));

        private string Column => sort switch { TaskSort.Due => "t.sort_due", TaskSort.Opened => "t.opened_at", TaskSort.Number => "t.number", _ => throw new InvalidOperationException($"There is no order '{sort}'.") };

        private DynamicParameters Page(int take)
        {
            var parameters = new DynamicParameters(_parameters);
            parameters.Add("take", take);
            parameters.Add("skip", 0);
            return parameters;
        }

        private void Add<T>(T? value, string clause, string name)
        {
            if (value is not null)
            {
                _where.Add(clause);
                _parameters.Add(name, value);
            }
        }
    }
}
