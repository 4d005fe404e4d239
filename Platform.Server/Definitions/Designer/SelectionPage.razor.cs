using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Components;
using Platform.Designer.Editors;
using Platform.Designer.Editors.Changes;
using Platform.Designer.Editors.Frame;
using Platform.Model;
using Platform.Model.Definitions;
using Platform.Model.Editing;
using Platform.Model.Flows;
using Platform.Model.Identity;
using Platform.Model.Localities;

namespace Platform.Server.Definitions.Designer;

/// <summary>Everything a locality is editing, to be published together.</summary>
public sealed partial class SelectionPage
{
    private const int Most = 10;

    private readonly HashSet<DefinitionName> _chosen = [];
    private readonly Dictionary<DefinitionKind, ChangeWords> _words = [];
    private IReadOnlyDictionary<DefinitionName, IReadOnlyList<DefinitionFinding>> _found = new Dictionary<DefinitionName, IReadOnlyList<DefinitionFinding>>();
    private IReadOnlyList<ShownDraft>? _drafts;
    private IReadOnlyList<SelectedDraft> _reviewed = [];
    private IReadOnlyList<string> _done = [];
    private IReadOnlyList<(PublicationSchedule Schedule, IReadOnlyList<DefinitionName> Changed)> _schedules = [];
    private string? _said;
    private IReadOnlyList<(string Text, string Href)> _trail = [];
    private LocalityCode _locality;

    [SupplyParameterFromQuery(Name = "locality")]
    private string? LocalityInUrl { get; set; }

    [Inject]
    private IFlowVocabulary Vocabulary { get; set; } = default!;

    [Inject]
    private IDefinitionEditor Editor { get; set; } = default!;

    [Inject]
    private IDefinitions Definitions { get; set; } = default!;

    [Inject]
    private IAuthorities Authorities { get; set; } = default!;

    [Inject]
    private IWorkshop Workshop { get; set; } = default!;

    [Inject]
    private IRetirements Retirements { get; set; } = default!;

    [Inject]
    private IPublications Publications { get; set; } = default!;

    [Inject]
    private ILocalities Localities { get; set; } = default!;

    [Inject]
    private ICurrentActor Current { get; set; } = default!;

    [Inject]
    private IProblemWords Words { get; set; } = default!;

    protected override async Task OnInitializedAsync()
    {
        if (!LocalityCode.TryParse(LocalityInUrl, out _locality) || !Current.Actor.May(Permissions.DefinitionsPublish, _locality))
        {
            (_drafts, Refused) = ([], [Problem.Forbidden("definition.forbidden", ("value", LocalityInUrl))]);
            return;
        }

        var place = await Localities.FindAsync(_locality, Gone);
        _trail = [(T["home.title"], EditorUrl.Home), (place?.Name.ToString() ?? _locality.Value, EditorUrl.HomeOf(_locality))];
        await ReadAsync();
        _chosen.UnionWith(_drafts!.Where(d => d.IsOwn && d.Lines.Count > 0).Select(d => d.Name));
    }

    private async Task ReadAsync()
    {
        var shown = new List<ShownDraft>();
        var drafts = await Editor.ListDraftsAsync(_locality, Gone);
        foreach (var draft in drafts)
        {
            var name = new DefinitionName(draft.Id.Kind, draft.Id.Key, draft.Id.Owner);
            var after = (JsonObject)JsonNode.Parse(draft.Json)!;
            var last = (await Workshop.EditsAsync(Current.Actor, name, int.MaxValue, 1, Gone)).TryGet(out var edits) && edits is [var newest, ..] ? newest : null;
            shown.Add(new(
                name, draft.Id.Version, draft.ETag, DocumentTitles.Of(after) ?? await TitleAboveAsync(name) ?? DocumentTitles.Unnamed(T, name.Kind, name.Key),
                last?.AuthorName ?? draft.SavedBy, last?.At ?? draft.SavedAt, last is null ? draft.SavedBy == Current.Actor.Name : last.Author == Current.Actor.AccountId,
                (await WordsOfAsync(name.Kind)).Between(await InForceAsync(name), after, name.Kind)));
        }

        _drafts = shown;
        var scheduled = await Publications.SchedulesAsync(Current.Actor, _locality, Gone);
        _schedules = scheduled.Succeeded ? [.. scheduled.Value.Select(s => (s, s.Stage == ScheduleStage.Waiting ? ScheduleRules.Changed(s, drafts) : []))] : [];
        _chosen.IntersectWith(shown.Select(d => d.Name));
    }

    /// <summary>What is in force here, or what the draft took from above; empty for what is new, and for the layer of an item, which says only what is its own.</summary>
    private async Task<JsonObject> InForceAsync(DefinitionName name)
    {
        var active = await Editor.FindOwnActiveAsync(name, Gone) ?? (name.Kind == DefinitionKind.Item ? null : await Definitions.FindActiveAsync(name.Kind, name.Key, name.Owner, Gone));
        return active is null ? [] : (JsonObject)JsonNode.Parse(active.Json)!;
    }

