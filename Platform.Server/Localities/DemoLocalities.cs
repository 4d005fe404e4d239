using System.Text.Json;
using Platform.Model;
using Platform.Model.Identity;
using Platform.Model.Localities;
using Platform.Server.Hosting;

namespace Platform.Server.Localities;

/// <summary>The places of the demo, from <c>Templates/GovernmentServices/sample/localities.json</c>.</summary>
internal sealed class DemoLocalities(SaveLocality save) : IDemoSeed
{
    public string Name => "localities";

    public int Order => 10;

    public async Task SeedAsync(CancellationToken ct)
    {
        var path = Path.Combine(AppContext.BaseDirectory, "Templates", "GovernmentServices", "sample", "localities.json");
        var sample = JsonSerializer.Deserialize<Sample>(await File.ReadAllBytesAsync(path, ct), ModelJson.Options) ?? throw new InvalidDataException($"{path} is empty.");
        foreach (var locality in sample.Localities.OrderBy(l => l.Code))
        {
            _ = (await save.HandleAsync(Actor.System, locality, ct)).Value;
        }
    }

    private sealed record Sample(IReadOnlyList<Locality> Localities);
}
