using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using Platform.Designer.Editors;
using Platform.Designer.Editors.Changes;
using Platform.Model;
using Platform.Model.Definitions;
using Platform.Model.Editing;
using Platform.Model.Flows;
using Platform.Model.Identity;
using Platform.Model.Localities;
using Platform.Server.Definitions.Files;
using Platform.Server.Hosting;

namespace Platform.Server.Definitions.Designer;

/// <summary>The definitions of a locality as files: out as a ZIP file, and in again as drafts that were looked at before.</summary>
public sealed partial class FilesPage
{
    private const int Most = 20;

    private readonly Dictionary<DefinitionName, DraftUnderWay> _underWay = [];
    private readonly HashSet<DefinitionName> _chosen = [];
    private readonly Dictionary<DefinitionKind, ChangeWords> _words = [];
    private IReadOnlyList<(string Key, string Title)>? _items;
    private IReadOnlyList<(string Text, string Href)> _trail = [];
    private LocalityTree _tree = new([]);
    private LocalityCode _locality;
    private LocalityCode? _from;
    private ExportedFolder? _preview;
    private DefinitionFolder? _folder;
    private ImportReport? _report;
    private string? _item;
    private bool _withDrafts;
    private bool _mayEdit;
    private bool _mayPublish;
    private bool _done;

    /// <summary>A browser does not tell of a file that is chosen a second time, so each import has a box of its own.</summary>
    private int _applied;

    /// <summary>Where the focus goes from the button that was pressed and is there no longer.</summary>
    private ElementReference _heading;

    [SupplyParameterFromQuery(Name = "locality")]
    private string? LocalityInUrl { get; set; }

    [Inject]
    private IFlowVocabulary Vocabulary { get; set; } = default!;

    [Inject]
    private DefinitionExport Export { get; set; } = default!;

    [Inject]
    private DefinitionImport Import { get; set; } = default!;

    [Inject]
    private Inventory Inventory { get; set; } = default!;

    [Inject]
    private IDefinitions Definitions { get; set; } = default!;

    [Inject]
    private IAuthorities Authorities { get; set; } = default!;

    [Inject]
    private ILocalities Localities { get; set; } = default!;

    [Inject]
    private ICurrentActor Current { get; set; } = default!;

    [Inject]
    private IProblemWords Words { get; set; } = default!;

    private int Wanted => _report?.Lines.Count(l => l.IsToBeWritten && _chosen.Contains(l.Name)) ?? 0;

    protected override async Task OnInitializedAsync()
    {
        if (!LocalityCode.TryParse(LocalityInUrl, out _locality) || !DefinitionAccess.MayRead(Current.Actor, _locality))
        {
            Refused = [Problem.Forbidden("definition.forbidden", ("value", LocalityInUrl))];
            return;
        }

        _tree = await Localities.TreeAsync(Gone);
        _trail = [(T["home.title"], EditorUrl.Home), (PlaceName(_locality), EditorUrl.HomeOf(_locality))];
        (_mayEdit, _mayPublish) = (Current.Actor.May(Permissions.DefinitionsEdit, _locality), Current.Actor.May(Permissions.DefinitionsPublish, _locality));
        var items = new List<(string, string)>();
        foreach (var kind in new[] { DefinitionKind.Item, DefinitionKind.Bundle })
        {
            items.AddRange((await Inventory.ReadAsync(_locality, new InventoryFilter(kind), Gone)).Select(e => (e.Key, e.Title)));
        }

        _items = items;
        await LookAsync(null, false);
    }

    /// <summary>What the file would hold, before it is fetched.</summary>
    private async Task LookAsync(string? item, bool drafts)
    {
        (_item, _withDrafts) = (string.IsNullOrEmpty(item) ? null : item, drafts);
        var exported = await Export.ExportAsync(Current.Actor, new ExportWish(_locality, [], _item, drafts), Gone);
        (_preview, Refused) = (exported.Succeeded ? exported.Value : null, exported.Problems);
    }

    private Task ReadAsync(InputFileChangeEventArgs chosen) => BusyAsync(async () =>
    {
        (_report, _folder, _done) = (null, null, false);
        _underWay.Clear();
        if (chosen.File.Size > ZipFolder.MaxBytes)
        {
            Refused = [ZipFolder.TooLarge(chosen.File.Size)];
            return;
        }

        await using var content = chosen.File.OpenReadStream(ZipFolder.MaxBytes, Gone);
        using var zip = new MemoryStream();
        await content.CopyToAsync(zip, Gone);
        var folder = ZipFolder.Read(zip.ToArray()).Then(DefinitionFolder.Read);
        if (!folder.TryGet(out _folder))
        {
            Refused = folder.Problems;
            return;
        }

        _from = _folder.Locality;
        await PlanAsync();
        _chosen.Clear();
        _chosen.UnionWith(_folder.Definitions.Select(d => new DefinitionName(d.Kind, d.Key, _locality)));
    });

    private Task DecideAsync(DefinitionName name, string? way) => BusyAsync(async () =>
    {
        _underWay[name] = Enum.Parse<DraftUnderWay>(way ?? nameof(DraftUnderWay.Merge));
        await PlanAsync();
    });

    private async Task PlanAsync()
    {
        var planned = await Import.PlanAsync(Current.Actor, _folder!, _locality, n => _underWay.GetValueOrDefault(n), Gone);
        foreach (var kind in planned.Succeeded ? planned.Value.Lines.Select(l => l.Name.Kind).Distinct().Except(_words.Keys).ToList() : [])
        {
            _words[kind] = new ChangeWords(T, Vocabulary) { References = await References.ReadAsync(Definitions, Authorities, new DefinitionName(kind, "", _locality), Gone), RoleName = Words.RoleName };
        }

        (_report, Refused) = (planned.Succeeded ? planned.Value : null, planned.Problems);
    }

    /// <summary>Begun is ended, also when the page is left meanwhile.</summary>
    private Task ApplyAsync() => BusyAsync(async () =>
    {
        _report = await Import.ApplyAsync(Current.Actor, _report!, _chosen, CancellationToken.None);
        _done = true;
        _applied++;
        if (!Gone.IsCancellationRequested)
        {
            await _heading.FocusAsync();
        }
    });

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

    private int Count(ImportChange change) => _report!.Lines.Count(l => l.Change == change && (!_done || !l.IsToBeWritten || _chosen.Contains(l.Name)));

    private string PlaceName(LocalityCode code) => _tree.Find(code)?.Name.ToString() ?? code.Value;

    private string TitleOf(ImportLine line) => DocumentOf(line) is { } document && DocumentTitles.Of(document) is { Length: > 0 } title ? title
        : line.Name.Kind == DefinitionKind.Item && _items!.FirstOrDefault(i => i.Key == line.Name.Key).Title is { } known ? known
        : DocumentTitles.Unnamed(T, line.Name.Kind, line.Name.Key);

    private JsonObject? DocumentOf(ImportLine line) =>
        line.Document ?? (_folder!.Definitions.FirstOrDefault(d => d.Kind == line.Name.Kind && d.Key == line.Name.Key) is { } filed ? JsonObject.Create(filed.Document) : null);

    private IReadOnlyList<ChangeLine> Say(DocumentPatch patch, ImportLine line) => _words[line.Name.Kind].Of(patch, line.Name.Kind, DocumentOf(line) ?? []);

    private static string KindWord(DefinitionKind kind) => Server.Definitions.Words.Of(kind);

    private static string? Look(ImportChange change) => change switch
    {
        ImportChange.New => "good",
        ImportChange.Changed => "warn",
        ImportChange.Refused => "bad",
        _ => null,
    };
}
