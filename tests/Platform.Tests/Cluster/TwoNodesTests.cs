using System.Net;
using System.Text.Json.Nodes;
using Orleans;
using Orleans.Runtime;
using Platform.Model;
using Platform.Model.Identity;
using Platform.Model.Items;
using Platform.Server.Cases;
using Platform.Server.Cases.Journal;
using Platform.Server.Data;
using Platform.Tests.Cases;
using Platform.Tests.Hosting;

namespace Platform.Tests.Cluster;

/// <summary>One case, two nodes.</summary>
public sealed class TwoNodesTests : IAsyncLifetime
{
    private readonly TwoNodes _nodes = new();

    public async ValueTask InitializeAsync()
    {
        TestEngine.SkipWithout(Engines.Postgres);
        await _nodes.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_nodes.Other is not null)
        {
            await _nodes.Other.DisposeAsync();
            await _nodes.DisposeAsync();
        }
    }

    [Fact]
    public async Task Whichever_node_is_asked_the_answer_is_that_of_the_owner()
    {
        var number = (await _nodes.FileAsync())["number"]!.GetValue<string>();
        var task = (await _nodes.TaskAsync("li.na", number))["id"]!.GetValue<string>();
        var (here, there) = (await _nodes.AsAsync("li.na"), await _nodes.AsOtherAsync("li.na"));
        foreach (var language in new[] { "zh-CN", "en" })
        {
            Assert.Equal(await RefusalAsync(here, language), await RefusalAsync(there, language));
        }

        using var done = await CaseOffice.PostAsync(there, $"/api/v1/tasks/{task}/complete", new JsonObject { ["outcome"] = "Accept" }, key: "one");
        Assert.Equal(2, (await CaseOffice.ReadAsync(done))["version"]!.GetValue<long>());
        using var again = await CaseOffice.PostAsync(here, $"/api/v1/tasks/{task}/complete", new JsonObject { ["outcome"] = "Accept" }, key: "one");
        Assert.Equal(2, (await CaseOffice.ReadAsync(again))["version"]!.GetValue<long>());
        Assert.Equal("inReview", (await CaseOffice.GetAsync(await _nodes.AsOtherAsync(CaseOffice.Resident), $"/api/v1/cases/{number}"))["state"]!.GetValue<string>());

        // The case lives where it was filed, and nowhere else.
        var id = (await _nodes.Server.Get<CaseReader>().FindAsync(number, default))!.Id;
        var owner = (GrainReference)_nodes.Other.Get<IGrainFactory>().GetGrain<ICaseGrain>(id);
        var address = await _nodes.Other.Get<IGrainFactory>().GetGrain<IManagementGrain>(0).GetActivationAddress(owner);
        Assert.Equal(_nodes.Server.Get<ILocalSiloDetails>().SiloAddress, address);

        async Task<string> RefusalAsync(HttpClient client, string language)
        {
            client.DefaultRequestHeaders.AcceptLanguage.Clear();
            client.DefaultRequestHeaders.AcceptLanguage.ParseAdd(language);
            using var refused = await CaseOffice.PostAsync(client, $"/api/v1/tasks/{task}/complete", new JsonObject { ["outcome"] = "Nonsense" });
            return (await CaseOffice.ReadAsync(refused, HttpStatusCode.BadRequest))["errors"]!.ToJsonString();
        }
    }

    [Fact]
    public async Task An_owner_that_was_overtaken_reads_again_before_it_refuses()
    {
        var number = (await _nodes.FileAsync())["number"]!.GetValue<string>();
        var task = (await _nodes.TaskAsync("li.na", number))["id"]!.GetValue<string>();
        await OvertakeAsync(number);

        // Who has seen what the other owner wrote is right, though this one does not know it yet.
        using var seen = await CaseOffice.PostAsync(await _nodes.AsAsync("li.na"), $"/api/v1/tasks/{task}/claim", new JsonObject(), ifMatch: "2");
        Assert.Equal(3, (await CaseOffice.ReadAsync(seen))["version"]!.GetValue<long>());

        // And who names no version wants it on the case as it is.
        await OvertakeAsync(number);
        using var done = await CaseOffice.PostAsync(await _nodes.AsAsync("li.na"), $"/api/v1/tasks/{task}/complete", new JsonObject { ["outcome"] = "Accept" });
        Assert.Equal(5, (await CaseOffice.ReadAsync(done))["version"]!.GetValue<long>());
    }

    [Fact]
    public async Task Of_two_owners_that_act_at_once_one_commits_and_the_other_reads_again()
    {
        const int Each = 15;
        var number = (await _nodes.FileAsync())["number"]!.GetValue<string>();
        var cases = _nodes.Server.Get<CaseReader>();
        var id = (await cases.FindAsync(number, default))!.Id;
        var second = Task.Run(async () =>
        {
            for (var n = 0; n < Each;)
            {
                n += (await AsSecondOwnerAsync(id, Note($"second {n}"))).Succeeded ? 1 : 0;
            }
        });
        var answers = await Task.WhenAll(Enumerable.Range(0, Each).Select(n => cases.SendAsync(id, Note($"first {n}"))));
        await second;

        // Whoever was overtaken too often is told so, and nothing of it is there. What was answered is there once, each in a version of its own.
        Assert.All(answers.Where(a => !a.Succeeded), a => Assert.Equal("case.stale", a.Problems[0].Code));
        var done = Enumerable.Range(0, Each).Where(n => answers[n].Succeeded).Select(n => $"first {n}").Concat(Enumerable.Range(0, Each).Select(n => $"second {n}")).ToList();
        var file = (await _nodes.Other.Get<CaseStore>().LoadAsync(id, default))!;
        Assert.Equal(1 + done.Count, file.Version);
        var rows = await _nodes.Other.Get<JournalStore>().RowsAsync(file, default);
        Assert.Equal(rows.Select(r => r.Seq).Distinct(), rows.Select(r => r.Seq));
        Assert.Equal(done.Order(StringComparer.Ordinal), rows.Where(r => r.Name.StartsWith("note.", StringComparison.Ordinal)).Select(r => JsonNode.Parse(r.Payload)!["text"]!.GetValue<string>()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_timer_fires_once_and_its_case_is_written_once()
    {
        var numbers = new List<string>();
        for (var n = 0; n < 6; n++)
        {
            numbers.Add((await _nodes.FileAsync())["number"]!.GetValue<string>());
        }

        await UntilAsync(() => Task.FromResult(_nodes.Server.Get<IDuties>().Has("timers") != _nodes.Other.Get<IDuties>().Has("timers")));

        // The notice runs out, and the law accepts; nobody but the workers of the two nodes looks for timers.
        _nodes.Server.Clock.Set(new(2026, 3, 9, 16, 0, 0, TimeSpan.Zero));
        var cases = _nodes.Other.Get<CaseReader>();
        foreach (var number in numbers)
        {
            await UntilAsync(async () => (await cases.FindAsync(number, default))!.State == Platform.Model.Cases.CaseState.InReview);
        }

        var versions = await VersionsAsync();
        await Task.Delay(TimeSpan.FromSeconds(3));
        Assert.Equal(versions, await VersionsAsync());
        Assert.Single(versions.Distinct());

        async Task<IReadOnlyList<long>> VersionsAsync() => [.. await Task.WhenAll(numbers.Select(async n => (await cases.FindAsync(n, default))!.Version))];
    }

    [Fact]
    public async Task Operators_see_the_nodes_and_nobody_else_does()
    {
        var nodes = (await CaseOffice.GetAsync(await _nodes.AsOtherAsync("admin"), "/api/v1/operations/nodes")).AsArray();
        Assert.Equal([("node-1", "active"), ("node-2", "active")], nodes.Select(n => (n!["name"]!.GetValue<string>(), n["state"]!.GetValue<string>())).Order());
        Assert.All(nodes, n => Assert.True(n!["activations"]!.GetValue<int>() > 0));
        Assert.Equal(["node-2"], nodes.Where(n => n!["duties"] is not null).Select(n => n!["name"]!.GetValue<string>()));
        using var forbidden = await (await _nodes.AsAsync("he.jie")).GetAsync("/api/v1/operations/nodes");
        Assert.Equal(HttpStatusCode.Forbidden, forbidden.StatusCode);

        using var dashboard = await (await _nodes.AsAsync("admin")).GetAsync("/admin/orleans");
        Assert.True(dashboard.StatusCode is HttpStatusCode.OK or HttpStatusCode.MovedPermanently or HttpStatusCode.Redirect, $"{dashboard.StatusCode}");
        foreach (var path in new[] { "/admin/orleans", "/admin/orleans/DashboardCounters", "/admin/orleans/index.min.js" })
        {
            using var visitor = await _nodes.Server.Client.GetAsync(path);
            Assert.True(visitor.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.NotFound or HttpStatusCode.Redirect, $"{path}: {visitor.StatusCode}");
            using var stranger = await (await _nodes.AsAsync("he.jie")).GetAsync(path);
            Assert.True(stranger.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.NotFound, $"{path}: {stranger.StatusCode}");
        }
    }

    [Fact]
    public async Task When_a_node_leaves_the_other_serves_its_cases_and_does_its_duties()
    {
        var number = (await _nodes.FileAsync())["number"]!.GetValue<string>();
        await _nodes.Server.StopAsync();
        var client = await _nodes.AsOtherAsync("li.na");
        var task = (await CaseOffice.GetAsync(client, $"/api/v1/tasks?q={number}"))["items"]![0]!["id"];
        using var done = await CaseOffice.PostAsync(client, $"/api/v1/tasks/{task}/complete", new JsonObject { ["outcome"] = "Accept" });
        Assert.Equal("inReview", (await CaseOffice.ReadAsync(done))["state"]!.GetValue<string>());
        await UntilAsync(() => Task.FromResult(_nodes.Other.Get<IDuties>().Has("timers") && _nodes.Other.Get<IDuties>().Has("outbox.channel:sms")));
    }

    private async Task OvertakeAsync(string number) =>
        _ = (await AsSecondOwnerAsync((await _nodes.Other.Get<CaseReader>().FindAsync(number, default))!.Id, Note("overtaken"))).Value;

    /// <summary>A second owner, as there is for a moment when the first one was believed dead, reads the case, decides and commits.</summary>
    private async Task<Result<CaseFile>> AsSecondOwnerAsync(Guid id, CaseCommand command)
    {
        var server = _nodes.Other;
        var file = (await server.Get<CaseStore>().LoadAsync(id, default))!;
        var item = await server.Get<IItemCatalogue>().GetAsync(file.ItemVersionId, default);
        var decided = (await server.Get<CaseDecisions>().DecideAsync(file, item, command, default)).Value;
        return await server.Get<ICommitQueue>().CommitAsync(file.Authority, (transaction, c) => server.Get<CaseDecisions>().WriteAsync(transaction, decided, c), default);
    }

    private static AddNote Note(string text) => new() { Actor = Actor.System, Channel = "system", Kind = NoteKind.Internal, Text = text };

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!await condition())
        {
            await Task.Delay(100, limit.Token);
        }
    }
}
