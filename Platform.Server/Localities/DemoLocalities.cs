using System.Text.Json;
using Platform.Model;
using Platform.Model.Identity;
using Platform.Model.Localities;
using Platform.Model.Templates;
using Platform.Server.Hosting;

namespace Platform.Server.Localities;

/// <summary>The places of the demo, from the samples <c>localities</c> of the template packages.</summary>
internal sealed class DemoLocalities(SaveLocality save, ITemplateSamples samples) : IDemoSeed
{
    public string Name => "localities";

    public int Order => 10;

    public async Task SeedAsync(CancellationToken ct)
    {
        var localities = samples.Read("localities").Values.SelectMany(json => JsonSerializer.Deserialize<Sample>(json, ModelJson.Options)!.Localities);
        foreach (var locality in localities.DistinctBy(l => l.Code).OrderBy(l => l.Code))
        {
            _ = (await save.HandleAsync(Actor.System, locality, null, ct)).Value;
        }
    }

    private sealed record Sample(IReadOnlyList<Locality> Localities);
}
