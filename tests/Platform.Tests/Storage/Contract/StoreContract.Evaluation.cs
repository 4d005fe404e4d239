using Platform.Model;
using Platform.Model.Credit;
using Platform.Model.Evaluation;
using Platform.Model.Identity;
using Platform.Model.Localities;
using Platform.Server.Credit;
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
        var better = rating with { Grade = 2, Ordinal = 2, Text = null, EnteredBy = NewId(), WithdrawnAt = Now };
        await WriteAsync(async t => await RatingStore.ReplaceAsync(t, better, Now.AddDays(1), default));
        var excluded = better with { Excluded = Exclusion() };
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
        var found = (await store.FindAsync(one.ProjectNo, 1, default))!;
        await WriteAsync(async t => await ServiceEventStore.SetCounterAsync(t, found, "3号窗口", default));
        Assert.Equal(found with { Counter = "3号窗口" }, await store.FindAsync(one.ProjectNo, 1, default));
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
            (1, r => r), (5, r => r), (5, r => r with { Excluded = Exclusion() }), (1, r => r with { IsDefault = true }),
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
        var place = await ServeAsync(item, Yuhang);
        await WriteAsync(async t => await ServiceEventStore.SetCounterAsync(t, (await Get<ServiceEventStore>().FindAsync(place.ProjectNo, 1, default))!, "1号窗口", default));
        var filter = new FigureFilter(FigureDimension.Item, Yuhang, item, "A1", Now.AddDays(-1), Now.AddDays(1));
        Assert.Equal((item, "A1", new EvaluationCounts(6, 1, 0, 0, 0, 1, 1, 1)), Assert.Single(await CountAsync(filter)) is { } group ? (group.Item, group.Authority, group.Counts) : default);
        Assert.Equal("A1", Assert.Single(await CountAsync(filter with { By = FigureDimension.Authority })).Authority);
        Assert.Equal([null, "1号窗口"], (await CountAsync(filter with { By = FigureDimension.Window })).Select(g => g.Counter).Order());
        Assert.Equal([Yuhang, Cangqian], (await CountAsync(filter with { By = FigureDimension.Area })).Select(g => g.Locality!.Value));
        Assert.Empty(await CountAsync(filter with { Authority = null, From = Now.AddDays(1), Before = null }));
        Assert.Contains(await CountAsync(new(FigureDimension.Item, LocalityCode.Root, null, null, null, null)), g => g.Item == item);
        Assert.Equal(new ExclusionCount(ExclusionReason.Mistaken, Roles.EvaluationDesk, "U1", Roles.EvaluationDesk, "U2", 1), Assert.Single(await Get<FigureStore>().ExclusionsAsync(filter, default)));

        async Task<IReadOnlyList<FigureGroup>> CountAsync(FigureFilter wanted) => await Get<FigureStore>().CountAsync(wanted, Now, default);
    }

    [Fact]
    public async Task The_handling_of_a_negative_rating_is_saved_by_whoever_saw_it_last_with_every_step()
    {
        var store = Get<NegativeRatingStore>();
        var place = LocalityCode.Parse("330113");
        var service = await ServeAsync(NewKey("item"), place);
        await WriteAsync(async t => await RatingStore.AddAsync(t, NewRating(service, 5), default));
        var first = new NegativeRating(NewId(), service.ProjectNo, 1, place, "A1", HandlingState.Received, Now, Now.AddHours(48), NewId());
        await WriteAsync(async t => await NegativeRatingStore.AddAsync(t, first, default));
        Assert.Equal(first, await WriteAsync(async t => await NegativeRatingStore.FindAsync(t, first.Id, default)));
        Assert.Equal(first, await WriteAsync(async t => await NegativeRatingStore.FindAsync(t, first.ProjectNo, 1, default)));
        Assert.Equal(first, await store.FindAsync(first.ProjectNo, 1, default));

        var reference = NewId();
        var confirmed = first with
        {
            State = HandlingState.Confirmed, DepartmentReference = reference, Assignee = NewId(), AssigneeName = "周涛", Outcome = RatingFinding.Confirmed, Late = 1,
            RectifyDueAt = Now.AddDays(15), RectifiedAt = Now.AddDays(3), Detail = HandlingDetail.Empty with { Finding = "属实", Verified = Sign("U1") },
        };
        var step = new HandlingStep("verify", HandlingState.Received, HandlingState.Confirmed, Now, true, NewId(), "周涛", """{"a":  1}""");
        Assert.True(await WriteAsync(async t => await NegativeRatingStore.SaveAsync(t, confirmed, step, default)));
        Assert.False(await WriteAsync(async t => await NegativeRatingStore.SaveAsync(t, first, step, default)));
        var saved = confirmed with { Version = 2 };
        Assert.Equal([step], await store.StepsAsync(first.Id, default));
        Assert.Equal(saved, await WriteAsync(async t => await NegativeRatingStore.FindByReferenceAsync(t, reference, default)));
        Assert.Equal(saved, (await store.FindItemAsync(first.Id, default))!.Rating);
        Assert.Equal(saved, (await store.FindItemByReferenceAsync(reference, default))!.Rating);
        Assert.Contains(first.Id, await store.DueAsync(Now.AddHours(48), 500, default));
        Assert.DoesNotContain(first.Id, await store.DueAsync(Now, 500, default));

        Assert.Equal([first.Id], await ListAsync(Desk(place)));
        Assert.Equal([first.Id], await ListAsync(Desk(LocalityCode.Root), HandlingState.Confirmed, only: first.Id));
        Assert.Empty(await ListAsync(Desk(place), HandlingState.Received));
        Assert.Empty(await ListAsync(Desk(place), after: first.Id));
        Assert.Empty(await ListAsync(Desk(place), home: "A1"));
        Assert.Empty(await ListAsync(Desk(place, new Grant(Roles.CaseOfficer, place, "A1"))));
        Assert.Empty(await ListAsync(Desk(place, new Grant(Roles.CaseOfficer, place))));
        Assert.Empty(await ListAsync(new Actor(ActorKind.Staff, NewId(), "无", [])));
        Assert.Equal([new StateCount(HandlingState.Confirmed, 1, 1)], await store.CountAsync(Desk(place), null, Now.AddHours(48), default));

        Assert.Equal([first.Id], await ForDepartmentAsync([new Reach(place, "A1")], closed: false));
        Assert.Empty(await ForDepartmentAsync([new Reach(place, "A2"), new Reach(Yuhang, null)], closed: false));
        Assert.Empty(await ForDepartmentAsync([new Reach(place, "A1")], closed: true));
        Assert.Empty(await ForDepartmentAsync([new Reach(LocalityCode.Root, "A1")], closed: false, reference));
        Assert.False(await WriteAsync(async t => await NegativeRatingStore.DeleteAsync(t, first, default)));
        Assert.True(await WriteAsync(async t => await NegativeRatingStore.DeleteAsync(t, saved, default)));

        Actor Desk(LocalityCode at, params Grant[] more) => new(ActorKind.Staff, NewId(), "周涛", [new Grant(Roles.EvaluationDesk, at), .. more]);

        async Task<IEnumerable<Guid>> ListAsync(Actor desk, HandlingState? state = null, Guid? after = null, string? home = null, Guid? only = null) =>
            (await store.ListAsync(desk, home, state, after, 500, default)).Select(i => i.Rating.Id).Where(id => only is null || id == only);

        async Task<IEnumerable<Guid>> ForDepartmentAsync(IReadOnlyList<Reach> reach, bool closed, Guid? after = null) =>
            (await store.ListForDepartmentAsync(reach, closed, after, 500, default)).Select(i => i.Rating.Id).Where(id => id == first.Id);
    }

    [Fact]
    public async Task An_entry_of_the_credit_list_counts_on_its_days_at_its_place_and_below_until_it_is_lifted()
    {
        var store = Get<CreditStore>();
        var number = "3301061990010" + Interlocked.Increment(ref _keys).ToString("D5", System.Globalization.CultureInfo.InvariantCulture);
        var day = new DateOnly(2026, 3, 2);
        var entry = new CreditEntry(NewId(), Yuhang, new CreditPerson("111", number, "某人"), CreditMark.BrokenPromise, "未补正", null, day, day.AddDays(10), "he.jie", Now);
        await WriteAsync(t => store.AddAsync(t, entry, default));
        await WriteAsync(t => store.AddAsync(t, entry with { Mark = CreditMark.BadCredit }, default));
        Assert.Equal(entry, await WriteAsync(async t => await store.FindAsync(t, entry.Id, default)));
        Assert.Equal([CreditMark.BrokenPromise], await MarksAsync(Cangqian, day.AddDays(10)));
        Assert.Empty(await MarksAsync(Cangqian, day.AddDays(11)));
        Assert.Empty(await MarksAsync(LocalityCode.Parse("330106"), day));
        Assert.Equal([entry], await store.ListAsync(new LocalityScope(Yuhang), ("111", number), null, 10, default));
        Assert.DoesNotContain(entry, await store.ListAsync(LocalityScope.System, null, entry.Id, 500, default));
        await WriteAsync(t => store.LiftAsync(t, entry.Id, "jin.cha", Now, "已改正", default));
        await WriteAsync(t => store.LiftAsync(t, entry.Id, "other", Now, "再次", default));
        Assert.Equal(entry with { LiftedBy = "jin.cha", LiftedAt = Now, LiftReason = "已改正" }, await WriteAsync(async t => await store.FindAsync(t, entry.Id, default)));
        Assert.Empty(await MarksAsync(Yuhang, day));

        async Task<IReadOnlyList<CreditMark>> MarksAsync(LocalityCode at, DateOnly on) => await store.MarksAsync(at, "111", number, on, default);
    }

    private RatingExclusion Exclusion() => new(ExclusionReason.Mistaken, "误评", Sign("U1"), Sign("U2"));

    private HandlingSign Sign(string unit) => new(Guid.Parse("0196f0a0-0000-7abc-8000-00000000000a"), unit, Roles.EvaluationDesk, Now);

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
