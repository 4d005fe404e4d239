using Platform.Server.Data;

namespace Platform.Tests.Hosting;

/// <summary>The demo planted once per test run, because hashing the passwords of its accounts takes seconds; servers get a copy of the directory.</summary>
internal static class PlantedDemo
{
    private static readonly Lazy<Task<TempData>> Planted = new(PlantAsync);

    public static async Task CopyToAsync(DataDirectory to)
    {
        var from = (await Planted.Value).Directory.Root;
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(to.Root, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    private static async Task<TempData> PlantAsync()
    {
        var data = new TempData();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => data.Dispose();
        var server = await TestServer.StartAsync(demo: true, data: data.Directory);
        await server.DisposeAsync();
        return data;
    }
}
