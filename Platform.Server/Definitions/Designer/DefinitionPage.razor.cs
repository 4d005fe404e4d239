using Microsoft.AspNetCore.Components;
using Platform.Designer.Editors;
using Platform.Designer.Editors.Frame;
using Platform.Model.Definitions;
using Platform.Model.Editing;
using Platform.Model.Identity;
using Platform.Model.Localities;
using Platform.Server.Hosting;

namespace Platform.Server.Definitions.Designer;

/// <summary>One definition with its editor.</summary>
public sealed partial class DefinitionPage
{
    private EditorDesk? _desk;
    private string _title = "";
    private string _view = EditorFrame.EditView;
    private bool _missing;
    private IReadOnlyList<(string Text, string Href)> _trail = [];

    [Parameter]
    public string Kind { get; set; } = "";

    [Parameter]
    public string Key { get; set; } = "";

    [SupplyParameterFromQuery(Name = "locality")]
    private string? LocalityInUrl { get; set; }

    [SupplyParameterFromQuery(Name = "view")]
    private string? ViewInUrl { get; set; }

    [Inject]
    private IWorkshop Workshop { get; set; } = default!;

    [Inject]
    private ILocalities Localities { get; set; } = default!;

    [Inject]
    private ICurrentActor Current { get; set; } = default!;

    [Inject]
    private ProblemTexts ProblemTexts { get; set; } = default!;

    [Inject]
    private TimeProvider Clock { get; set; } = default!;

    public void Dispose() => _desk?.Dispose();

    protected override async Task OnParametersSetAsync()
    {
        _view = ViewInUrl ?? EditorFrame.EditView;
        if (!DefinitionRoute.Name(Kind, Key, LocalityInUrl).TryGet(out var name) || !DefinitionDocument.IsKey(name.Key))
        {
            _missing = true;
            return;
        }

        _missing = false;
        if (_desk?.Name != name)
        {
            _desk?.Dispose();
            _desk = new EditorDesk(Workshop, Current, name, InvokeAsync, Clock);
            _desk.Changed += Show;
            var place = await Localities.FindAsync(name.Owner, CancellationToken.None);
            _trail = [(T["home.title"], EditorUrl.Home), (place?.Name.ToString() ?? name.Owner.Value, DesignerUrl.HomeOf(name.Owner)), (T["kind." + name.Kind], DesignerUrl.HomeOf(name.Owner, new InventoryFilter(name.Kind)))];
            await _desk.OpenAsync();
        }

        Show();
    }

    private void Show()
    {
        _title = _desk is { Piece: { } piece } desk ? DocumentTitles.Of(desk.Document) ?? TitleAbove(piece) ?? DocumentTitles.Unnamed(T, desk.Name.Kind, desk.Name.Key) : Key;
        _ = InvokeAsync(StateHasChanged);
    }

    private static string? TitleAbove(Workpiece piece) => piece.Above is { } above && System.Text.Json.Nodes.JsonNode.Parse(above.Json) is System.Text.Json.Nodes.JsonObject document ? DocumentTitles.Of(document) : null;
}
