using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using Platform.Tests.Cases;

namespace Platform.Tests.Hosting;

/// <summary>A collector that speaks OTLP over HTTP and keeps what it is sent.</summary>
public sealed class TelemetryTests
{
    private readonly ConcurrentQueue<(string Path, string Body)> _received = new();

    [Fact]
    public async Task A_collector_gets_the_command_its_commit_and_the_delivery_but_nobodys_name()
    {
        await using var collector = await StartCollectorAsync();
        await using var office = new Watched(collector.Urls.First());
        await office.InitializeAsync();
        await office.FileAsync();
        await office.Server.StopAsync();

        var traces = string.Concat(_received.Where(r => r.Path == "/v1/traces").Select(r => r.Body));
        Assert.Contains("platform.case.command", traces, StringComparison.Ordinal);
        Assert.Contains("FileCase", traces, StringComparison.Ordinal);
        Assert.Contains("platform.commit", traces, StringComparison.Ordinal);
        Assert.Contains("platform.delivery", traces, StringComparison.Ordinal);
        Assert.DoesNotContain("王芳", traces, StringComparison.Ordinal);
        Assert.DoesNotContain(CaseOffice.Resident, traces, StringComparison.Ordinal);
        var metrics = string.Concat(_received.Where(r => r.Path == "/v1/metrics").Select(r => r.Body));
        Assert.Contains("platform.commits", metrics, StringComparison.Ordinal);
    }

    private async Task<WebApplication> StartCollectorAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.MapPost("/{**path}", async (HttpContext http) =>
        {
            using var body = new MemoryStream();
            await http.Request.Body.CopyToAsync(body);
            _received.Enqueue((http.Request.Path, Encoding.UTF8.GetString(body.ToArray())));
            return (int)HttpStatusCode.OK;
        });
        await app.StartAsync();
        return app;
    }

    private sealed class Watched(string collector) : CaseOffice
    {
        internal override Task<TestServer> StartAsync() => TestServer.StartAsync(demo: true, configure: builder =>
        {
            builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector;
            builder.Configuration["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf";
        });
    }
}
