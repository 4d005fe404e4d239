using System.Text.Json;
using Platform.Model;
using Platform.Model.Definitions;
using Platform.Model.Identity;
using Platform.Model.Localities;
using Platform.Model.Sites;
using Platform.Server.Hosting;

namespace Platform.Server.Definitions;

/// <summary>Whether what is in force at a place is changed by a second person only.</summary>
internal sealed class FourEyes(DefinitionCache cache, DefinitionStore store, DefinitionsOptions options, RunMode mode) : IFourEyes
{
    public async ValueTask<Problem?> CheckAsync(Actor actor, DefinitionName draft, CancellationToken ct) =>
        await store.FindAsync(draft, DefinitionState.Draft, ct) is { } found ? Duties.CheckPublication(await AtAsync(draft.Owner, ct), await store.EditorsAsync(found.Id, ct), actor) : null;

    /// <summary>What is in force at the place counts, not what is about to be: nobody publishes the site that lets them publish.</summary>
    public async ValueTask<bool> AtAsync(LocalityCode place, CancellationToken ct) => Of(await cache.FindActiveAsync(DefinitionKind.Site, SiteSettings.Key, place, ct));

    /// <param name="site">Null = a place without one.</param>
    public bool Of(Definition? site) =>
        (site is null ? null : JsonSerializer.Deserialize<SiteSettings>(site.Json, ModelJson.Options)!.FourEyesOnPublishing) ?? options.FourEyes ?? !mode.Demo;
}
