using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Components;
using Platform.Designer.Editors;
using Platform.Model;
using Platform.Model.Definitions;
using Platform.Model.Editing;
using Platform.Model.Identity;
using Platform.Model.Localities;

namespace Platform.Server.Definitions.Designer;

/// <summary>Everything of a place that is behind what is above it; what has no conflict is taken over together.</summary>
public sealed partial class AbovePage
{
    private readonly HashSet<DefinitionName> _chosen = [];
    private IReadOnlyList<Entry>? _behind;
    private IReadOnlyList<(string Title, AboveTaken Taken)>? _taken;
    private IReadOnlyList<(string Text, string Href)> _trail = [];
    private LocalityTree _tree = new([]);
    private LocalityCode _locality;
    private string? _text;
    private DefinitionKind? _kind;
    private bool? _conflicts;
    private bool _mayEdit;
    private bool _mayPublish;

    [SupplyParameterFromQuery(Name = "locality")]
    private string? LocalityInUrl { get; set; }

    [Inject]
    private IAboveChanges Changes { get; set; } = default!;

    [Inject]
    private ILocalities Localities { get; set; } = default!;

    [Inject]
    private ICurrentActor Current { get; set; } = default!;

    [Inject]
    private IProblemWords Words { get; set; } = default!;

    private IReadOnlyList<Entry> Shown => [.. (_behind ?? []).Where(e =>
        (_kind is null || e.State.Name.Kind == _kind) && (_conflicts is null || e.Conflicts > 0 == _conflicts)
        && (string.IsNullOrWhiteSpace(_text) || e.Title.Contains(_text.Trim(), StringComparison.CurrentCultureIgnoreCase) || e.State.Name.Key.Contains(_text.Trim(), StringComparison.OrdinalIgnoreCase)))];

    /// <summary>What is filtered away is not taken.</summary>
    private IReadOnlyList<Entry> Chosen => [.. Shown.Where(e => e.Takes > 0 && _chosen.Contains(e.State.Name))];

    protected override async Task OnInitializedAsync()
    {
        if (!LocalityCode.TryParse(LocalityInUrl, out _locality))
        {
            (_behind, Refused) = ([], [Problem.Invalid("locality.code", "locality", ("value", LocalityInUrl))]);
            return;
        }

        _tree = await Localities.TreeAsync(Gone);
        _mayEdit = Current.Actor.May(Permissions.DefinitionsEdit, _locality);
        _mayPublish = Current.Actor.May(Permissions.DefinitionsPublish, _locality);
        _trail = [(T["home.title"], EditorUrl.Home), (PlaceName(_locality), EditorUrl.HomeOf(_locality))];
        await ReadAsync();
        _chosen.UnionWith(_behind!.Select(e => e.State.Name));
    }

    private async Task ReadAsync()
    {
        var read = await Changes.ListAsync(Current.Actor, _locality, Gone);
        Refused = read.Problems;
        _behind = read.TryGet(out var all) ? [.. all.Select(EntryOf)] : [];
    }

    private Entry EntryOf(AboveState state) => new(
        state,
        DocumentTitles.Of((JsonObject)JsonNode.Parse(state.Here!.Json)!) ?? DocumentTitles.Of(state.NearestDocument()) ?? DocumentTitles.Unnamed(T, state.Name.Kind, state.Name.Key),
        string.Join(T["value.separator"], state.Now.Versions.Except(state.RestsOn.Versions).Select(v => T["fromAbove.version", PlaceName(v.Locality), v.Version].Value)),
        state.Merge.Count(AboveFate.Takes),
        state.Merge.Count(AboveFate.Conflicts));

    private string PlaceName(LocalityCode code) => _tree.Find(code)?.Name.ToString() ?? code.Value;

    private void Choose(DefinitionName name, bool chosen)
    {
        if (chosen)
        {
            _chosen.Add(name);
        }
        else
        {
            _chosen.Remove(name);
        }
    }

    private Task TakeAsync() => BusyAsync(async () =>
    {
        _taken = null;
        var titles = Chosen.ToDictionary(e => e.State.Name, e => e.Title);
        var taken = await Changes.TakeAllAsync(Current.Actor, [.. titles.Keys], Gone);
        await ReadAsync();
        Refused = taken.Problems;
        _taken = taken.TryGet(out var all) ? [.. all.Select(t => (titles[t.Name], t))] : null;
    });

    /// <param name="From">Which versions above are new.</param>
    private sealed record Entry(AboveState State, string Title, string From, int Takes, int Conflicts);
}
