using System.Text.Json.Nodes;
using Platform.Model;
using Platform.Model.Identity;
using Platform.Server.Cases;
using Platform.Server.Cases.Tasks;
using Platform.Server.Cases.Workbench;
using Platform.Server.Hosting;

namespace Platform.Tests.Cases.Workbench;

/// <summary>The open case page of two officers on a real server.</summary>
public sealed class CaseBenchTests(CaseOffice office) : IClassFixture<CaseOffice>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_stale_command_is_refused_with_what_changed_and_works_the_second_time()
    {
        var number = (await office.FileAsync())["number"]!.GetValue<string>();
        var (mine, other) = (await OpenAsync("li.na", number), await OpenAsync("wang.lei", number));
        Assert.Empty(await other.SendAsync(_ => new AddNote { Actor = other.Actor, Kind = NoteKind.Internal, Text = "请核对面积" }, Ct));

        Assert.True(await mine.LookAsync());
        Assert.Null(mine.News);
        var task = mine.Sheet!.File.Tasks.Single();
        var refused = await mine.SendAsync(_ => new ClaimTask { Actor = mine.Actor, TaskId = task.Id }, Ct);

        Assert.Equal(ProblemKind.Stale, Assert.Single(refused).Kind);
        Assert.Equal("note.internal", Assert.Single(mine.News!.Events).Name);
        Assert.Empty(mine.News.Answers);
        Assert.False(mine.IsBehind);

        Assert.Empty(await mine.SendAsync(_ => new ClaimTask { Actor = mine.Actor, TaskId = task.Id }, Ct));
        Assert.Null(mine.News);
        Assert.Equal(mine.Actor.AccountId, mine.Sheet.File.FindTask(task.Id)!.Assignee);
    }

    [Fact]
    public async Task What_a_supplement_changed_is_marked_with_its_source()
    {
        var number = (await office.FileAsync())["number"]!.GetValue<string>();
        var bench = await OpenAsync("li.na", number);
        var notice = new JsonObject
        {
            ["fields"] = new JsonArray(new JsonObject { ["key"] = "placeName", ["reason"] = "与招牌不符" }),
            ["materials"] = new JsonArray(),
        };
        await office.CompleteAsync("li.na", number, "Supplement", new JsonObject { ["notice"] = notice });
        using var supplied = await CaseOffice.PostAsync(
            await office.ResidentAsync(), $"/api/v1/cases/{number}/supplement", new JsonObject { ["answers"] = new JsonObject { ["placeName"] = "清波美容（新）" }, ["channel"] = "mobile" });
        await CaseOffice.ReadAsync(supplied);

        await bench.ShowNewsAsync(Ct);

        var sheet = bench.Sheet!;
        Assert.Equal("清波美容店仓前店", bench.News!.Answers["placeName"]!.GetValue<string>());
        Assert.Equal(["placeName"], sheet.ChangedAnswers.Keys);
        Assert.Equal(("typed", "mobile"), (sheet.OriginOf("placeName")!.Source, sheet.OriginOf("placeName")!.Channel));
        Assert.Equal("pc", sheet.OriginOf("rooms[0].area")!.Channel);
        Assert.Contains("placeName", sheet.MarkablePaths);
        Assert.Contains("rooms[1].area", sheet.MarkablePaths);
        Assert.DoesNotContain("totalArea", sheet.MarkablePaths);
    }

    [Fact]
    public async Task A_case_of_another_place_is_not_there()
    {
        var number = (await office.FileAsync())["number"]!.GetValue<string>();
        var sheets = office.Server.Get<CaseSheets>();
        var stranger = new Actor(ActorKind.Staff, Guid.Empty, "外地", [new Grant(Roles.CaseOfficer, Model.Localities.LocalityCode.Parse("330106"))]);
        Assert.Null(await sheets.ReadAsync(stranger, number, Ct));
        Assert.Null(await sheets.ReadAsync(Actor.Visitor, number, Ct));
    }

    [Fact]
    public void Who_has_a_case_open_is_told_to_the_others_only()
    {
        var presence = new Presence<Guid>("case");
        var (caseId, li, wang) = (new Guid(1, 0, 0, new byte[8]), new Guid(2, 0, 0, new byte[8]), new Guid(3, 0, 0, new byte[8]));
        var told = 0;
        using var first = presence.Enter(caseId, li, "李娜", () => told++);
        Assert.Empty(presence.OthersIn(caseId, li));

        using var second = presence.Enter(caseId, wang, "王磊", () => { });
        using var tab = presence.Enter(caseId, wang, "王磊", () => { });
        Assert.Equal([new Colleague(wang, "王磊")], presence.OthersIn(caseId, li));
        Assert.Equal([new Colleague(li, "李娜")], presence.OthersIn(caseId, wang));
        Assert.Equal(2, told);

        second.Dispose();
        second.Dispose();
        Assert.Equal([new Colleague(wang, "王磊")], presence.OthersIn(caseId, li));
        tab.Dispose();
        Assert.Empty(presence.OthersIn(caseId, li));
        Assert.Equal(4, told);
    }

    [Fact]
    public async Task What_is_typed_is_kept_when_the_page_goes()
    {
        var saves = 0;
        var keeper = new DraftKeeper(office.Server.Clock, () => { saves++; return Task.FromResult(Result<Done>.Ok(Done.It)); }, () => Task.CompletedTask);
        await keeper.FlushAsync();
        Assert.Equal(0, saves);

        keeper.Touch();
        Assert.True(keeper.IsDirty);
        await keeper.DisposeAsync();
        Assert.Equal(1, saves);
        Assert.Equal(office.Server.Clock.GetUtcNow(), keeper.SavedAt);
        Assert.False(keeper.IsDirty);
    }

    private async Task<CaseBench> OpenAsync(string user, string number)
    {
        var bench = new CaseBench(office.Server.Get<CaseSheets>(), office.Server.Get<CaseReader>(), new Fixed(await ActorAsync(user)));
        Assert.NotNull(await bench.OpenAsync(number, Ct));
        return bench;
    }

    private async Task<Actor> ActorAsync(string user)
    {
        var role = user == "li.na" ? Roles.AcceptanceOfficer : Roles.CaseOfficer;
        var place = Model.Localities.LocalityCode.Parse("330110");
        var account = (await office.Server.Get<IAccounts>().ListByRoleAsync(role, place, null, Ct)).First(a => a.UserName == user);
        return new(ActorKind.Staff, account.Id, account.Name, [new Grant(role, place)]);
    }

    private sealed class Fixed(Actor actor) : ICurrentActor
    {
        public Actor Actor => actor;
    }
}
