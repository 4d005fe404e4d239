using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Dapper;
using Platform.Model;
using Platform.Model.Cases;
using Platform.Model.Clocks;
using Platform.Model.Flows;
using Platform.Model.Forms;
using Platform.Model.Identity;
using Platform.Model.Localities;
using Platform.Model.Notifications;
using Platform.Server.Cases;
using Platform.Server.Cases.Bundles;
using Platform.Server.Cases.Calendars;
using Platform.Server.Cases.Drafts;
using Platform.Server.Cases.Journal;
using Platform.Server.Cases.Ladder;
using Platform.Server.Cases.Search;
using Platform.Server.Cases.Tasks;
using Platform.Server.Cases.Unmask;
using Platform.Server.Hosting.Repetition;
using Platform.Tests.Cases;
using Platform.Tests.Cases.Journal;
using Platform.Tests.Cases.Search;

namespace Platform.Tests.Storage.Contract;

public abstract partial class StoreContract
{
    [Fact]
    public async Task A_case_is_written_step_by_step_and_its_journal_holds()
    {
        var number = (await office.FileAsync())["number"]!.GetValue<string>();
        var task = (await office.TaskAsync("li.na", number))["id"]!.GetValue<string>();
        using (await CaseOffice.PostAsync(await office.AsAsync("li.na"), $"/api/v1/tasks/{task}/claim", new JsonObject()))
        {
            await office.CompleteAsync("li.na", number, "Supplement", new JsonObject
            {
                ["notice"] = new JsonObject { ["fields"] = new JsonArray(new JsonObject { ["key"] = "managerPhone", ["reason"] = "号码无法接通" }), ["materials"] = new JsonArray() },
            });
        }

        var resident = await office.ResidentAsync();
        using var back = await CaseOffice.PostAsync(resident, $"/api/v1/cases/{number}/supplement", new JsonObject { ["answers"] = new JsonObject { ["managerPhone"] = "13800000009" } });
        await CaseOffice.ReadAsync(back);
        foreach (var (user, outcome, data) in new (string, string, JsonObject?)[]
        {
            ("li.na", "Accept", null), ("wang.lei", "Pass", null), ("liu.yang", "Pass", null), ("chen.jing", "Grant", null),
            ("zhao.qiang", "Delivered", new JsonObject { ["method"] = "window", ["proof"] = "本人签收" }),
        })
        {
            await office.CompleteAsync(user, number, outcome, data);
        }

        var file = (await Get<CaseReader>().FindAsync(number, default))!;
        var stored = (await Get<CaseStore>().LoadAsync(file.Id, default))!;
        Assert.Equal((CaseState.Delivered, file.Version, 2), (stored.State, stored.Version, stored.AnswersRevision));
        Assert.Equal("13800000009", stored.Content.Answers.ToJson()["managerPhone"]!.GetValue<string>());
        Assert.NotEqual("13800000009", (await Get<RevisionStore>().AsFiledAsync(file, default)).Answers.ToJson()["managerPhone"]!.GetValue<string>());
        var rows = await Get<JournalStore>().RowsAsync(file, default);
        Assert.Equal(Enumerable.Range(1, file.LastSeq), rows.Select(r => r.Seq));
        Assert.Equal(file.LastHash, rows[^1].Hash);
        Assert.Equal(0, (await (await ExportedJournal.OfAsync(Server)).VerifyAsync()).Code);
        Assert.Equal(0, (await (await ExportedJournal.OfAsync(Server, Cangqian)).VerifyAsync()).Code);
        Assert.True(await Get<JournalStore>().HasActedAsync(file, rows.First(r => r.ActorKind == nameof(ActorKind.Staff)).ActorId!.Value, default));
        Assert.False(await Get<JournalStore>().HasActedAsync(file, NewId(), default));

        var listed = Assert.Single(await Get<CaseStore>().ListAsync([file.Id, NewId()], default));
        Assert.Equal((number, CaseState.Delivered, file.Version, file.Authority), (listed.Number, listed.State, listed.Version, listed.Authority));
        Assert.Empty(await Get<CaseStore>().ListAsync([NewId()], default));

        var index = Get<CaseIndexStore>();
        Assert.Equal(file.Id, await index.OfNumberAsync(number, default));
        Assert.Equal(file.Id, await index.OfTaskAsync(Guid.Parse(task), default));
        Assert.Contains(file.Id, await index.OfFileAsync(stored.Content.Files.First(), default));
        Assert.Null(await index.OfNumberAsync("none", default));
        var attached = stored.Content.Files.First();
        Assert.Equal([attached], await index.AttachedAsync([attached, NewId()], default));
    }

