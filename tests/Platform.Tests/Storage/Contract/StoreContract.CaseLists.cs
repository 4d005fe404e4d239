using Dapper;
using Platform.Model;
using Platform.Model.Cases;
using Platform.Model.Clocks;
using Platform.Model.Flows;
using Platform.Model.Forms;
using Platform.Model.Identity;
using Platform.Model.Localities;
using Platform.Server.Cases;
using Platform.Server.Cases.Calendars;
using Platform.Server.Cases.Ladder;
using Platform.Server.Cases.Search;
using Platform.Server.Cases.Tasks;
using Platform.Tests.Cases;
using Platform.Tests.Cases.Search;

namespace Platform.Tests.Storage.Contract;

public abstract partial class StoreContract
{
    [Fact]
    public async Task Overdue_cases_are_counted_by_authority_and_item()
    {
        var store = Get<OverdueStore>();
        var file = (await Get<CaseReader>().FindAsync((await office.FileAsync())["number"]!.GetValue<string>(), default))! with { Locality = LocalityCode.Parse("330109004"), Authority = NewKey("A") };
        await WriteAsync(async t =>
        {
            await OverdueStore.WriteAsync(t, file, true, default);
            await OverdueStore.WriteAsync(t, file, true, default);
            await OverdueStore.WriteAsync(t, file with { Id = NewId() }, true, default);
        });
        Assert.Equal(new OverdueCount(file.Authority, file.AuthorityName, file.ItemCode, file.ItemName, 2), Assert.Single(await store.CountAsync(LocalityCode.Parse("330109"), default)));
        Assert.Empty(await store.CountAsync(LocalityCode.Parse("330109005"), default));
        Assert.Contains(await store.CountAsync(LocalityCode.Root, default), c => c.Authority == file.Authority);
        await WriteAsync(async t => await OverdueStore.WriteAsync(t, file, false, default));
        Assert.Equal(1, Assert.Single(await store.CountAsync(file.Locality, default)).Cases);
    }

    [Fact]
    public async Task Views_of_the_work_list_are_their_owners_and_of_their_place()
    {
        var store = Get<TaskViewStore>();
        var (me, group) = (NewId(), NewId());
        var actor = new Actor(ActorKind.Staff, me, "me", [new(Roles.CaseOfficer, Cangqian)]);
        var own = new TaskView(NewId(), Cangqian, me, null, NewKey("b"), new("all", Kind: TaskKind.Review, Due: "week", Sort: "opened"));
        var shared = new TaskView(NewId(), Yuhang, NewId(), group, NewKey("a"), new());
        var elsewhere = own with { Id = NewId(), Locality = LocalityCode.Parse("330106") };
        await WriteAsync(async t =>
        {
            foreach (var view in new[] { own, shared, elsewhere })
            {
                await TaskViewStore.InsertAsync(t, view, default);
            }
        });
        Assert.Equal([shared, own], await store.ListAsync(actor, [group], default));
        Assert.Equal([own], await store.ListAsync(actor, [], default));
        Assert.Empty(await store.ListAsync(actor with { AccountId = NewId() }, [], default));
        Assert.Equal([elsewhere.Id], (await store.ListAsync(actor with { Grants = [new(Roles.CaseOfficer, elsewhere.Locality)] }, [group], default)).Select(v => v.Id));
        Assert.Equal(3, (await store.ListAsync(actor with { Grants = [new(Roles.CaseOfficer, LocalityCode.Root)] }, [group], default)).Count);
        Assert.Empty(await store.ListAsync(actor with { Grants = [] }, [group], default));

        Assert.Equal((1, true), await WriteAsync(async t => await TaskViewStore.CompareAsync(t, own with { Id = NewId() }, default)));
        Assert.Equal((0, false), await WriteAsync(async t => await TaskViewStore.CompareAsync(t, own, default)));
        Assert.Equal((1, false), await WriteAsync(async t => await TaskViewStore.CompareAsync(t, shared with { Id = NewId(), Name = own.Name }, default)));

        var renamed = own with { Name = NewKey("c"), Filter = new("group", DueBefore: new(2026, 3, 9), Locality: Cangqian) };
        Assert.True(await WriteAsync(async t => await TaskViewStore.UpdateAsync(t, renamed, default)));
        Assert.False(await WriteAsync(async t => await TaskViewStore.UpdateAsync(t, renamed with { Locality = Yuhang }, default)));
        Assert.Equal([renamed], await store.ListAsync(actor, [], default));

        foreach (var begin in new[] { shared, own, own })
        {
            await WriteAsync(async t => await TaskViewStore.SetDefaultAsync(t, me, begin.Id, default));
            Assert.Equal(begin.Id, await store.FindDefaultAsync(me, default));
        }

        await WriteAsync(async t => await TaskViewStore.ClearDefaultAsync(t, me, shared.Id, default));
        Assert.Equal(own.Id, await store.FindDefaultAsync(me, default));
        Assert.False(await WriteAsync(async t => await TaskViewStore.DeleteAsync(t, elsewhere with { Locality = Yuhang }, default)));
        Assert.True(await WriteAsync(async t => await TaskViewStore.DeleteAsync(t, own, default)));
        Assert.False(await WriteAsync(async t => await TaskViewStore.DeleteAsync(t, own, default)));
        Assert.Null(await store.FindDefaultAsync(me, default));
        Assert.Empty(await store.ListAsync(actor, [], default));
    }

