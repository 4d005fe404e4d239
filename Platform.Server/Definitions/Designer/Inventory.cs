using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Designer.Editors;
using Platform.Model;
using Platform.Model.Definitions;
using Platform.Model.Editing;
using Platform.Model.Localities;
using Platform.Server.Definitions.Above;
using Platform.Server.Definitions.Publishing;

namespace Platform.Server.Definitions.Designer;

/// <summary>One definition as a locality has it.</summary>
/// <param name="Title">In the language of the person; the key where it has none.</param>
/// <param name="Draft">Version being edited here, or null.</param>
/// <param name="Active">Version in force here of its own, or null.</param>
/// <param name="Above">Nearest owner above whose version is in force, or null.</param>
/// <param name="IsBehind">Something changed above since what is here was made, and somebody should look at it.</param>
/// <param name="Untranslated">Texts in Chinese that have no English.</param>
/// <param name="Stale">Texts of the draft whose Chinese was changed and whose English was not.</param>
/// <param name="Broken">What it names and is not there: neither in force, here or above, nor being edited here.</param>
/// <param name="Scheduled">When the draft is to come into force, or null.</param>
/// <param name="ChangedAt">When somebody last changed it here; null for what is only inherited.</param>
internal sealed record InventoryEntry(
    DefinitionKind Kind, string Key, string Title, int? Draft, int? Active, LocalityCode? Above, bool IsBehind, int Untranslated, int Stale, int Broken, DateTimeOffset? Scheduled, DateTimeOffset? ChangedAt, string? ChangedBy)
{
    public bool IsOwn => Draft is not null || Active is not null;
}

/// <param name="Text">Part of the title, the key or anything in the document; null for all.</param>
internal sealed record InventoryFilter(DefinitionKind? Kind = null, string? State = null, string? Text = null)
{
    public static readonly string[] States = ["draft", "scheduled", "active", "above", "behind", "broken", "untranslated", "stale"];
}

/// <summary>Everything that is configured in a locality: its own and what it takes from above.</summary>
internal sealed class Inventory(DefinitionStore store, DefinitionCache cache, AboveReader reader, ScheduleStore schedules, ReferencesInForce references)
{
    /// <summary>By kind and title.</summary>
    public async ValueTask<IReadOnlyList<InventoryEntry>> ReadAsync(LocalityCode locality, InventoryFilter filter, CancellationToken ct)
    {
        var own = (await store.ListOwnAsync(locality, ct)).ToLookup(d => (d.Id.Kind, d.Id.Key));
        var waiting = (await schedules.ListOpenAsync(locality, ct)).Where(s => s.Stage == ScheduleStage.Waiting).ToList();
        var behind = await reader.ListBehindNamesAsync(locality, ct);
        var entries = new List<InventoryEntry>();
        foreach (var kind in Enum.GetValues<DefinitionKind>().Where(k => filter.Kind is null || k == filter.Kind))
        {
            var keys = own.Select(g => g.Key).Where(k => k.Kind == kind).Select(k => k.Key).Union(await cache.ListKeysAsync(kind, ct), StringComparer.Ordinal);
            foreach (var key in keys)
            {
                var above = (await cache.ListLayersAsync(kind, key, locality, ct)).LastOrDefault(d => d.Id.Owner != locality);
                var scheduled = waiting.Find(s => s.Of(new(kind, key, locality)) is not null)?.From;
                var broken = await BrokenAsync(kind, own[(kind, key)], own, locality, ct);
                if (Entry(kind, key, [.. own[(kind, key)]], above, new Standing(behind.Contains(new DefinitionName(kind, key, locality)), broken, scheduled), filter) is { } entry)
                {
                    entries.Add(entry);
                }
            }
        }

        return [.. entries.OrderBy(e => e.Kind).ThenBy(e => e.Title, StringComparer.CurrentCulture).ThenBy(e => e.Key, StringComparer.Ordinal)];
    }

    /// <summary>How much of what a definition of the place names is not there; of what is only taken from above, nothing is asked.</summary>
    private async ValueTask<int> BrokenAsync(DefinitionKind kind, IEnumerable<Definition> versions, ILookup<(DefinitionKind Kind, string Key), Definition> own, LocalityCode locality, CancellationToken ct)
    {
        var present = versions.Where(d => d.State != DefinitionState.Obsolete).ToList();
        if ((present.Find(d => d.State == DefinitionState.Draft) ?? present.FirstOrDefault()) is not { } shown)
        {
            return 0;
        }

        var broken = 0;
        foreach (var named in references.Of(shown).Where(DefinitionNeeds.IsNeeded))
        {
            var isHere = own[(named.Kind, named.Key)].Any(d => d.State != DefinitionState.Obsolete);
            broken += isHere || await cache.FindActiveAsync(named.Kind, named.Key, locality, ct) is not null ? 0 : 1;
        }

        return broken;
    }

    private static InventoryEntry? Entry(DefinitionKind kind, string key, IReadOnlyList<Definition> own, Definition? above, Standing standing, InventoryFilter filter)
    {
        var draft = own.FirstOrDefault(d => d.State == DefinitionState.Draft);
        var active = own.FirstOrDefault(d => d.State == DefinitionState.Active);
        var shown = draft ?? active ?? above;
        if (shown is null)
        {
            return null;
        }

        var document = JsonNode.Parse(shown.Json) as JsonObject ?? [];
        var title = DocumentTitles.Of(document) ?? (above is null ? null : DocumentTitles.Of(JsonNode.Parse(above.Json) as JsonObject ?? [])) ?? key;
        var last = draft ?? active;
        var entry = new InventoryEntry(
            kind, key, title, draft?.Id.Version, active?.Id.Version, above?.Id.Owner,
            standing.IsBehind,
            last is null ? 0 : DocumentTitles.CountUntranslated(document),
            draft is null || active is null ? 0 : Translations.Stale(JsonNode.Parse(active.Json) as JsonObject ?? [], document).Count,
            standing.Broken,
            draft is null ? null : standing.Scheduled,
            last?.PublishedAt ?? last?.SavedAt, last?.SavedBy);
        return Fits(entry, filter, shown.Json) ? entry : null;
    }

    private static bool Fits(InventoryEntry entry, InventoryFilter filter, string json) =>
        filter.State switch
        {
            "draft" => entry.Draft is not null,
            "scheduled" => entry.Scheduled is not null,
            "active" => entry.Active is not null,
            "above" => !entry.IsOwn,
            "behind" => entry.IsBehind,
            "broken" => entry.Broken > 0,
            "untranslated" => entry.Untranslated > 0,
            "stale" => entry.Stale > 0,
            _ => true,
        }
        && (filter.Text is not { Length: > 0 } text
            || entry.Title.Contains(text, StringComparison.CurrentCultureIgnoreCase) || entry.Key.Contains(text, StringComparison.OrdinalIgnoreCase) || json.Contains(text, StringComparison.OrdinalIgnoreCase));

    private sealed record Standing(bool IsBehind, int Broken, DateTimeOffset? Scheduled);
}
