using System.Collections.Concurrent;
using System.Text.Json;
using Platform.Model;
using Platform.Model.Definitions;
using Platform.Model.Localities;
using Platform.Model.Sites;

namespace Platform.Server.Definitions;

/// <summary>Sites over the definitions, each version read once. Thread-safe.</summary>
internal sealed class Sites(IDefinitions definitions) : ISites
{
    private readonly ConcurrentDictionary<DefinitionId, SiteSettings> _read = new();

    public async ValueTask<SiteSettings> AtAsync(LocalityCode place, CancellationToken ct) =>
        await definitions.FindActiveAsync(DefinitionKind.Site, SiteSettings.Key, place, ct) is { } site
            ? _read.GetOrAdd(site.Id, _ => JsonSerializer.Deserialize<SiteSettings>(site.Json, ModelJson.Options)!)
            : SiteSettings.Default;
}