    [Fact]
    public async Task Open_cases_are_counted_again_after_a_change_of_the_calendar()
    {
        var store = Get<CalendarChangeStore>();
        await office.FileAsync();
        var change = new CalendarChange(NewId(), Yuhang, NewKey("calendar"), 2, Now, CalendarStage.Running, null, 5, 0, 0, 0, Now);
        await store.AddAsync(change, default);
        await store.AddAsync(change with { OpenCases = 9 }, default);
        Assert.Equal(change, (await store.OpenAsync(default)).Single(c => c.Id == change.Id));
        var done = change with { Stage = CalendarStage.Done, LastCase = NewId(), SeenCases = 5, MovedCases = 1 };
        await store.AdvanceAsync(change with { SeenCases = 3 }, done, default);
        Assert.Contains(change, await store.ListAsync(Cangqian, 100, default));
        await store.AdvanceAsync(change, done, default);
        Assert.Contains(done, await store.ListAsync(LocalityCode.Root, 100, default));
        Assert.DoesNotContain(await store.OpenAsync(default), c => c.Id == change.Id);
        Assert.DoesNotContain(await store.ListAsync(LocalityCode.Parse("330106"), 100, default), c => c.Id == change.Id);

    }

    [Fact]
    public async Task Open_cases_are_listed_in_the_order_of_their_ids()
    {
        var store = Get<OpenCaseStore>();
        await office.FileAsync();
        await office.FileAsync();
        var open = await store.ListAsync(Yuhang, null, null, 500, default);
        Assert.Equal(open.Count, await store.CountAsync(Yuhang, default));
        await WriteAsync(async t => Assert.Equal(open.Count, await store.CountAsync(t, Yuhang, default)));
        var counted = await store.CountAsync(new LocalityScope(Yuhang), [CaseOffice.Hygiene, "nothing"], default);
        Assert.Equal(open.Count, counted.Sum(c => c.Number));
        Assert.All(counted, c => Assert.Equal((CaseOffice.Hygiene, "hygiene-permit"), (c.Item, c.Flow?.Key ?? "hygiene-permit")));
        Assert.Empty(await store.CountAsync(new LocalityScope(LocalityCode.Parse("330106")), [CaseOffice.Hygiene], default));
        Assert.Empty(await store.CountAsync(LocalityScope.System, [], default));
        Assert.Equal(open.Skip(1), await store.ListAsync(LocalityCode.Root, open[0], null, 500, default));
        Assert.Empty(await store.ListAsync(Yuhang, null, Now.AddYears(1), 500, default));
        Assert.Empty((await store.ListEndedAsync(Yuhang, CaseOffice.Hygiene, 500, default)).Intersect(open));
        Assert.Empty(await store.ListEndedAsync(Yuhang, "nothing", 500, default));
    }

