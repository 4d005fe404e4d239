using Microsoft.AspNetCore.Builder;
using Platform.Server.Data;
using Platform.Server.Hosting;
using Platform.Tests.Hosting;

namespace Platform.Tests.Identity;

/// <summary>A server with the places and people of the demo and nothing else of it: quick to start.</summary>
internal static class PeopledServer
{
    public static async Task<TestServer> StartAsync(Action<WebApplicationBuilder>? configure = null, DataDirectory? data = null)
    {
        var server = await TestServer.StartAsync(configure: configure, data: data);
        foreach (var seed in server.Get<IEnumerable<IDemoSeed>>().Where(s => s.Name is "localities" or "accounts").OrderBy(s => s.Order))
        {
            await seed.SeedAsync(CancellationToken.None);
        }

        return server;
    }
}
