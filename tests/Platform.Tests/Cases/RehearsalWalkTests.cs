using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Model;
using Platform.Model.Cases;
using Platform.Model.Definitions;
using Platform.Model.Flows;
using Platform.Model.Identity;
using Platform.Model.Items;
using Platform.Model.Localities;
using Platform.Server.Cases.Rehearsal;
using Platform.Tests.Items;

namespace Platform.Tests.Cases;

/// <summary>A rehearsal led move by move, as the designer leads it (A14).</summary>
public sealed class RehearsalWalkTests : IAsyncLifetime
{
    private const string Item = CaseOffice.Hygiene;
    private static readonly LocalityCode District = LocalityCode.Parse("330110");
    private static readonly string[] Wanted = ["Accept", "Pass", "Grant", "Delivered"];
    private readonly Signed _ann = new(new Actor(ActorKind.Staff, new Guid(1, 0, 0, new byte[8]), "安", [new Grant(Roles.SiteAdmin, District)]));
    private ItemsServer _server = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _server = await ItemsServer.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task One_choice_a_task_leads_to_the_end_and_every_move_can_be_taken_back()
    {
        var walk = await ChosenAsync("hygiene-permit");
        await walk.BeginAsync(Ct);
        await LeadAsync(walk);
        Assert.Equal((CaseState.Delivered, 0), (walk.Run!.State, walk.Problems.Count));
        Assert.Equal(["accept:Accept", "examine:Pass", "check:Pass", "decide:Grant", "deliver:Delivered"], walk.Run.Path);
        Assert.Equal("许可", walk.Run.Moments.SelectMany(m => m.Opened).First(t => t.Step == "decide").Labels["Grant"].In(LocalizedText.Chinese)[^2..]);

        await walk.BackAsync(Ct);
        Assert.Equal("deliver", Assert.Single(walk.Run!.Open).Step);
        await walk.MoveAsync(new(RehearsalAct.Complete, "examine", "Pass"), Ct);
        Assert.Equal("rehearsal.stepNotOpen", Assert.Single(walk.Problems).Code);
        Assert.Equal(4, walk.Moves);
        await walk.MoveAsync(new(RehearsalAct.Wait, WorkingDays: 1), Ct);
        Assert.Empty(walk.Problems);
        for (var left = walk.Moves; left > 0; left--)
        {
            await walk.BackAsync(Ct);
        }

        Assert.Equal("accept", Assert.Single(walk.Run!.Open).Step);
        await walk.BackAsync(Ct);
        Assert.NotNull(walk.Run);
    }

    [Fact]
    public async Task Every_outcome_of_the_first_task_needs_no_more_than_its_choice()
    {
        foreach (var outcome in new[] { "Accept", "Supplement", "Refuse", "NotRequired" })
        {
            var walk = await ChosenAsync("hygiene-permit");
            await walk.BeginAsync(Ct);
            await walk.CompleteAsync(Assert.Single(walk.Run!.Open), outcome, "试运行", "", Ct);
            Assert.True(walk.Problems.Count == 0, $"{outcome}: {string.Join("; ", walk.Problems.Select(p => $"{p.Code} {p.Field}"))}");
            Assert.Equal([$"accept:{outcome}"], walk.Run.Path);
        }
    }

    [Fact]
    public async Task The_applicant_supplies_what_was_asked_for_and_somebody_who_has_two_steps_is_refused()
    {
        var walk = await ChosenAsync("hygiene-permit");
        await walk.BeginAsync(Ct);
        await walk.CompleteAsync(Assert.Single(walk.Run!.Open), "Supplement", "试运行", "", Ct);
        Assert.Equal(TaskKind.Supplement, Assert.Single(walk.Run!.Open).Kind);
        await walk.MoveAsync(new(RehearsalAct.Supply), Ct);
        Assert.Empty(walk.Problems);
        await walk.CompleteAsync(Assert.Single(walk.Run!.Open), "Accept", "试运行", "", Ct);
        await walk.CompleteAsync(Assert.Single(walk.Run!.Open), "Pass", "试运行", "甲", Ct);
        await walk.CompleteAsync(Assert.Single(walk.Run!.Open), "Pass", "试运行", "乙", Ct);
        await walk.CompleteAsync(Assert.Single(walk.Run!.Open), "Grant", "试运行", "甲", Ct);
        Assert.Equal("case.separation.officerIsApprover", Assert.Single(walk.Problems).Code);
    }