    [Fact]
    public async Task Cases_are_listed_by_every_filter()
    {
        var (one, two) = ((await office.FileAsync())["number"]!.GetValue<string>(), (await office.FileAsync())["number"]!.GetValue<string>());
        var list = Get<CaseList>();
        var officer = new Actor(ActorKind.Staff, NewId(), "王磊", [new Grant(Roles.CaseOfficer, Yuhang), new Grant(Roles.Supervisor, LocalityCode.Root, "none")]);
        var elsewhere = new Actor(ActorKind.Staff, NewId(), "别处", [new Grant(Roles.CaseOfficer, LocalityCode.Parse("330106"))]);
        var account = await Get<IAccounts>().FindResidentAsync("111", CaseOffice.Resident, default);
        var resident = new Actor(ActorKind.Resident, account!.Value, "王芳", []);
        var today = ChinaTime.DayOf(Now);
        Assert.Equal([two, one], (await NumbersAsync(resident, new())).Take(2));
        Assert.Equal([two, one], (await NumbersAsync(officer, new(State: CaseState.Received, Item: CaseOffice.Hygiene, Locality: Cangqian, FiledFrom: today, FiledTo: today))).Take(2));
        Assert.Empty(await NumbersAsync(officer, new(FiledFrom: today.AddDays(1))));
        Assert.Equal([one], await NumbersAsync(officer, new(one)));
        var page = (await list.ListAsync(officer, new(Take: 1), default)).Value;
        Assert.Equal([one], await NumbersAsync(officer, new(Cursor: page.Next, Take: 1)));
        var byNumber = (await list.ListAsync(officer, new(two[..^4], Take: 1), default)).Value;
        Assert.Equal([one], await NumbersAsync(officer, new(two[..^4], Cursor: byNumber.Next, Take: 1)));
        Assert.Equal([two, one], (await NumbersAsync(officer, new(CaseOffice.Resident))).Take(2));
        Assert.Empty(await NumbersAsync(elsewhere, new()));
        Assert.Empty(await NumbersAsync(elsewhere, new(CaseOffice.Resident)));
        Assert.Empty(await NumbersAsync(new Actor(ActorKind.Staff, NewId(), "无", []), new()));
        Assert.Equal("query.cursor", (await list.ListAsync(officer, new(Cursor: "x"), default)).Problems[0].Code);
        var shown = (await list.ListAsync(officer, new(one), default)).Value.Items[0];
        Assert.Equal(("王*", "330110********0004"), (shown.Applicant, shown.IdNumber));
    }