    /// <summary>A layer of an item may leave its name to those above it.</summary>
    private async Task<string?> TitleAboveAsync(DefinitionName name) => name.Kind != DefinitionKind.Item ? null
        : (await Definitions.ListLayersAsync(name.Kind, name.Key, name.Owner, Gone)).Reverse().Select(l => DocumentTitles.Of((JsonObject)JsonNode.Parse(l.Json)!)).FirstOrDefault(t => t is not null);

    /// <summary>What keys and codes are called is the same for all definitions of a kind.</summary>
    private async Task<ChangeWords> WordsOfAsync(DefinitionKind kind)
    {
        if (!_words.TryGetValue(kind, out var words))
        {
            var references = await References.ReadAsync(Definitions, Authorities, new DefinitionName(kind, "", _locality), Gone);
            _words[kind] = words = new ChangeWords(T, Vocabulary) { References = references, RoleName = Words.RoleName };
        }

        return words;
    }

    private void ChooseAll(bool chosen)
    {
        foreach (var draft in _drafts!)
        {
            Choose(draft.Name, chosen);
        }
    }

    private Task DiscardAsync(ShownDraft draft) => ActAsync(async () =>
    {
        var done = await Retirements.DiscardAsync(Current.Actor, draft.Name, draft.ETag, Gone);
        Refused = done.Problems;
        _said = done.Succeeded ? T["select.discarded", draft.Title].Value : null;
        await ReadAsync();
    });

    private void Choose(DefinitionName name, bool chosen)
    {
        // What was found depends on what comes into force together.
        (_found, _reviewed, Refused) = (new Dictionary<DefinitionName, IReadOnlyList<DefinitionFinding>>(), [], []);
        if (chosen)
        {
            _chosen.Add(name);
        }
        else
        {
            _chosen.Remove(name);
        }
    }

    private Task CheckAsync() => ActAsync(async () =>
    {
        await ReadAsync();
        await FindAsync();
    });

    private Task PublishAsync() => ActAsync(async () =>
    {
        if (!await ReviewAsync())
        {
            return;
        }

        var published = await Editor.PublishAllAsync(Current.Actor, _reviewed, Gone);
        Refused = published.Problems;
        _reviewed = [];
        if (published.Succeeded)
        {
            _done = [.. _drafts!.Where(d => _chosen.Contains(d.Name)).Select(d => $"{d.Title} · {d.Version}")];
            _found = new Dictionary<DefinitionName, IReadOnlyList<DefinitionFinding>>();
        }

        await ReadAsync();
    });

    private Task ScheduleAsync(DateTimeOffset from) => ActAsync(async () =>
    {
        if (!await ReviewAsync())
        {
            return;
        }

        var scheduled = await Publications.ScheduleAsync(Current.Actor, _reviewed, from, Gone);
        Refused = scheduled.Problems;
        _said = scheduled.TryGet(out var schedule) ? T["schedule.done", ScheduleMoment.Write(schedule.From)].Value : null;
        await ReadAsync();
    });

    private Task CancelAsync(Guid id) => ActAsync(async () =>
    {
        var cancelled = await Publications.CancelAsync(Current.Actor, id, Gone);
        Refused = cancelled.Problems;
        _said = cancelled.Succeeded ? T["schedule.cancelled"].Value : null;
        await ReadAsync();
    });

    /// <summary>
    /// False when something stands in the way. Only what was looked at comes into force: an edit since then makes it stale. What stood in the way may have been put right
    /// meanwhile.
    /// </summary>
    private async Task<bool> ReviewAsync()
    {
        if (_reviewed.Count == 0 || IsBlocked)
        {
            await ReadAsync();
            await FindAsync();
        }

        return _reviewed.Count > 0 && !IsBlocked;
    }

    private string TitleOf(DefinitionName name) => _drafts!.FirstOrDefault(d => d.Name == name)?.Title ?? name.Key;

    /// <summary>In the order of the list.</summary>
    private IReadOnlyList<DefinitionName> Chosen => [.. _drafts!.Select(d => d.Name).Where(_chosen.Contains)];

    private bool IsBlocked => _found.Values.Any(list => list.Any(f => f.Blocks));

    private async Task FindAsync()
    {
        var selected = await Editor.CheckAllAsync(Current.Actor, Chosen, Gone);
        (Refused, _reviewed) = (selected.Problems, selected.Succeeded ? selected.Value : []);
        _found = _reviewed.ToDictionary(s => s.Name, s => s.Findings);
    }

    private Task ActAsync(Func<Task> act) => BusyAsync(() =>
    {
        (_done, _said) = ([], null);
        return act();
    });

    /// <param name="Author">Who edited it last.</param>
    /// <param name="IsOwn">That was the person who looks.</param>
    private sealed record ShownDraft(DefinitionName Name, int Version, string ETag, string Title, string Author, DateTimeOffset At, bool IsOwn, IReadOnlyList<ChangeLine> Lines);
}
