using System.Text.Json.Nodes;
using Dapper;
using Platform.Model;
using Platform.Model.Cases;
using Platform.Model.Forms;
using Platform.Model.Identity;
using Platform.Model.Localities;
using Platform.Server.Cases;
using Platform.Server.Cases.Bundles;
using Platform.Server.Cases.Journal;
using Platform.Server.Cases.Search;
using Platform.Server.Cases.Tasks;
using Platform.Server.Cases.Unmask;
using Platform.Server.Hosting.Repetition;
using Platform.Tests.Cases;
using Platform.Tests.Cases.Journal;

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
