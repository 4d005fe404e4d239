using System.Net;
using Platform.Server.Data;
using Platform.Server.Hosting;

namespace Platform.Tests.Hosting;

public sealed class ServerTests
{
    [Fact]
    public async Task Several_servers_run_in_one_process()
    {
        var servers = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => TestServer.StartAsync()));
        foreach (var server in servers)
        {
            using var answer = await server.Client.GetAsync("/health/ready");
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            await server.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_second_server_on_the_same_data_refuses_in_one_sentence()
    {
        await using var first = await TestServer.StartAsync();
        var e = await Assert.ThrowsAsync<DataDirectoryInUseException>(() => TestServer.StartAsync(data: first.Data));
        Assert.Contains(first.Data.Root, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_start_keeps_the_data_and_changes_of_mode_are_refused()
    {
        using var data = new TempData();
        await using (await TestServer.StartAsync(data: data.Directory))
        {
        }

        await using (await TestServer.StartAsync(data: data.Directory))
        {
        }

        await Assert.ThrowsAsync<StartRefusedException>(() => TestServer.StartAsync(demo: true, data: data.Directory));
    }
}
