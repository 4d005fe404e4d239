using System.Data.Common;
using System.Text.Json;
using Dapper;
using Platform.Model;
using Platform.Model.Identity;
using Platform.Model.Localities;
using Platform.Server.Data;

namespace Platform.Server.Cases.Tasks;

/// <summary>A view of the work list that somebody keeps.</summary>
/// <param name="Account">Who saved it.</param>
/// <param name="Group">The group that shares it; null = it is for the account alone.</param>
internal sealed record TaskView(Guid Id, LocalityCode Locality, Guid Account, Guid? Group, string Name, TaskViewFilter Filter);

internal sealed class TaskViewStore(IDatabase database)
{
    /// <summary>The actor's own views and those of these groups, by name; of places that lie at, above or below one of the actor's grants.</summary>
    public async ValueTask<IReadOnlyList<TaskView>> ListAsync(Actor actor, IReadOnlyCollection<Guid> groups, CancellationToken ct)
    {
        var dialect = database.Dialect;
        var parameters = new DynamicParameters(new { me = actor.AccountId });
        parameters.Add("groups", dialect.Keys(groups));
        parameters.Add("above", dialect.Keys(actor.Grants.SelectMany(g => g.Locality.SelfAndAncestors()).Select(l => l.Value).Distinct()));
        List<string> places = [$"v.locality {dialect.OneOf("@above")}"];
        foreach (var (place, n) in actor.Grants.Select(g => g.Locality).Distinct().Select((p, n) => (p, n)))
        {
            places.Add(place.Level == LocalityLevel.Platform ? "1 = 1" : $"(v.locality >= @from{n} and v.locality < @to{n})");
            parameters.Add($"from{n}", place.Value);
            parameters.Add($"to{n}", place.Value + ":");
        }

        await using var connection = await database.OpenAsync(ct);
        var rows = await connection.QueryAsync<Row>(new CommandDefinition(
            $"""
            select v.id, v.locality, v.account_id, v.group_id, v.name, v.body
            from case_task_view v
            where ((v.account_id = @me and v.group_id is null) or v.group_id {dialect.OneOf("@groups")}) and ({string.Join(" or ", places)})
            order by v.name, v.id
            """,
            parameters,
            cancellationToken: ct));
        return [.. rows.Select(r => r.ToView())];
    }

    /// <summary>The view the account begins with, whether it may still see it or not.</summary>
    public async ValueTask<Guid?> FindDefaultAsync(Guid account, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return await connection.QuerySingleOrDefaultAsync<Guid?>(new CommandDefinition(
            "select view_id from case_task_view_default where account_id = @account", new { account }, cancellationToken: ct));
    }

    /// <summary>How many others have the same owner, and whether one of them has this name.</summary>
    public static async ValueTask<(int Others, bool IsTaken)> CompareAsync(DbTransaction transaction, TaskView view, CancellationToken ct)
    {
        var owner = view.Group is null ? "account_id = @Account and group_id is null" : "group_id = @Group";
        var names = (await transaction.Connection!.QueryAsync<string>(new CommandDefinition(
            $"select name from case_task_view where {owner} and locality = @Locality and id <> @Id",
            new { view.Account, view.Group, view.Locality, view.Id },
            transaction,
            cancellationToken: ct))).AsList();
        return (names.Count, names.Contains(view.Name));
    }

    public static async ValueTask InsertAsync(DbTransaction transaction, TaskView view, CancellationToken ct) =>
        await transaction.Connection!.ExecuteAsync(new CommandDefinition(
            "insert into case_task_view (id, locality, account_id, group_id, name, body) values (@Id, @Locality, @Account, @Group, @Name, @Body)",
            new { view.Id, view.Locality, view.Account, view.Group, view.Name, Body = JsonSerializer.Serialize(view.Filter, ModelJson.Options) },
            transaction,
            cancellationToken: ct));

    /// <summary>Name and filter; false when it is gone.</summary>
    public static async ValueTask<bool> UpdateAsync(DbTransaction transaction, TaskView view, CancellationToken ct) =>
        await transaction.Connection!.ExecuteAsync(new CommandDefinition(
            "update case_task_view set name = @Name, body = @Body where id = @Id and locality = @Locality",
            new { view.Id, view.Locality, view.Name, Body = JsonSerializer.Serialize(view.Filter, ModelJson.Options) },
            transaction,
            cancellationToken: ct)) > 0;

    /// <summary>Nobody begins with it any more; false when it was gone.</summary>
    public static async ValueTask<bool> DeleteAsync(DbTransaction transaction, TaskView view, CancellationToken ct)
    {
        await transaction.Connection!.ExecuteAsync(new CommandDefinition("delete from case_task_view_default where view_id = @Id", new { view.Id }, transaction, cancellationToken: ct));
        return await transaction.Connection!.ExecuteAsync(new CommandDefinition(
            "delete from case_task_view where id = @Id and locality = @Locality", new { view.Id, view.Locality }, transaction, cancellationToken: ct)) > 0;
    }

    /// <summary>The account begins with this view, and with no other.</summary>
    public static async ValueTask SetDefaultAsync(DbTransaction transaction, Guid account, Guid view, CancellationToken ct)
    {
        if (await transaction.Connection!.ExecuteAsync(new CommandDefinition(
            "update case_task_view_default set view_id = @view where account_id = @account", new { account, view }, transaction, cancellationToken: ct)) == 0)
        {
            await transaction.Connection!.ExecuteAsync(new CommandDefinition(
                "insert into case_task_view_default (account_id, view_id) values (@account, @view)", new { account, view }, transaction, cancellationToken: ct));
        }
    }

    /// <summary>The account no longer begins with this view.</summary>
    public static async ValueTask ClearDefaultAsync(DbTransaction transaction, Guid account, Guid view, CancellationToken ct) =>
        await transaction.Connection!.ExecuteAsync(new CommandDefinition(
            "delete from case_task_view_default where account_id = @account and view_id = @view", new { account, view }, transaction, cancellationToken: ct));

    private sealed record Row(Guid Id, LocalityCode Locality, Guid AccountId, Guid? GroupId, string Name, string Body)
    {
        public TaskView ToView() => new(Id, Locality, AccountId, GroupId, Name, JsonSerializer.Deserialize<TaskViewFilter>(Body, ModelJson.Options)!);
    }
}