    [Fact]
    public async Task A_saved_walk_is_a_sample_that_plays_again_and_stands_at_the_gate()
    {
        var walk = await ChosenAsync("hygiene-permit");
        await walk.BeginAsync(Ct);
        await LeadAsync(walk);
        var written = JsonSerializer.SerializeToNode(walk.ToSample(LocalizedText.Of("通常", "Ordinary")), ModelJson.Options)!;

        var again = new RehearsalWalk(_server.Get<RehearsalDesk>(), _server.Get<IItemDrafts>(), _ann, District, _server.Get<TimeProvider>());
        await again.PlayAsync(written.Deserialize<FlowSample>(StrictJson.Options)!, District, Ct);
        Assert.Equal(walk.Run!.Path, again.Run!.Path);
        Assert.Empty(again.Problems);

        var flow = await FlowAsync("hygiene-permit");
        ((JsonObject)flow["customProperties"]!)["samples"] = new JsonArray(written.DeepClone());
        await SaveAsync(DefinitionKind.Flow, "hygiene-permit", flow);
        Assert.DoesNotContain(await CheckAsync("hygiene-permit"), f => f.Blocks);
        written["path"] = new JsonArray("accept:Refuse");
        ((JsonObject)flow["customProperties"]!)["samples"] = new JsonArray(written.DeepClone());
        await SaveAsync(DefinitionKind.Flow, "hygiene-permit", flow);
        Assert.Contains(await CheckAsync("hygiene-permit"), f => f is { Blocks: true, Problem.Code: "flow.sample.differs" });
    }

    [Fact]
    public async Task What_is_only_drafted_counts_and_comes_into_force_nowhere()
    {
        var item = (JsonObject)JsonNode.Parse((await _server.Get<IDefinitionEditor>().FindOwnActiveAsync(new(DefinitionKind.Item, Item, District), Ct))!.Json)!;
        item["flow"] = "own-flow";
        await SaveAsync(DefinitionKind.Item, Item, item);
        var drafts = _server.Get<IItemDrafts>();
        Assert.Equal(("item.reference", "flow"), Assert.Single((await drafts.FindAsync(District, Item, District, Ct)).Problems) is var missing ? (missing.Code, missing.Field) : default);

        await SaveAsync(DefinitionKind.Flow, "own-flow", await FlowAsync("on-the-spot"));
        Assert.Equal([(Item, District)], (await drafts.ListOfFlowAsync(District, "own-flow", Ct)).Select(i => (i.Key, i.Locality)));
        var walk = await ChosenAsync("own-flow");
        await walk.BeginAsync(Ct);
        Assert.NotEmpty(walk.Run!.Open);
        Assert.Equal("hygiene-permit", (await _server.Get<IItemCatalogue>().FindAsync(District, Item, Ct))!.FlowId.Key);

        item["form"] = "own-form";
        await SaveAsync(DefinitionKind.Item, Item, item);
        await SaveAsync(DefinitionKind.Form, "own-form", (JsonObject)JsonNode.Parse("""{"key":"own-form","title":{"zh-CN":"表","en":"Form"},"pages":[{"key":"p","sections":[{"key":"s","elements":[{"type":"text","key":"a","label":{"zh-CN":"甲"},"visibleWhen":{"op":"compare","field":"nowhere","is":"equals","value":"1"}}]}]}]}""")!);
        Assert.Equal("item.draft.unreadable", Assert.Single((await drafts.FindAsync(District, Item, District, Ct)).Problems).Code);
    }

