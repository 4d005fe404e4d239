using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Components;
using Platform.Designer.Editors;
using Platform.Model;
using Platform.Model.Definitions;
using Platform.Model.Editing;
using Platform.Model.Identity;
using Platform.Model.Localities;

namespace Platform.Server.Definitions.Designer;

/// <summary>Everything a locality is editing, to be published together.</summary>
public sealed partial class SelectionPage
{
    private const int Most = 10;

    private readonly CancellationTokenSource _gone = new();
    private readonly HashSet<DefinitionName> _chosen = [];
    private IReadOnlyDictionary<DefinitionName, IReadOnlyList<DefinitionFinding>> _found = new Dictionary<DefinitionName, IReadOnlyList<DefinitionFinding>>();
    private IReadOnlyList<ShownDraft>? _drafts;
    private IReadOnlyList<SelectedDraft> _reviewed = [];
    private IReadOnlyList<Problem> _problems = [];
    private IReadOnlyList<string> _done = [];
    private IReadOnlyList<(string Text, string Href)> _trail = [];
    private LocalityCode _locality;
    private bool _busy;

    [SupplyParameterFromQuery(Name = "locality")]
    private string? LocalityInUrl { get; set; }

    [Inject]
    private IDefinitionEditor Editor { get; set; } = default!;

    [Inject]
    private ILocalities Localities { get; set; } = default!;

    [Inject]
    private ICurrentActor Current { get; set; } = default!;

    [Inject]
    private IProblemWords Words { get; set; } = default!;

    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
    }

    protected override async Task OnInitializedAsync()
    {
        if (!LocalityCode.TryParse(LocalityInUrl, out _locality) || !Current.Actor.May(Permissions.DefinitionsPublish, _locality))
        {
            (_drafts, _problems) = ([], [Problem.Forbidden("definition.forbidden", ("value", LocalityInUrl))]);
            return;
        }

        var place = await Localities.FindAsync(_locality, _gone.Token);
        _trail = [(T["home.title"], EditorUrl.Home), (place?.Name.ToString() ?? _locality.Value, EditorUrl.HomeOf(_locality))];
        await ReadAsync();
        _chosen.UnionWith(_drafts!.Select(d => d.Name));
    }

    private async Task ReadAsync()
    {
        var words = new ChangeWords(T);
        var shown = new List<ShownDraft>();
        foreach (var draft in await Editor.ListDraftsAsync(_locality, _gone.Token))
        {
            var name = new DefinitionName(draft.Id.Kind, draft.Id.Key, draft.Id.Owner);
            var after = (JsonObject)JsonNode.Parse(draft.Json)!;
            var before = await Editor.FindOwnActiveAsync(name, _gone.Token) is { } active ? (JsonObject)JsonNode.Parse(active.Json)! : [];
            shown.Add(new(name, draft.Id.Version, DocumentTitles.Of(after) ?? name.Key, words.Of(DocumentDiff.Between(before, after), name.Kind, after, before)));
        }

        _drafts = shown;
        _chosen.IntersectWith(shown.Select(d => d.Name));
    }

    private void Choose(DefinitionName name, bool chosen)
    {
        // What was found depends on what comes into force together.
        (_found, _reviewed, _problems) = (new Dictionary<DefinitionName, IReadOnlyList<DefinitionFinding>>(), [], []);
        if (chosen)
        {
            _chosen.Add(name);
        }
        else
        {
            _chosen.Remove(name);
        }
    }

    private Task CheckAsync() => BusyAsync(async () =>
    {
        await ReadAsync();
        await FindAsync();
    });

    private Task PublishAsync() => BusyAsync(async () =>
    {
        // Only what was looked at comes into force: an edit since then makes it stale. What stood in the way may have been put right meanwhile.
        if (_reviewed.Count == 0 || IsBlocked)
        {
            await ReadAsync();
            await FindAsync();
        }

        if (_reviewed.Count == 0 || IsBlocked)
        {
            return;
        }

        var published = await Editor.PublishAllAsync(Current.Actor, _reviewed, _gone.Token);
        _problems = published.Problems;
        _reviewed = [];
        if (published.Succeeded)
        {
            _done = [.. _drafts!.Where(d => _chosen.Contains(d.Name)).Select(d => $"{d.Title} · {d.Version}")];
            _found = new Dictionary<DefinitionName, IReadOnlyList<DefinitionFinding>>();
        }

        await ReadAsync();
    });

    /// <summary>In the order of the list.</summary>
    private IReadOnlyList<DefinitionName> Chosen => [.. _drafts!.Select(d => d.Name).Where(_chosen.Contains)];

    private bool IsBlocked => _found.Values.Any(list => list.Any(f => f.Blocks));

    private async Task FindAsync()
    {
        var selected = await Editor.CheckAllAsync(Current.Actor, Chosen, _gone.Token);
        (_problems, _reviewed) = (selected.Problems, selected.Succeeded ? selected.Value : []);
        _found = _reviewed.ToDictionary(s => s.Name, s => s.Findings);
    }

    private async Task BusyAsync(Func<Task> act)
    {
        if (_busy)
        {
            return;
        }

        (_busy, _done, _problems) = (true, [], []);
        try
        {
            await act();
        }
        finally
        {
            _busy = false;
        }
    }

    private sealed record ShownDraft(DefinitionName Name, int Version, string Title, IReadOnlyList<ChangeLine> Lines);
}
