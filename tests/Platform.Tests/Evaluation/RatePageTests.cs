using System.Net;
using Platform.Model.Evaluation;
using Platform.Tests.Documents;

namespace Platform.Tests.Evaluation;

public sealed class RatePageTests
{
    private const string Page = "/cases/330110-20260302-0001/rate";
    private const string Code = "?code=K7PM4QX2TRACKING";

    [Fact]
    public async Task A_service_is_rated_on_a_page_without_script_and_thanked_for()
    {
        await using var server = await OutputsServer.StartAsync();
        await server.ApplyAsync(RatingTests.Service(1));
        var client = server.Server.Client;
        var page = await client.PageAsync(Page + Code);
        Assert.Contains("非常满意", page, StringComparison.Ordinal);
        Assert.DoesNotContain("checked", page, StringComparison.Ordinal);
        using var sent = await client.PostFormAsync(Page + Code, "name=\"grade\"", ("grade", "5"), ("tags", "slow"), ("tags", "made-up"), ("text", "<b>太慢</b>"));
        Assert.Equal(HttpStatusCode.Found, sent.StatusCode);
        var thanks = await client.PageAsync(sent.Headers.Location!.ToString());
        Assert.Contains("感谢您的评价", thanks, StringComparison.Ordinal);
        Assert.Contains("办理缓慢", thanks, StringComparison.Ordinal);
        var rating = Assert.Single(await server.Server.Get<Platform.Server.Evaluation.RatingStore>().ListAsync("330110-20260302-0001", CancellationToken.None));
        Assert.Equal((5, "<b>太慢</b>", RatingChannel.Pc), (rating.Grade, rating.Text, rating.Channel));
        Assert.Equal(["办理缓慢"], rating.Tags);
        var known = await client.PageAsync(Page + Code);
        Assert.Contains("本次服务已经评价", known, StringComparison.Ordinal);
        Assert.DoesNotContain("办理缓慢", known, StringComparison.Ordinal);
        Assert.DoesNotContain("太慢", known, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_chosen_is_said_on_the_page_and_the_words_stay()
    {
        await using var server = await OutputsServer.StartAsync();
        await server.ApplyAsync(RatingTests.Service(1));
        using var sent = await server.Server.Client.PostFormAsync(Page + Code, "name=\"grade\"", ("text", "写了很多"));
        var page = WebUtility.HtmlDecode(await sent.Content.ReadAsStringAsync());
        Assert.Contains("请选择一个满意度", page, StringComparison.Ordinal);
        Assert.Contains("写了很多", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Several_services_are_offered_to_choose_from_in_the_readers_language()
    {
        await using var server = await OutputsServer.StartAsync();
        await server.ApplyAsync(RatingTests.Service(1), RatingTests.Service(2) with { ServiceName = "collect" });
        var page = await server.Server.Client.PageAsync(Page + Code + "&lang=en");
        Assert.Contains("Choose the service to rate", page, StringComparison.Ordinal);
        Assert.Contains("Collecting the result", page, StringComparison.Ordinal);
        Assert.Contains("/rate/2?code=", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_closed_window_shows_no_form_and_strangers_see_nothing()
    {
        await using var server = await OutputsServer.StartAsync();
        await server.ApplyAsync(RatingTests.Service(1));
        server.Server.Clock.Advance(TimeSpan.FromDays(9));
        var page = await server.Server.Client.PageAsync(Page + Code);
        Assert.Contains("评价期已于 2026年3月9日 结束", page, StringComparison.Ordinal);
        Assert.DoesNotContain("name=\"grade\"", page, StringComparison.Ordinal);
        await server.Server.Client.PageAsync(Page + "?code=WRONG", HttpStatusCode.NotFound);
        await server.As(OutputsServer.Resident()).PageAsync(Page, HttpStatusCode.NotFound);
        using var visitor = await server.Server.Client.GetAsync(Page);
        Assert.StartsWith("/sign-in", visitor.Headers.Location!.ToString().Replace(server.Server.Url.ToString().TrimEnd('/'), "", StringComparison.Ordinal), StringComparison.Ordinal);
    }
}
