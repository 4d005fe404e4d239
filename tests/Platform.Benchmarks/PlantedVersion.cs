using System.Data.Common;
using System.Text.Json.Nodes;
using Platform.Model;
using Platform.Model.Definitions;
using Platform.Model.Localities;
using Platform.Server.Definitions;

namespace Platform.Benchmarks;

/// <summary>Puts versions in force without asking anybody: what a scenario finds there.</summary>
internal static class PlantedVersion
{
    public static async ValueTask PutAsync(DbTransaction transaction, Definition version, CancellationToken ct)
    {
        await DefinitionStore.AddDraftAsync(transaction, version, ct);
        await DefinitionStore.RetireActiveAsync(transaction, new DefinitionName(version.Id.Kind, version.Id.Key, version.Id.Owner), ct);
        await DefinitionStore.ActivateAsync(transaction, version, version.SavedAt, "bench", ct);
    }

    public static Definition Of(DefinitionKind kind, string key, LocalityCode owner, int version, JsonObject document, Basis? rests)
    {
        var json = document.ToJsonString(ModelJson.Readable);
        return new(new DefinitionId(kind, key, owner, version), DefinitionState.Draft, json, $"{key}-{owner.Value}-{version}", new DateTimeOffset(2026, 3, 2, 1, version, 0, TimeSpan.Zero), "bench", null, rests);
    }
}
