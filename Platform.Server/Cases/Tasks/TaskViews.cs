using System.Text.Json.Serialization;
using Platform.Model;
using Platform.Model.Cases;
using Platform.Model.Flows;
using Platform.Model.Identity;
using Platform.Model.Localities;
using Platform.Server.Cases.Search;
using Platform.Server.Data;
using Platform.Server.Hosting;

namespace Platform.Server.Cases.Tasks;

/// <summary>
/// <c>/api/v1/task-views</c>: views of the work list that people keep under a name, for themselves or for a group they are in, and the one they begin with.
/// A view says what to ask for; what is shown is what the one who opens it may see. Only people of its group know of a shared view.
/// </summary>
internal sealed class TaskViews(TaskViewStore store, IAccounts accounts, ICommitQueue commits, IIdSource ids)
{
    private const int LongestName = 60;

    /// <summary>Of one person alone, or of one group.</summary>
    private const int MostViews = 50;

    public static void Map(RouteGroupBuilder api)
    {
        var views = api.MapGroup("/task-views");
        views.MapGet("/", async (TaskViews use, ICurrentActor current, CancellationToken ct) => Results.Ok(await use.ListAsync(current.Actor, ct)))
            .Needs(Permissions.CasesRead).WithName("listTaskViews");
        views.MapPost("/", async (Request request, TaskViews use, ICurrentActor current, CancellationToken ct) =>
                (await use.CreateAsync(current.Actor, request, ct)).ToHttp(view => Results.Created($"/api/v1/task-views/{view.Id}", view)))
            .Needs(Permissions.CasesRead).WithName("saveTaskView");
        views.MapPut("/{id:guid}", async (Guid id, Change change, TaskViews use, ICurrentActor current, CancellationToken ct) => (await use.ChangeAsync(current.Actor, id, change, ct)).ToHttp())
            .Needs(Permissions.CasesRead).WithName("changeTaskView");
        views.MapDelete("/{id:guid}", async (Guid id, TaskViews use, ICurrentActor current, CancellationToken ct) => (await use.DeleteAsync(current.Actor, id, ct)).ToHttp())
            .Needs(Permissions.CasesRead).WithName("deleteTaskView");
    }

    public async Task<SavedTaskViews> ListAsync(Actor actor, CancellationToken ct)
    {
        var groups = await GroupsAsync(actor, ct);
        var begin = await store.FindDefaultAsync(AccountOf(actor), ct);
        var views = await store.ListAsync(actor, [.. groups.Select(g => g.Id)], ct);
        return new([.. views.Select(v => Shown(actor, v, groups, begin == v.Id))], [.. groups.Select(g => new ViewGroup(g.Id, g.Name))]);
    }

    /// <summary>Refuses with <c>taskView.name</c>, <c>taskView.nameTaken</c>, <c>taskView.group</c> (not one of the actor's), <c>taskView.most</c>, or what is wrong with the filter.</summary>
    public async Task<Result<SavedTaskView>> CreateAsync(Actor actor, Request request, CancellationToken ct)
    {
        var groups = await GroupsAsync(actor, ct);
        var group = groups.FirstOrDefault(g => g.Id == request.Group);
        if (request.Group is { } asked && group is null)
        {
            return Problem.Invalid("taskView.group", "group", ("value", asked));
        }

        var place = group?.Locality ?? actor.ReachOf(Permissions.CasesRead)[0].Locality;
        var view = new TaskView(ids.Next(), place, AccountOf(actor), group?.Id, (request.Name ?? "").Trim(), request.Filter ?? new());
        if (Check(view) is { } problem)
        {
            return problem;
        }

        return await commits.CommitAsync<SavedTaskView>(
            async (transaction, token) =>
            {
                var (others, taken) = await TaskViewStore.CompareAsync(transaction, view, token);
                if (taken || others >= MostViews)
                {
                    return taken ? NameTaken(view) : Problem.Conflict("taskView.most", ("expected", MostViews));
                }

                await TaskViewStore.InsertAsync(transaction, view, token);
                if (request.Default == true)
                {
                    await TaskViewStore.SetDefaultAsync(transaction, view.Account, view.Id, token);
                }

                return Shown(actor, view, groups, request.Default == true);
            },
            ct);
    }

    /// <summary>What is left out stays. Everybody who sees a view may begin with it; name and filter are for who may change it. The same refusals, <c>taskView.unknown</c> and <c>taskView.notYours</c>.</summary>
    public async Task<Result<SavedTaskView>> ChangeAsync(Actor actor, Guid id, Change change, CancellationToken ct)
    {
        var groups = await GroupsAsync(actor, ct);
        if (await FindAsync(actor, id, groups, ct) is not { } found)
        {
            return Unknown(id);
        }

        var view = found with { Name = change.Name?.Trim() ?? found.Name, Filter = change.Filter ?? found.Filter };
        if (view != found && !MayChange(actor, found, groups))
        {
            return NotYours();
        }

        if (Check(view) is { } problem)
        {
            return problem;
        }

        var account = AccountOf(actor);
        var saved = await commits.CommitAsync<Done>(
            async (transaction, token) =>
            {
                if ((await TaskViewStore.CompareAsync(transaction, view, token)).IsTaken)
                {
                    return NameTaken(view);
                }

                if (!await TaskViewStore.UpdateAsync(transaction, view, token))
                {
                    return Unknown(id);
                }

                if (change.Default is { } begin)
                {
                    await (begin ? TaskViewStore.SetDefaultAsync(transaction, account, id, token) : TaskViewStore.ClearDefaultAsync(transaction, account, id, token));
                }

                return Done.It;
            },
            ct);
        return saved.Succeeded ? Shown(actor, view, groups, await store.FindDefaultAsync(account, ct) == id) : Result<SavedTaskView>.Refused(saved.Problems);
    }