    [Fact]
    public async Task Cases_are_found_by_parts_of_a_name_only_where_they_may_be_read()
    {
        var (one, two) = ((await office.FileAsync())["number"]!.GetValue<string>(), (await office.FileAsync())["number"]!.GetValue<string>());
        var officer = new Actor(ActorKind.Staff, NewId(), "王磊", [new Grant(Roles.CaseOfficer, Yuhang), new Grant(Roles.Supervisor, LocalityCode.Root, "none")]);
        var other = new Actor(ActorKind.Staff, NewId(), "别处", [new Grant(Roles.CaseOfficer, LocalityCode.Parse("330106")), new Grant(Roles.Supervisor, Yuhang, "none")]);
        var personal = Get<IPersonalData>();
        var file = (await Get<CaseReader>().FindAsync(one, default))!;
        var words = CaseWords.OfName("清波路三号美发厅", personal).Append(CaseWords.OfField("placeType", "hairdressing", personal)).ToList();
        // As if the case came from before there were words: its line and words are made once.
        const string Hygiene = "Flow/hygiene-permit/33@1";
        await WriteAsync(t => t.Connection!.ExecuteAsync("update case_line set word_version = 0, summary = null, flow = null where case_id = @id", new { id = file.Id }, t));
        Assert.Contains(file.Id, await Get<CaseLineStore>().UnreadAsync(500, default));
        Assert.Contains((await Get<CaseList>().ListAsync(officer, new(one), default)).Value.Items, l => l.ItemName.ToString() == CaseOffice.Hygiene);
        Assert.False(await Get<CaseLineStore>().CompleteAsync(file with { Version = file.Version + 1 }, Hygiene, words, default));
        Assert.True(await Get<CaseLineStore>().CompleteAsync(file, Hygiene, words, default));
        Assert.False(await Get<CaseLineStore>().CompleteAsync(file, Hygiene, words, default));

        Assert.Equal([two, one], (await NumbersAsync(officer, new("王芳"))).Take(2));
        Assert.Equal([two, one], (await NumbersAsync(officer, new(" 王 "))).Take(2));
        Assert.Equal([one], await NumbersAsync(officer, new("清波路", Fields: [new("placeType", "hairdressing")])));
        Assert.Empty(await NumbersAsync(officer, new("清波路", Fields: [new("placeType", "hotel")])));
        Assert.Empty(await NumbersAsync(officer, new("波清")));
        Assert.Empty(await NumbersAsync(officer, new("！？")));
        Assert.Empty(await NumbersAsync(other, new("清波路")));
        var page = (await Get<CaseList>().ListAsync(officer, new("王芳", Take: 1), default)).Value;
        Assert.Equal([one], await NumbersAsync(officer, new("王芳", Cursor: page.Next, Take: 1)));

        var tasks = await Get<TaskList>().ListAsync(
            new Actor(ActorKind.Staff, NewId(), "李娜", [new Grant(Roles.AcceptanceOfficer, Yuhang)]), new(Fields: [new("placeType", "hairdressing")], Take: 200), default);
        Assert.Contains(tasks.Value.Items, t => t.CaseNumber == one);
        Assert.DoesNotContain(tasks.Value.Items, t => t.CaseNumber == two);

        // A task of a group is kept from who is not in it, and only from them.
        await WriteAsync(t => t.Connection!.ExecuteAsync("update case_task set team = 'g1' where number = @one", new { one }, t));
        var own = file.Tasks[0];
        foreach (var (group, role, place, authority, shown) in new[]
        {
            ("g1", Roles.AcceptanceOfficer, Yuhang, own.AuthorityIn(file), false), ("g1", Roles.AcceptanceOfficer, LocalityCode.Root, own.AuthorityIn(file), false), ("g2", Roles.AcceptanceOfficer, Yuhang, own.AuthorityIn(file), true),
            ("g1", Roles.CaseOfficer, Yuhang, own.AuthorityIn(file), true), ("g1", Roles.AcceptanceOfficer, LocalityCode.Parse("330106"), own.AuthorityIn(file), true), ("g1", Roles.AcceptanceOfficer, Yuhang, "other", true),
        })
        {
            var outside = new Actor(ActorKind.Staff, NewId(), "李娜", [new Grant(Roles.AcceptanceOfficer, Yuhang)]) { KeptFrom = [new(authority, group, role, place), new(authority, "g9", role, place)] };
            foreach (var scope in new[] { "group", "all" })
            {
                var listed = (await Get<TaskList>().ListAsync(outside, new(scope, Text: one, Count: true), default)).Value;
                Assert.Equal((shown, shown ? 1 : 0), (listed.Items.Any(t => t.Group?.Key == "g1"), listed.Count!.Value));
            }
        }

        await WriteAsync(t => t.Connection!.ExecuteAsync("update case_task set team = null where number = @one", new { one }, t));

        // What many cases have is looked up task by task.
        var (sql, acceptance) = (new TaskListStore.Statement(TaskSort.Due, Database.Dialect), new Actor(ActorKind.Staff, NewId(), "李娜", [new Grant(Roles.AcceptanceOfficer, Yuhang)]));
        sql.VisibleTo(acceptance, "all");
        sql.Having(words[^1], rare: false);
        var (text, parameters) = sql.Build(200);
        await using (var connection = await Database.OpenAsync(default))
        {
            Assert.Equal([one], (await connection.QueryAsync<TaskRow>(text, parameters)).Select(t => t.Number));
        }

        // A name that was corrected is no longer found by what it was.
        await WriteAsync(async t =>
        {
            var changed = CaseRecords.WithWords(file, gone: [words[0]], added: [.. words.Skip(1), CaseWords.OfField("x", "y", personal)]);
            await CaseLineStore.WriteAsync(t, changed, file, default);
        });
        Assert.Empty(await NumbersAsync(officer, new("清", Item: CaseOffice.Hygiene)));
        Assert.Equal([one], await NumbersAsync(officer, new("美发厅", Fields: [new("x", "y")])));
    }

