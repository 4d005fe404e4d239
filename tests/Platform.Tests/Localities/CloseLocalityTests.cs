using System.Text.Json.Nodes;
using Platform.Model;
using Platform.Model.Clocks;
using Platform.Model.Identity;
using Platform.Model.Localities;
using Platform.Server.Audit;
using Platform.Server.Data;
using Platform.Server.Localities;
using Platform.Tests.Cases;

namespace Platform.Tests.Localities;

/// <summary>A place is renamed, closed and opened again; nothing that is under way is left without one.</summary>
public sealed class CloseLocalityTests(CaseOffice office) : IClassFixture<CaseOffice>
{
    private static readonly LocalityCode Street = LocalityCode.Parse(CaseOffice.Street);
    private static readonly LocalityCode District = LocalityCode.Parse("330110");

    [Fact]
    public async Task A_place_with_open_cases_or_open_places_below_stays_open_and_says_why()
    {
        await office.FileAsync();
        var refused = await CloseAsync(office, Street);
        Assert.Contains(refused.Problems, p => p.Code == "locality.hasCases" && p.Kind == ProblemKind.Conflict);
        Assert.Contains((await CloseAsync(office, District)).Problems, p => p.Code == "locality.hasLower");
        Assert.True((await FindAsync(office, Street)).IsOpenOn(Today(office)));
    }

    [Fact]
    public async Task An_empty_place_closes_and_opens_again_but_not_below_a_closed_one()
    {
        var (save, street, community) = (office.Server.Get<SaveLocality>(), LocalityCode.Parse("330110097"), LocalityCode.Parse("330110097001"));
        await save.HandleAsync(Actor.System, new Locality(street, LocalizedText.Of("新街道")), null, default);
        await save.HandleAsync(Actor.System, new Locality(community, LocalizedText.Of("新社区")), null, default);
        Assert.True((await CloseAsync(office, community)).Succeeded);
        Assert.True((await CloseAsync(office, street)).Succeeded);
        var closed = await FindAsync(office, community);
        Assert.False(closed.IsOpenOn(Today(office)));
        Assert.Equal("locality.parentClosed", Assert.Single((await save.HandleAsync(Actor.System, closed with { ValidTo = null }, closed, default)).Problems).Code);
        Assert.True((await save.HandleAsync(Actor.System, await FindAsync(office, street) with { ValidTo = null }, null, default)).Succeeded);
        Assert.True((await save.HandleAsync(Actor.System, closed with { ValidTo = null }, closed, default)).Succeeded);
        Assert.Contains(community, (await office.Server.Get<ILocalities>().TreeAsync(default)).Below(street, Today(office)).Select(l => l.Code));
    }

    [Fact]
    public async Task What_somebody_else_changed_meanwhile_is_not_overwritten_and_the_audit_log_says_what_it_was()
    {
        var (save, street) = (office.Server.Get<SaveLocality>(), LocalityCode.Parse("330110096"));
        await save.HandleAsync(Actor.System, new Locality(street, LocalizedText.Of("街道")), null, default);
        var seen = await FindAsync(office, street);
        Assert.True((await save.HandleAsync(Actor.System, seen with { Name = LocalizedText.Of("甲街道") }, seen, default)).Succeeded);
        var late = await save.HandleAsync(Actor.System, seen with { Name = LocalizedText.Of("乙街道") }, seen, default);
        Assert.Equal("locality.changed", Assert.Single(late.Problems).Code);
        Assert.Equal("甲街道", (await FindAsync(office, street)).Name.In(LocalizedText.Chinese));
        using var log = await (await office.AsAsync("jin.cha")).GetAsync(new Uri("/api/v1/audit?act=locality.saved", UriKind.Relative));
        Assert.Contains("甲街道", JsonNode.Parse(await log.Content.ReadAsStringAsync())!.ToJsonString(ModelJson.Options), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_is_opened_below_a_closed_place_and_none_closes_over_an_open_one_however_deep()
    {
        var (save, street, community) = (office.Server.Get<SaveLocality>(), LocalityCode.Parse("330181095"), LocalityCode.Parse("330181095001"));
        var city = LocalityCode.Parse("330181");
        await save.HandleAsync(Actor.System, new Locality(city, LocalizedText.Of("市")), null, default);
        await save.HandleAsync(Actor.System, new Locality(street, LocalizedText.Of("街道")), null, default);
        await save.HandleAsync(Actor.System, new Locality(community, LocalizedText.Of("社区")), null, default);

        // The street came to be closed over an open community, as an import may leave it.
        await office.Server.Get<ICommitQueue>().CommitAsync<Locality>(
            async (transaction, token) =>
            {
                var closed = new Locality(street, LocalizedText.Of("街道"), null, Today(office).AddDays(-1));
                await LocalityStore.SaveAsync(transaction, closed, token);
                return closed;
            },
            default);
        var refused = Assert.Single((await CloseAsync(office, city)).Problems);
        Assert.Equal(("locality.hasLower", 1), (refused.Code, refused.Values!["value"]));
        var added = await save.HandleAsync(Actor.System, new Locality(LocalityCode.Parse("330181095002"), LocalizedText.Of("新社区")), null, default);
        Assert.Equal("locality.parentClosed", Assert.Single(added.Problems).Code);
    }

    private static DateOnly Today(CaseOffice office) => ChinaTime.DayOf(office.Server.Get<TimeProvider>().GetUtcNow());

    private static async Task<Locality> FindAsync(CaseOffice office, LocalityCode code) => (await office.Server.Get<ILocalities>().FindAsync(code, default))!;

    private static async Task<Result<Locality>> CloseAsync(CaseOffice office, LocalityCode code)
    {
        var place = await FindAsync(office, code);
        return await office.Server.Get<SaveLocality>().HandleAsync(Actor.System, place with { ValidTo = Today(office).AddDays(-1) }, place, default);
    }
}