    [Fact]
    public async Task Turns_and_loads_of_those_who_are_given_tasks()
    {
        var store = Get<TaskTurnStore>();
        var number = (await office.FileAsync())["number"]!.GetValue<string>();
        var task = (await office.TaskAsync("li.na", number))["id"]!.GetValue<Guid>();
        using (await CaseOffice.PostAsync(await office.AsAsync("li.na"), $"/api/v1/tasks/{task}/claim", new JsonObject()))
        {
        }

        var file = (await Get<CaseReader>().FindAsync(number, default))!;
        var (holder, other, authority) = (file.Tasks.Single().Assignee!.Value, NewId(), NewKey("T"));
        foreach (var at in new[] { Now, Now.AddMinutes(1) })
        {
            await WriteAsync(async t => await TaskTurnStore.WriteAsync(t, authority, "r", holder, at, default));
        }

        var stands = await store.StandsAsync(authority, "r", [holder, other], default);
        Assert.Equal(Now.AddMinutes(1), stands[holder].LastTurn);
        Assert.True(stands[holder].Open >= 1);
        Assert.Equal((0, (DateTimeOffset?)null), stands[other]);
        Assert.Contains((task, file.Id), await Get<TaskListStore>().ListHeldAsync(holder, null, 10_000, default));
        Assert.DoesNotContain((task, file.Id), await Get<TaskListStore>().ListHeldAsync(holder, task, 10_000, default));

        var substitute = new Actor(ActorKind.Staff, other, "代办", [new(Roles.AcceptanceOfficer, Yuhang)]);
        var mine = new TaskQuery("mine", Text: number);
        Assert.Empty((await Get<TaskListStore>().ListAsync(substitute, mine, TaskSort.Due, default))!.Value.Rows);
        Assert.Equal([task], (await Get<TaskListStore>().ListAsync(substitute with { StandsInFor = [new(holder, "李娜")] }, mine, TaskSort.Due, default))!.Value.Rows.Select(r => r.Id));

        Assert.Null(await store.LastDoneByAsync(file.Id, Roles.AcceptanceOfficer, default));
        await office.CompleteAsync("li.na", number, "Accept");
        Assert.Equal(holder, await store.LastDoneByAsync(file.Id, Roles.AcceptanceOfficer, default));
    }

    [Fact]
    public async Task Cases_that_wait_for_an_event_are_found_by_correlation_or_by_place()
    {
        var store = Get<EventWaitStore>();
        var (name, correlation, one, two, far) = (NewKey("event"), NewKey("order"), NewId(), NewId(), NewId());
        var elsewhere = LocalityCode.Parse("330106");
        await WriteAsync(async t =>
        {
            await EventWaitStore.WriteAsync(t, one, Yuhang, [new(name, correlation), new(name, "another")], [], default);
            await EventWaitStore.WriteAsync(t, two, Yuhang, [new(name, two.ToString())], [], default);
            await EventWaitStore.WriteAsync(t, far, elsewhere, [new(name, correlation)], [], default);
        });

        Assert.Equal([one], await store.FindAsync(name, correlation, Yuhang, default));
        Assert.Equal([far], await store.FindAsync(name, correlation, elsewhere, default));
        Assert.Equal(new[] { one, far }.Order(), (await store.FindAsync(name, correlation, LocalityCode.Parse("3301"), default)).Order());
        Assert.Equal(new[] { one, two }.Order(), (await store.FindAsync(name, null, Yuhang, default)).Order());
        Assert.Equal([far], await store.FindAsync(name, null, elsewhere, default));

        await WriteAsync(async t => await EventWaitStore.WriteAsync(t, one, Yuhang, [], [new(name, correlation)], default));
        Assert.Empty(await store.FindAsync(name, correlation, Yuhang, default));
        Assert.Contains(one, await store.FindAsync(name, null, Yuhang, default));
    }

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
    public async Task A_state_in_plain_is_sealed_once()
    {
        var store = Get<CaseStore>();
        var id = (await Get<CaseReader>().FindAsync((await office.FileAsync())["number"]!.GetValue<string>(), default))!.Id;
        var plain = Get<IPersonalData>().Unseal(await SealedAsync());
        await WriteAsync(t => t.Connection!.ExecuteAsync("update case_state set plain = 1, sealed = @plain where case_id = @id", new { id, plain }, t));
        Assert.True(await store.SealAsync(500, default) >= 1);
        Assert.Equal(0, await store.SealAsync(500, default));
        Assert.Equal(plain, Get<IPersonalData>().Unseal(await SealedAsync()));

        async Task<byte[]> SealedAsync()
        {
            await using var connection = await Database.OpenAsync(default);
            return await connection.QuerySingleAsync<byte[]>("select sealed from case_state where case_id = @id", new { id });
        }
    }

