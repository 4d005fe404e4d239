using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.JSInterop;
using Platform.Designer.Editors.Shapes;
using Platform.Model;
using Platform.Model.Definitions;

namespace Platform.Designer.Editors.Forms;

public sealed partial class FormEditor
{
    private static readonly string[] Sizes = ["phone", "desktop", "kiosk"];
    private readonly FormConditions _conditions = new();
    private IReadOnlyList<OutlineNode> _nodes = [];
    private OutlineNode? _selected;
    private OutlineNode? _dragged;
    private string? _focus;
    private string _type = "text";
    private string _size = "phone";
    private string? _keyBroken;
    private bool _preview = true;

    /// <summary>Address of the preview, to which page and version are added; null where there is none.</summary>
    [Parameter]
    public string? PreviewUrl { get; set; }

    [CascadingParameter]
    private EditorDesk Desk { get; set; } = default!;

    [Inject]
    private IProblemWords Words { get; set; } = default!;

    [Inject]
    private IJSRuntime Script { get; set; } = default!;

    private string PreviewAddress => $"{PreviewUrl}&page={Uri.EscapeDataString(PageOf(_selected)?.Key ?? "")}&v={Desk.Piece?.LastEdit}";

    protected override void OnParametersSet()
    {
        _nodes = FormOutline.Of(Desk.Document);
        _selected = _selected is { } selected ? _nodes.FirstOrDefault(n => n.Spot.Path == selected.Spot.Path) : null;
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (_focus is { } id)
        {
            _focus = null;
            await Script.InvokeVoidAsync("platformDesigner.focus", id);
        }
    }

    private string TypeName(string type) => T["type." + type];

    private OutlineNode? PageOf(OutlineNode? node) => node is null ? null : _nodes.TakeWhile(n => n != node).Append(node).LastOrDefault(n => n.Kind == OutlineKind.Page);

    private IEnumerable<DefinitionFinding> FindingsOf(OutlineNode node) => Desk.Findings?.Where(f => f.Problem.Field == node.Subject) ?? [];

    private int WrongIn(OutlineNode node) => FindingsOf(node).Count();

    private void Show(string size) => (_size, _preview) = (size, true);

    private void Select(OutlineNode? node)
    {
        if (node?.Spot.Path != _selected?.Spot.Path)
        {
            _keyBroken = null;
            _selected = node;
        }
    }

    private Task AddQuestionAsync() =>
        ChangeAsync(d => FormEdits.AddElement(d, _selected, _type, TypeIn("zh-CN"), TypeIn("en")), toProperties: true);

    private Task AddSectionAsync() => ChangeAsync(d => FormEdits.AddSection(d, PageOf(_selected) ?? _nodes.LastOrDefault(n => n.Kind == OutlineKind.Page) ?? Node(d, FormEdits.AddPage(d))), toProperties: true);

    private Task AddPageAsync() => ChangeAsync(FormEdits.AddPage, toProperties: true);

    private Task DuplicateAsync(OutlineNode node) => ChangeAsync(d => FormEdits.Duplicate(d, node));

    private Task MoveAsync(OutlineNode node, int by) => ChangeAsync(d => FormEdits.Move(d, node, by));

    private async Task RemoveAsync(OutlineNode node)
    {
        var at = _nodes.ToList().FindIndex(n => n.Spot.Path == node.Spot.Path);
        await ChangeAsync(d =>
        {
            FormEdits.Remove(d, node);
            return null;
        });
        Select(_nodes.Count == 0 ? null : _nodes[Math.Clamp(at, 0, _nodes.Count - 1)]);
        _focus = _selected is { } next ? $"t-{Ids.Of(next.Spot)}" : null;
    }

    private async Task DropAsync(OutlineNode target)
    {
        if (_dragged is { } dragged)
        {
            _dragged = null;
            await ChangeAsync(d => FormEdits.Drop(d, dragged, target));
        }
    }

    private Task RenameAsync(OutlineNode node, string key)
    {
        _keyBroken = key == node.Key ? null
            : !KeyShape().IsMatch(key) ? T["form.key.bad", key].Value
            : _nodes.Any(n => n.Key == key && n.Kind == node.Kind) ? T["name.taken", key].Value
            : null;
        if (_keyBroken is not null || key == node.Key)
        {
            return Task.CompletedTask;
        }

        return ChangeAsync(d =>
        {
            FormEdits.RenameKey(d, node, key);
            return FormOutline.Of(d).FirstOrDefault(n => n.Key == key && n.Kind == node.Kind)?.Spot;
        });
    }

    private Task OnKeyAsync(KeyboardEventArgs e, OutlineNode node) => e switch
    {
        { AltKey: true, Key: "ArrowUp" or "ArrowDown" } when Desk.MayEdit => MoveAsync(node, e.Key == "ArrowUp" ? -1 : 1),
        { Key: "Delete" } when Desk.MayEdit => RemoveAsync(node),
        { Key: "Enter" } => FocusPropertiesAsync(),
        { Key: "d", CtrlKey: true } when Desk.MayEdit => DuplicateAsync(node),
        _ => Task.CompletedTask,
    };

    private Task FocusPropertiesAsync()
    {
        _focus = "node-key";
        StateHasChanged();
        return Task.CompletedTask;
    }

    /// <param name="change">Returns the place to select, or null to leave the selection.</param>
    /// <param name="toProperties">What is new is named first.</param>
    private async Task ChangeAsync(Func<JsonObject, Spot?> change, bool toProperties = false)
    {
        Spot? spot = null;
        var saved = Desk.EditAsync(d => spot = change(d));
        OnParametersSet();
        if (spot is not null)
        {
            _selected = _nodes.FirstOrDefault(n => n.Spot.Path == spot.Path) ?? _selected;
            _keyBroken = null;
            _focus = toProperties && _selected is { } added ? $"{Ids.Of(added.Spot.Member(added.Kind is OutlineKind.Page or OutlineKind.Section ? "title" : "label"))}-zh-CN" : $"t-{Ids.Of(spot)}";
            StateHasChanged();
        }

        await saved;
    }

    private static OutlineNode Node(JsonObject document, Spot spot) => FormOutline.Of(document).Single(n => n.Spot.Path == spot.Path);

    /// <summary>The name of the chosen type in one language: what a new question is called until it gets its own name.</summary>
    private string TypeIn(string language) => new System.Resources.ResourceManager(typeof(EditorsText)).GetString("type." + _type, System.Globalization.CultureInfo.GetCultureInfo(language)) ?? _type;

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9_-]{0,63}$")]
    private static partial Regex KeyShape();
}
