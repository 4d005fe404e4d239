using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.JSInterop;
using Platform.Designer.Editors.Shapes;
using Platform.Model;
using Platform.Model.Definitions;

namespace Platform.Designer.Editors.Forms;

public sealed partial class FormEditor
{
    private const string AddButton = "form-add";
    private static readonly string[] Sizes = ["phone", "desktop", "kiosk"];
    private readonly FormConditions _conditions;
    private readonly OutlineKeys _outline = new();
    private IReadOnlyList<OutlineNode> _nodes = [];
    private IReadOnlyList<string> _keys = [];
    private OutlineNode? _selected;
    private string? _selectedKey;
    private OutlineNode? _dragged;
    private string? _focus;
    private string _type = "text";
    private string _size = "phone";
    private bool _preview = true;

    public FormEditor() => _conditions = new FormConditions(() => Library);

    /// <summary>What can be asked of the library.</summary>
    [Parameter]
    public QuestionLibrary Library { get; set; } = QuestionLibrary.None;

    /// <summary>A question was put into the library.</summary>
    [Parameter]
    public EventCallback OnLibraryChanged { get; set; }

    /// <summary>Address of the preview; null where there is none.</summary>
    [Parameter]
    public string? PreviewUrl { get; set; }

    [CascadingParameter]
    private EditorDesk Desk { get; set; } = default!;

    [Inject]
    private IProblemWords Words { get; set; } = default!;

    [Inject]
    private IJSRuntime Script { get; set; } = default!;

    protected override void OnParametersSet()
    {
        _nodes = FormOutline.Of(Desk.Document);
        _keys = _outline.Follow(Desk.Document, _nodes);
        _selected = NodeOf(_selectedKey);
        _selectedKey = _selected is null ? null : _selectedKey;
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (_focus is { } id)
        {
            _focus = null;
            await Script.InvokeVoidAsync("platformDesigner.focus", id);
        }
    }

    private OutlineNode? NodeOf(string? key) => key is null ? null : _nodes.Zip(_keys).FirstOrDefault(n => n.Second == key).First;

    /// <summary>What the page calls the part at a place.</summary>
    private string? KeyOf(Spot spot) => _nodes.Zip(_keys).FirstOrDefault(n => n.First.Spot.Path == spot.Path).Second;

    private string TypeName(string type) => T["type." + type];

    private string TitleOf(OutlineNode node) => Library.AskedBy(node)?.Label ?? node.Title;

    private OutlineNode? PageOf(OutlineNode? node) => node is null ? null : _nodes.TakeWhile(n => n != node).Append(node).LastOrDefault(n => n.Kind == OutlineKind.Page);

    private IEnumerable<DefinitionFinding> FindingsOf(OutlineNode node) => Desk.Findings?.Where(f => f.Problem.Field == node.Subject) ?? [];

    private int WrongIn(OutlineNode node) => FindingsOf(node).Count();

    private void Show(string size) => (_size, _preview) = (size, true);

    private void Select(OutlineNode? node)
    {
        _selected = node;
        _selectedKey = node is null ? null : KeyOf(node.Spot);
    }

    private Task AddQuestionAsync() =>
        ChangeAsync(d => FormEdits.AddElement(d, _selected, _type), toProperties: true);

    private Task AskAsync(LibraryQuestion question) => ChangeAsync(d => FormEdits.AddAsked(d, _selected, question), toProperties: true);

    private async Task ShareAsync(OutlineNode node, string question)
    {
        await OnLibraryChanged.InvokeAsync();
        await ChangeAsync(d => FormEdits.Share(d, node, question));
    }

    private Task TakeOutAsync(OutlineNode node, LibraryQuestion question) => ChangeAsync(d => FormEdits.TakeOut(d, node, question));

    private Task AddSectionAsync() => ChangeAsync(d => FormEdits.AddSection(d, PageOf(_selected) ?? _nodes.LastOrDefault(n => n.Kind == OutlineKind.Page)), toProperties: true);

    private Task AddPageAsync() => ChangeAsync(FormEdits.AddPage, toProperties: true);

    private Task DuplicateAsync(OutlineNode node) => ChangeAsync(d => FormEdits.Duplicate(d, node));

    /// <param name="stay">The focus stays on what was pressed.</param>
    private async Task MoveAsync(OutlineNode node, int by, bool stay = false)
    {
        var saved = ChangeAsync(d => FormEdits.Move(d, node, by));
        _focus = stay ? null : _focus;
        await saved;
    }

    private async Task RemoveAsync(OutlineNode node)
    {
        var at = _nodes.ToList().FindIndex(n => n.Spot.Path == node.Spot.Path);
        var saved = ChangeAsync(d =>
        {
            FormEdits.Remove(d, node);
            return null;
        });
        Select(_nodes.Count == 0 ? null : _nodes[Math.Clamp(at, 0, _nodes.Count - 1)]);
        _focus = _selectedKey is { } next ? $"t{next}" : AddButton;
        StateHasChanged();
        await saved;
    }

    private async Task DropAsync(OutlineNode target)
    {
        if (_dragged is { } dragged)
        {
            _dragged = null;
            await ChangeAsync(d => FormEdits.Drop(d, dragged, target));
        }
    }

    private string? RefuseKey(OutlineNode node, string key) =>
        !FormEdits.IsKey(node.Kind, key) ? T["form.key.bad", key].Value
        : FormEdits.TakenKeys(Desk.Document, node).Contains(key) ? T["name.taken", key].Value
        : null;

    private Task RenameAsync(OutlineNode node, string key) => Desk.EditAsync(d => FormEdits.RenameKey(d, node, key));

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
            Select(_nodes.FirstOrDefault(n => n.Spot.Path == spot.Path) ?? _selected);
            _focus = toProperties && _selected is { } asked && QuestionEdits.IsAsked(asked) ? "node-key"
                : toProperties && _selected is { } added ? $"{Ids.Of(added.Spot.Member(added.Kind is OutlineKind.Page or OutlineKind.Section ? "title" : "label"))}-zh-CN"
                : $"t{_selectedKey}";
            StateHasChanged();
        }

        await saved;
    }
}