    [Fact]
    public async Task A_bundle_is_numbered_kept_sealed_and_listed_for_its_applicant()
    {
        var store = Get<BundleStore>();
        var account = NewId();
        var filed = new List<BundleFile>();
        for (var i = 0; i < 3; i++)
        {
            var bundle = new BundleFile
            {
                Id = NewId(), Locality = Cangqian, Code = "birth", Name = LocalizedText.Of("出生一件事"), VersionId = "v1", TrackingCode = TrackingCode.Generate(n => new byte[n]),
                ApplicantAccount = account, FiledAt = Now.AddYears(-9), Cases = [NewId(), NewId()],
            };
            filed.Add(await WriteAsync(async t => await store.AddAsync(t, bundle, default)));
        }

        var numbers = filed.Select(b => int.Parse(b.Number.Split('-')[^1], System.Globalization.CultureInfo.InvariantCulture)).ToList();
        Assert.Equal([numbers[0], numbers[0] + 1, numbers[0] + 2], numbers);
        var read = (await store.FindAsync(filed[1].Number, default))!;
        Assert.Equal((filed[1].Id, filed[1].TrackingCode, filed[1].FiledAt), (read.Id, read.TrackingCode, read.FiledAt));
        Assert.Equal(filed[1].Cases, read.Cases);
        Assert.Equal(filed[1].Number, (await store.FindAsync(filed[1].Id, default))!.Number);
        Assert.Null(await store.FindAsync("none", default));
        var stranger = await WriteAsync(async t => await store.AddAsync(t, filed[0] with { Id = NewId(), ApplicantAccount = null, FiledBy = account }, default));
        var found = (await store.FindAsync(stranger.Number, default))!;
        Assert.Equal((stranger.Id, (Guid?)null, (Guid?)account), (found.Id, found.ApplicantAccount, found.FiledBy));
        Assert.Equal([filed[2].Id, filed[1].Id], (await store.ListAsync(account, null, 2, default)).Select(b => b.Id));
        Assert.Equal([filed[0].Id], (await store.ListAsync(account, filed[1].Id, 2, default)).Select(b => b.Id));
        Assert.Empty(await store.ListAsync(NewId(), null, 2, default));
        await using var connection = await Database.OpenAsync(default);
        Assert.DoesNotContain("出生", await connection.QuerySingleAsync<string>("select body from case_bundle where id = @Id", new { filed[0].Id }), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Personal_data_stand_open_for_one_person_once_the_journal_says_so()
    {
        var store = Get<UnmaskStore>();
        var file = (await Get<CaseReader>().FindAsync((await office.FileAsync())["number"]!.GetValue<string>(), default))!;
        var claim = new UnmaskClaim(NewId(), file, NewId(), NewId(), DateOnly.FromDateTime(Now.UtcDateTime), Now.AddYears(-9).AddMinutes(30));
        Assert.True((await store.ClaimAsync(claim, 1, default)).Succeeded);
        Assert.Equal("case.unmask.limit", Assert.Single((await store.ClaimAsync(claim with { Id = NewId() }, 1, default)).Problems).Code);
        Assert.Null(await UntilAsync(claim.Session, Now.AddYears(-9)));
        for (var i = 0; i < 2; i++)
        {
            await WriteAsync(async t => await store.ApplyAsync(new UnmaskJournaled(claim.Id), new(t, Now, file.Locality), default));
        }

        Assert.Equal(claim.Until, await UntilAsync(claim.Session, Now.AddYears(-9)));
        Assert.Null(await UntilAsync(NewId(), Now.AddYears(-9)));
        Assert.Null(await UntilAsync(claim.Session, claim.Until));
        Assert.Equal(1, await store.ForgetAsync(Now.AddYears(-8), 10, default));
        Assert.Equal(0, await store.ForgetAsync(Now.AddYears(-8), 10, default));

        Task<DateTimeOffset?> UntilAsync(Guid session, DateTimeOffset now) => store.FindUntilAsync(file, claim.Account, session, now, default);
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
    public async Task Keys_of_requests_are_forgotten_when_they_are_old()
    {
        var resident = await office.ResidentAsync();
        using var filed = await CaseOffice.PostAsync(resident, "/api/v1/cases", await CaseOffice.FilingAsync(resident), office.NewKey());
        await CaseOffice.ReadAsync(filed, System.Net.HttpStatusCode.Created);
        await WriteAsync(t => t.Connection!.ExecuteAsync(
            "insert into case_request (requester, request_key, digest, case_id, at) values (@requester, 'k', 'd', @id, @at)", new { requester = NewKey("requester"), id = NewId(), at = Now.AddYears(-9) }, t));
        Assert.Equal(1, await Get<CaseStore>().ForgetRequestsAsync(Now.AddYears(-8), 10, default));
        Assert.Equal(0, await Get<CaseStore>().ForgetRequestsAsync(Now.AddYears(-8), 10, default));
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
    public async Task Drafts_that_expire_are_told_of_once_and_then_deleted()
    {
        var store = Get<DraftStore>();
        var account = (await Get<IAccounts>().FindResidentAsync("111", CaseOffice.Resident, default))!.Value;
        var content = new DraftContent("v1", new CaseApplicant("1", "王芳", "111", CaseOffice.Resident, ""), ImmutableDictionary<string, string>.Empty, Answers.Empty, [], "pc");
        var draft = new Draft(NewId(), account, Cangqian, CaseOffice.Hygiene, 1, Now.AddYears(-9), Now.AddYears(-8), content, Now.AddYears(-8).AddDays(-3));
        Assert.True((await store.SaveAsync(draft, default)).Succeeded);
        var when = Now.AddYears(-8).AddDays(-2);
        var expiring = (await store.ListToWarnAsync(when, 500, default)).Single(d => d.Id == draft.Id);
        var message = new SendMessageEffect(NewId(), account, null, null, null, Cangqian, "draft.expiring", """{"item":"x"}""", null);
        await store.WarnAsync(expiring, message, Now, default);
        await store.WarnAsync(expiring, message with { MessageId = NewId() }, Now, default);
        Assert.DoesNotContain(await store.ListToWarnAsync(when, 500, default), d => d.Id == draft.Id);
        Assert.Contains(await store.ListAllAsync(account, default), d => d.Id == draft.Id);
        Assert.Equal(1, await store.DeleteExpiredAsync(Now.AddYears(-7), 10, default));
        Assert.DoesNotContain(await store.ListAllAsync(account, default), d => d.Id == draft.Id);
    }

    [Fact]
    public async Task Filing_twice_with_one_key_makes_one_case_and_numbers_have_no_gap()
    {
        var resident = await office.ResidentAsync();
        var (filing, key) = (await CaseOffice.FilingAsync(resident), office.NewKey());
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(async _ =>
        {
            using var answer = await CaseOffice.PostAsync(resident, "/api/v1/cases", filing.DeepClone(), key);
            return (await CaseOffice.ReadAsync(answer, System.Net.HttpStatusCode.Created))["number"]!.GetValue<string>();
        }));
        var first = Assert.Single(answers.Distinct());
        var next = (await office.FileAsync())["number"]!.GetValue<string>();
        Assert.Equal(long.Parse(first[^4..], null) + 1, long.Parse(next[^4..], null));
        Assert.Null(await Get<CaseStore>().FindRequestAsync(new RequestKey("nobody", key, ""), default));
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

    [Fact]
    public async Task Drafts_are_kept_by_version_until_they_expire()
    {
        var store = Get<DraftStore>();
        var content = new DraftContent("v1", new CaseApplicant("1", "王芳", "111", CaseOffice.Resident, ""), ImmutableDictionary<string, string>.Empty, Answers.Empty, [], "pc");
        var draft = new Draft(NewId(), NewId(), Cangqian, CaseOffice.Hygiene, 1, Now, Now.AddDays(1), content);
        Assert.True((await store.SaveAsync(draft, default)).Succeeded);
        Assert.Equal("draft.stale", (await store.SaveAsync(draft, default)).Problems[0].Code);
        Assert.True((await store.SaveAsync(draft with { Version = 2, UpdatedAt = Now.AddHours(1) }, default)).Succeeded);
        Assert.False((await store.SaveAsync(draft with { Version = 2 }, default)).Succeeded);
        Assert.Equal((2, Now.AddHours(1)), (await store.FindAsync(draft.Account, draft.Id, Now, default)) is { } found ? (found.Version, found.UpdatedAt) : default);
        Assert.Null(await store.FindAsync(draft.Account, draft.Id, Now.AddDays(1), default));
        Assert.Equal([draft.Id], (await store.ListAsync(draft.Account, Now, default)).Select(d => d.Id));
        await store.DeleteAsync(NewId(), draft.Id, default);
        Assert.Single(await store.ListAsync(draft.Account, Now, default));
        await store.DeleteAsync(draft.Account, draft.Id, default);
        Assert.Empty(await store.ListAsync(draft.Account, Now, default));
    }

    [Fact]
    public async Task An_opinion_being_typed_is_kept_per_person()
    {
        var store = Get<OpinionStore>();
        var (task, me) = (NewId(), new Actor(ActorKind.Staff, NewId(), "王磊", []));
        await store.SaveAsync(task, me, "第一", null, default);
        await store.SaveAsync(task, me, "第二", new JsonObject { ["a"] = 1 }, default);
        Assert.Equal("第二", (await store.FindAsync(task, me, default))!.Text);
        Assert.Null(await store.FindAsync(task, me with { AccountId = NewId() }, default));
    }

    [Fact]
    public async Task Due_timers_come_in_order_and_wait_longer_after_a_failure()
    {
        var store = Get<TimerStore>();
        await office.FileAsync();
        var due = await store.DueAsync(Now.AddYears(1), 500, default);
        Assert.NotEmpty(due);
        Assert.Empty(await store.DueAsync(Now.AddYears(-1), 500, default));
        var overdue = await store.OverdueAsync(Now.AddYears(1), default);
        Assert.Equal((long)due.Count, overdue.Count);
        Assert.NotNull(overdue.Since);
        Assert.Equal((null, 0L), await store.OverdueAsync(Now.AddYears(-1), default));
        await store.PostponeAsync(due[0].Id, Now.AddYears(2), default);
        Assert.DoesNotContain(due[0].Id, (await store.DueAsync(Now.AddYears(1), 500, default)).Select(t => t.Id));
        Assert.Equal(1, (await store.DueAsync(Now.AddYears(2), 500, default)).Single(t => t.Id == due[0].Id).Attempts);

        // Put off by a clock that was a year ahead of next year; those never tried keep their time. Nothing becomes due now, or the timers of this server would fire.
        await store.HastenAsync(Now.AddYears(1), TimeSpan.FromMinutes(10), default);
        Assert.Contains(due[0].Id, (await store.DueAsync(Now.AddYears(1), 500, default)).Select(t => t.Id));
        Assert.DoesNotContain(due[0].Id, (await store.DueAsync(Now.AddYears(1).AddSeconds(-1), 500, default)).Select(t => t.Id));
    }
}
