using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Platform.Server.Hosting;

namespace Platform.Tests.Hosting;

public sealed class LimitTests
{
    [Fact]
    public async Task Too_many_tries_are_429_with_the_time_to_wait()
    {
        await using var server = await TestServer.StartAsync(configure: b => b.Configuration["Limits:SignInPerMinute"] = "3", more: new ProbeModule());
        var answers = new List<HttpResponseMessage>();
        for (var i = 0; i < 4; i++)
        {
            answers.Add(await server.Client.GetAsync("/api/v1/probe/limited"));
        }

        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.TooManyRequests], answers.Select(a => a.StatusCode));
        Assert.NotNull(answers[3].Headers.RetryAfter);
        Assert.Contains("request.tooMany", await answers[3].Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_client_prints_a_few_papers_at_a_time_and_some_more_wait()
    {
        const int Waiting = 10;
        var end = new TaskCompletionSource();
        var under = 0;
        await using var server = await TestServer.StartAsync(
            configure: b => b.Configuration["Limits:PrintsAtOnce"] = "1",
            more: new ProbeModule(api => api.MapGet("/probe/prints", async () =>
            {
                Assert.Equal(1, Interlocked.Increment(ref under));
                await end.Task;
                Interlocked.Decrement(ref under);
                return Results.Ok();
            }).Open("test").RequireRateLimiting(Limits.Printing)));
        var prints = Enumerable.Range(0, Waiting + 2).Select(_ => server.Client.GetAsync("/api/v1/probe/prints")).ToList();
        using var refused = await await Task.WhenAny(prints);
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        end.SetResult();
        Assert.Equal(Waiting + 1, (await Task.WhenAll(prints)).Count(a => a.StatusCode == HttpStatusCode.OK));
    }
}