    private async Task<IReadOnlyList<string>> NumbersAsync(Actor actor, CaseQuery query) => [.. (await Get<CaseList>().ListAsync(actor, query, default)).Value.Items.Select(l => l.Number)];

    [Fact]
    public async Task Tasks_are_listed_by_every_filter_in_both_orders()
    {
        var numbers = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            numbers.Add((await office.FileAsync())["number"]!.GetValue<string>());
        }

        var officer = new Actor(ActorKind.Staff, NewId(), "李娜", [new Grant(Roles.AcceptanceOfficer, Yuhang)]);
        var supervisor = new Actor(ActorKind.Staff, NewId(), "主管", [new Grant(Roles.Supervisor, Yuhang), new Grant(Roles.Supervisor, LocalityCode.Root, "none")]);
        var full = new TaskQuery("group", CaseOffice.Hygiene, null, CaseState.Received, Cangqian, new DateOnly(2030, 1, 1), numbers[0][..^2], "opened", null, 200, new DateOnly(2020, 1, 1), Roles.AcceptanceOfficer, Count: true);
        Assert.Superset(numbers.ToHashSet(), (await ListAsync(officer, full)).ToHashSet());
        Assert.Equal([numbers[1]], await ListAsync(officer, new(Text: numbers[1])));
        Assert.Equal(new TaskCount(1, false), (await Get<TaskList>().ListAsync(officer, new(Text: numbers[1], Count: true), default)).Value.Count);
        Assert.Empty(await ListAsync(officer, new(Assignee: NewId())));
        Assert.Empty(await ListAsync(officer, new(DueBefore: new DateOnly(2020, 1, 1))));
        Assert.Contains(numbers[2], await ListAsync(supervisor, new(Kind: Enum.Parse<TaskKind>((await office.TaskAsync("li.na", numbers[2]))["kind"]!.GetValue<string>(), ignoreCase: true), Take: 200)));
        Assert.Empty(await ListAsync(officer, new("mine")));
        Assert.Empty(await ListAsync(new Actor(ActorKind.Staff, NewId(), "无", []), new()));
        foreach (var sort in new[] { "due", "opened", "number" })
        {
            var walked = new List<string>();
            string? cursor = null;
            do
            {
                var page = (await Get<TaskList>().ListAsync(officer, new(Sort: sort, Cursor: cursor, Take: 2), default)).Value;
                walked.AddRange(page.Items.Select(t => t.Id.ToString()));
                cursor = page.Next;
            }
            while (cursor is not null);
            Assert.Equal(walked.Count, walked.Distinct().Count());
            Assert.True(walked.Count >= 3);
        }

        async Task<List<string>> ListAsync(Actor actor, TaskQuery query) => [.. (await Get<TaskList>().ListAsync(actor, query, default)).Value.Items.Select(t => t.CaseNumber)];
    }
}