    [Fact]
    public async Task What_is_walked_and_comes_into_force_is_the_flow_as_it_was_edited_last()
    {
        var item = (JsonObject)JsonNode.Parse((await _server.Get<IDefinitionEditor>().FindOwnActiveAsync(new(DefinitionKind.Item, Item, District), Ct))!.Json)!;
        item["flow"] = "own-flow";
        await SaveAsync(DefinitionKind.Item, Item, item);
        await SaveAsync(DefinitionKind.Flow, "own-flow", await FlowAsync("on-the-spot"));
        var first = await BeganAsync();

        var other = await FlowAsync("hygiene-permit");
        other["definitionId"] = "own-flow";
        await SaveAsync(DefinitionKind.Flow, "own-flow", other);
        var second = await BeganAsync();
        Assert.NotEqual(first, second);

        var editor = _server.Get<IDefinitionEditor>();
        var reviewed = (await editor.CheckAllAsync(_ann.Actor, [new(DefinitionKind.Item, Item, District), new(DefinitionKind.Flow, "own-flow", District)], Ct)).Value;
        var published = await editor.PublishAllAsync(_ann.Actor, reviewed, Ct);
        Assert.True(published.Succeeded, string.Join("; ", published.Problems.Select(p => $"{p.Code} {p.Field}")));
        Assert.Equal("own-flow", (await _server.Get<IItemCatalogue>().FindAsync(District, Item, Ct))!.FlowId.Key);
        Assert.Equal(second, await BeganAsync());

        async Task<string> BeganAsync()
        {
            var walk = await ChosenAsync("own-flow");
            await walk.BeginAsync(Ct);
            Assert.Empty(walk.Problems);
            return string.Join(',', walk.Run!.Open.Select(t => $"{t.Title} {string.Join('/', t.Outcomes)}"));
        }
    }

    [Fact]
    public async Task A_flow_of_the_district_is_walked_where_the_street_offers_the_item_and_only_by_who_may_edit_above()
    {
        var offered = await _server.Get<IItemDrafts>().ListOfFlowAsync(District, "elderly-card", Ct);
        Assert.Contains(offered, i => i.Locality.Value == CaseOffice.Street);
        var street = new Signed(_ann.Actor with { Grants = [new Grant(Roles.SiteAdmin, LocalityCode.Parse(CaseOffice.Street))] });
        var walk = new RehearsalWalk(_server.Get<RehearsalDesk>(), _server.Get<IItemDrafts>(), street, District, _server.Get<TimeProvider>());
        await walk.ChooseAsync(offered[0], Ct);
        await walk.BeginAsync(Ct);
        Assert.Equal("definition.forbidden", Assert.Single(walk.Problems).Code);
        Assert.Null(walk.Run);
    }

    private async Task<RehearsalWalk> ChosenAsync(string flow)
    {
        var items = await _server.Get<IItemDrafts>().ListOfFlowAsync(District, flow, Ct);
        var walk = new RehearsalWalk(_server.Get<RehearsalDesk>(), _server.Get<IItemDrafts>(), _ann, District, _server.Get<TimeProvider>());
        await walk.ChooseAsync(items[0], Ct);
        return walk;
    }

    private static async Task LeadAsync(RehearsalWalk walk)
    {
        for (var moves = 0; moves < 20 && walk.Run is { Open: [var task, ..] } && walk.Problems.Count == 0; moves++)
        {
            await walk.CompleteAsync(task, task.Outcomes.First(Wanted.Contains), "试运行", "", Ct);
        }
    }

    private async Task<JsonObject> FlowAsync(string key) => (JsonObject)JsonNode.Parse((await _server.Get<IDefinitions>().FindActiveAsync(DefinitionKind.Flow, key, District, Ct))!.Json)!;

    private async Task SaveAsync(DefinitionKind kind, string key, JsonObject document)
    {
        var workshop = _server.Get<Platform.Model.Editing.IWorkshop>();
        var name = new DefinitionName(kind, key, District);
        var open = await workshop.OpenAsync(_ann.Actor, name, Ct);
        var saved = await workshop.EditAsync(_ann.Actor, name, Platform.Model.Editing.DocumentDiff.Between(open.Value.Document, document), null, Ct);
        Assert.True(saved.Succeeded, string.Join("; ", saved.Problems.Select(p => p.Code)));
    }

    private async Task<IReadOnlyList<DefinitionFinding>> CheckAsync(string flow) =>
        (await _server.Get<Platform.Model.Editing.IWorkshop>().CheckAsync(_ann.Actor, new(DefinitionKind.Flow, flow, District), Ct)).Value;

    private sealed class Signed(Actor actor) : ICurrentActor
    {
        public Actor Actor { get; set; } = actor;
    }
}
