using System.Collections.Concurrent;
using Platform.Server.Data;

namespace Platform.Tests.Hosting;

/// <summary>The demo planted once per test run and engine, because hashing the passwords of its accounts takes seconds; servers get a copy.</summary>
internal static class PlantedDemo
{
    private static readonly ConcurrentDictionary<string, Lazy<Task<TempData>>> Planted = new(StringComparer.Ordinal);

    public static async Task CopyToAsync(DataDirectory to, string engine)
    {
        var from = (await Planted.GetOrAdd(engine, e => new(() => PlantAsync(e))).Value).Directory;
        foreach (var file in Directory.EnumerateFiles(from.Root, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(to.Root, Path.GetRelativePath(from.Root, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        if (engine != Engines.Sqlite)
        {
            await TestEngine.CopyAsync(from, to);
        }
    }

    private static async Task<TempData> PlantAsync(string engine)
    {
        var data = new TempData();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => data.Dispose();
        var server = await TestServer.StartAsync(demo: true, data: data.Directory, engine: engine);
        await server.DisposeAsync();
        return data;
    }
}
