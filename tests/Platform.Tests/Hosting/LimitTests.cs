using System.Net;

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
}
