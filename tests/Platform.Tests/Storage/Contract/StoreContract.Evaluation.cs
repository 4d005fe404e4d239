using Platform.Model;
using Platform.Model.Evaluation;
using Platform.Model.Identity;
using Platform.Model.Localities;
using Platform.Server.Evaluation;

namespace Platform.Tests.Storage.Contract;

public abstract partial class StoreContract
{
    [Fact]
    public async Task A_rating_is_given_once_replaced_with_its_history_and_set_aside()
    {
        var store = Get<RatingStore>();
        var rating = NewRating(await ServeAsync(NewKey("item"), Yuhang), 5) with { Tags = ["slow", "rude"], Text = "慢", RatedBy = NewId() };
        await WriteAsync(async t => await RatingStore.AddAsync(t, rating, default));
        await AssertUniqueAsync(() => WriteAsync(async t => await RatingStore.AddAsync(t, rating, default)));
        AssertRating(rating, await WriteAsync(async t => await RatingStore.FindAsync(t, rating.ProjectNo, 1, default)));
        var better = rating with { Grade = 2, Ordinal = 2, Text = null };
        await WriteAsync(async t => await RatingStore.ReplaceAsync(t, better, Now.AddDays(1), default));
        var excluded = better with { Excluded = new RatingExclusion(ExclusionReason.Mistaken, "误评", "u1") };
        await WriteAsync(async t => await RatingStore.ExcludeAsync(t, excluded, default));
        AssertRating(excluded, Assert.Single(await store.ListAsync(rating.ProjectNo, default)));
    }

    [Fact]
    public async Task Services_are_listed_until_they_are_rated_by_somebody()
    {
        var store = Get<ServiceEventStore>();
        var (one, two) = (await ServeAsync(NewKey("item"), Yuhang), await ServeAsync(NewKey("item"), Yuhang));
        Assert.Equal(one.ProjectNo, (await store.FindAsync(one.ProjectNo, 1, default))!.ProjectNo);
        Assert.Null(await store.FindAsync(one.ProjectNo, 2, default));
        Assert.Equal(1, Assert.Single(await store.ListAsync(one.ProjectNo, default)).ServiceNumber);
        await WriteAsync(async t => await RatingStore.AddAsync(t, NewRating(one, 1), default));
        await WriteAsync(async t => await RatingStore.AddAsync(t, NewRating(two, 1) with { IsDefault = true }, default));
        Assert.Equal([two.ProjectNo], (await store.ListUnratedAsync([one.ProjectNo, two.ProjectNo], default)).Select(e => e.ProjectNo));
    }

    [Fact]
    public async Task Figures_count_what_was_served_in_the_place_and_period()
    {
        var item = NewKey("item");
        foreach (var (grade, change) in new (int, Func<Rating, Rating>)[]
        {
            (1, r => r), (5, r => r), (5, r => r with { Excluded = new RatingExclusion(ExclusionReason.Mistaken, "误评", "u1") }), (1, r => r with { IsDefault = true }),
        })
        {
            var service = await ServeAsync(item, Cangqian);
            await WriteAsync(async t =>
            {
                await RatingStore.AddAsync(t, change(NewRating(service, grade)), default);
                await RatingStore.ExcludeAsync(t, change(NewRating(service, grade)), default);
            });
        }

        await ServeAsync(item, Cangqian);
        var group = Assert.Single(await CountAsync(new(Yuhang, item, "A1", Now.AddDays(-1), Now.AddDays(1))));
        Assert.Equal(new EvaluationCounts(5, 1, 0, 0, 0, 1, 1, 1), group.Counts);
        Assert.Empty(await CountAsync(new(Yuhang, item, null, Now.AddDays(1), null)));
        Assert.Contains(await CountAsync(new(LocalityCode.Root, null, null, null, null)), g => g.Item == item);

        async Task<IReadOnlyList<FigureGroup>> CountAsync(FigureFilter filter) => await Get<FigureStore>().CountAsync(filter, default);
    }

    [Fact]
    public async Task A_task_of_the_neutral_desk_is_saved_by_whoever_saw_it_last()
    {
        var store = Get<RatingTaskStore>();
        var place = LocalityCode.Parse("330113");
        var service = await ServeAsync(NewKey("item"), place);
        await WriteAsync(async t => await RatingStore.AddAsync(t, NewRating(service, 5), default));
        var task = new RatingTask(NewId(), service.ProjectNo, 1, place, "A1", RatingTaskState.Received, Now, Now.AddHours(48));
        await WriteAsync(async t => await RatingTaskStore.AddAsync(t, task, default));
        Assert.Equal(task, await WriteAsync(async t => await RatingTaskStore.FindAsync(t, task.Id, default)));
        Assert.Equal(task, await WriteAsync(async t => await RatingTaskStore.FindAsync(t, task.ProjectNo, 1, default)));
        var closed = task with { State = RatingTaskState.Closed, Assignee = NewId(), AssigneeName = "周涛", Outcome = RatingFinding.Confirmed, Finding = "属实", VerifiedBy = NewId(), VerifiedAt = Now, AgreedBy = NewId(), ClosedAt = Now };
        Assert.True(await WriteAsync(async t => await RatingTaskStore.SaveAsync(t, closed, default)));
        Assert.False(await WriteAsync(async t => await RatingTaskStore.SaveAsync(t, task, default)));
        Assert.Equal(closed with { Version = 2 }, (await store.FindItemAsync(task.Id, default))!.Task);
        await WriteAsync(async t => await RatingTaskStore.DeleteAsync(t, task, default));
        Assert.NotNull(await store.FindItemAsync(task.Id, default));

        Assert.Equal([task.Id], await ListAsync(Desk(place), null, null));
        Assert.Equal([task.Id], await ListAsync(Desk(LocalityCode.Root), RatingTaskState.Closed, null, task.Id));
        Assert.Empty(await ListAsync(Desk(place), RatingTaskState.Received, null));
        Assert.Empty(await ListAsync(Desk(place), null, task.Id));
        Assert.Empty(await ListAsync(Desk(place, new Grant(Roles.CaseOfficer, place, "A1")), null, null));
        Assert.Empty(await ListAsync(new Actor(ActorKind.Staff, NewId(), "无", []), null, null));
        await WriteAsync(async t => await RatingTaskStore.DeleteAsync(t, closed with { Version = 2 }, default));
        Assert.Null(await store.FindItemAsync(task.Id, default));

        Actor Desk(LocalityCode at, params Grant[] more) => new(ActorKind.Staff, NewId(), "周涛", [new Grant(Roles.EvaluationDesk, at), .. more]);

        async Task<IEnumerable<Guid>> ListAsync(Actor desk, RatingTaskState? state, Guid? after, Guid? only = null) =>
            (await store.ListAsync(desk, state, after, 100, default)).Select(i => i.Task.Id).Where(id => only is null || id == only);
    }

    private async Task<ServiceRenderedEffect> ServeAsync(string item, LocalityCode place)
    {
        var service = new ServiceRenderedEffect(NewId(), NewKey("project"), 1, "collect", item, LocalizedText.Of("事项", "Item"), place, "A1", null, "code", "王磊", Now, 10);
        await WriteAsync(async t => await ServiceEventStore.AddAsync(t, service, default));
        return service;
    }

    private Rating NewRating(ServiceRenderedEffect service, int grade) => new(service.ProjectNo, service.ServiceNumber, grade, [], null, RatingChannel.Pc, Now, null);

    private static void AssertRating(Rating expected, Rating? found)
    {
        Assert.Equal(expected.Tags, found?.Tags);
        Assert.Equal(expected, found! with { Tags = expected.Tags });
    }
}