    /// <summary>Refuses with <c>taskView.unknown</c>, also the second time, or <c>taskView.notYours</c>.</summary>
    public async Task<Result<Done>> DeleteAsync(Actor actor, Guid id, CancellationToken ct)
    {
        var groups = await GroupsAsync(actor, ct);
        if (await FindAsync(actor, id, groups, ct) is not { } view)
        {
            return Unknown(id);
        }

        return MayChange(actor, view, groups)
            ? await commits.CommitAsync<Done>(async (transaction, token) => await TaskViewStore.DeleteAsync(transaction, view, token) ? Done.It : Unknown(id), ct)
            : NotYours();
    }

    private async Task<IReadOnlyList<GroupSummary>> GroupsAsync(Actor actor, CancellationToken ct) => await accounts.ListGroupsOfAsync(AccountOf(actor), ct);

    private async Task<TaskView?> FindAsync(Actor actor, Guid id, IReadOnlyList<GroupSummary> groups, CancellationToken ct) =>
        (await store.ListAsync(actor, [.. groups.Select(g => g.Id)], ct)).FirstOrDefault(v => v.Id == id);

    private static Guid AccountOf(Actor actor) => actor.AccountId ?? throw new InvalidOperationException($"{actor.Kind} has no account.");

    /// <summary>Who saved it; a shared one also who supervises where its group works.</summary>
    private static bool MayChange(Actor actor, TaskView view, IReadOnlyList<GroupSummary> groups) =>
        view.Account == actor.AccountId || (groups.FirstOrDefault(g => g.Id == view.Group) is { } group && actor.May(Permissions.CasesSupervise, group.Locality, group.Authority));

    private static SavedTaskView Shown(Actor actor, TaskView view, IReadOnlyList<GroupSummary> groups, bool isDefault) => new(
        view.Id,
        view.Name,
        groups.FirstOrDefault(g => g.Id == view.Group) is { } group ? new(group.Id, group.Name) : null,
        MayChange(actor, view, groups),
        isDefault,
        view.Filter);

    private static Problem? Check(TaskView view) =>
        view.Name.Length is 0 or > LongestName ? Problem.Invalid("taskView.name", "name", ("expected", $"1–{LongestName}")) : view.Filter.Check();

    private static Problem NameTaken(TaskView view) => Problem.Invalid("taskView.nameTaken", "name", ("value", view.Name));

    private static Problem Unknown(Guid id) => Problem.NotFound("taskView.unknown", ("view", id));

    private static Problem NotYours() => Problem.Forbidden("taskView.notYours");

    /// <param name="Group">The group to share it with; null = for oneself.</param>
    /// <param name="Default">Begin with it from now on.</param>
    [JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
    internal sealed record Request(string? Name, TaskViewFilter? Filter = null, Guid? Group = null, bool? Default = null);

    /// <param name="Default">True to begin with it from now on, false not to.</param>
    [JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
    internal sealed record Change(string? Name = null, TaskViewFilter? Filter = null, bool? Default = null);
}

/// <summary>What a view asks for, by the names and with the meaning of <c>GET /api/v1/tasks</c>.</summary>
/// <param name="Due">A word that counts from the day on which the view is opened.</param>
/// <param name="Field">Answers of searchable fields, <c>key:value</c> each; at most 20.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record TaskViewFilter(
    string Scope = "mine", string? Item = null, TaskKind? Kind = null, CaseState? State = null, LocalityCode? Locality = null, string? Due = null, DateOnly? DueBefore = null, string? Q = null,
    string Sort = "due", IReadOnlyList<string>? Field = null)
{
    private const int LongestText = 100;
    private const int MostFields = 20;

    public Problem? Check() =>
        Due is { } word && TaskQuery.DueIn(word, DateOnly.MinValue) is null ? Problem.Invalid("query.due", "filter.due", ("value", word), ("expected", "overdue, today, week"))
        : Item?.Length > LongestText ? Problem.Invalid("form.tooLong", "filter.item", ("value", Item.Length), ("expected", LongestText))
        : Q?.Length > LongestText ? Problem.Invalid("form.tooLong", "filter.q", ("value", Q.Length), ("expected", LongestText))
        : Field?.Count > MostFields ? Problem.Invalid("query.field", "filter.field", ("value", Field.Count), ("expected", MostFields))
        : Field?.FirstOrDefault(f => f.Length > 2 * LongestText) is { } longest ? Problem.Invalid("form.tooLong", "filter.field", ("value", longest.Length), ("expected", 2 * LongestText))
        : !FieldFilter.ParseAll(Field).Succeeded ? FieldFilter.ParseAll(Field).Problems[0] with { Field = "filter.field" }
        : new TaskQuery(Scope, Sort: Sort).Check() is { } problem ? problem with { Field = "filter." + problem.Field }
        : null;
}

/// <param name="Groups">Those the caller can share a view with.</param>
internal sealed record SavedTaskViews(IReadOnlyList<SavedTaskView> Items, IReadOnlyList<ViewGroup> Groups);

/// <param name="Group">The group that shares it; null = it is the caller's alone.</param>
/// <param name="MayChange">The caller may rename and delete it.</param>
/// <param name="IsDefault">The caller begins with it.</param>
internal sealed record SavedTaskView(Guid Id, string Name, ViewGroup? Group, bool MayChange, bool IsDefault, TaskViewFilter Filter);

internal sealed record ViewGroup(Guid Id, LocalizedText Name);
