using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.JSInterop;
using Platform.Model;
using Platform.Model.Definitions;
using Platform.Model.Flows;

namespace Platform.Designer.Editors.Flows;

public sealed partial class FlowEditor
{
    private const string CanvasId = "flow-canvas";
    private const string AddButton = "flow-add";
    private const double Nudge = 20;

    /// <summary>Steps from which on a map of the whole is shown.</summary>
    private const int MapFrom = 8;
    private readonly List<Spot> _inside = [];
    private readonly HashSet<string> _marked = new(StringComparer.Ordinal);
    private IReadOnlyList<PaletteGroup> _kinds = [];
    private FlowChart _chart = new(FlowChart.Root, [], []);
    private IReadOnlyList<ArrowShape> _arrows = [];
    private IReadOnlyList<FlowLane> _lanes = [];
    private FlowClip? _clip;
    private bool _canPaste;
    private DotNetObjectReference<FlowEditor>? _self;
    private ChartNode? _selected;
    private string? _stop;
    private string? _selectedArrow;
    private string? _focus;
    private string? _reveal;
    private string _type = "Platform.Review";
    private string _wanted = "";
    private Alignment _alignment;
    private string _view = "0 0 800 400";
    private bool _isChart;
    private bool _attached;
    private bool _wide;

    [CascadingParameter]
    private EditorDesk Desk { get; set; } = default!;

    [Inject]
    private IFlowVocabulary Vocabulary { get; set; } = default!;

    [Inject]
    private IFlowLayout Layout { get; set; } = default!;

    [Inject]
    private IProblemWords Words { get; set; } = default!;

    [Inject]
    private IJSRuntime Script { get; set; } = default!;

    private Spot At => _inside is [.., var last] ? last : FlowChart.Root;

    /// <summary>Steps were dragged to other places.</summary>
    [JSInvokable]
    public Task MovedAsync(string id, double x, double y)
    {
        if (_chart.Find(id) is not { } node)
        {
            return Task.CompletedTask;
        }

        var together = _marked.Contains(id) ? _chart.Nodes.Where(n => _marked.Contains(n.Id)) : [node];
        return Desk.EditAsync(d => FlowEdits.Place(d, _chart, together.ToDictionary(n => n.Id, n => (n.X + x - node.X, n.Y + y - node.Y))));
    }

    /// <summary>An arrow was drawn from a port to a step.</summary>
    [JSInvokable]
    public Task ConnectedAsync(string source, string port, string target) => Desk.EditAsync(d => FlowEdits.Connect(d, _chart, source, port, target));

    /// <summary>An arrow was drawn from a port to where nothing is: a step of the kind chosen in the palette is put there.</summary>
    [JSInvokable]
    public Task DrawnAsync(string source, string port, double x, double y) => AddAsync((d, step) =>
    {
        var id = FlowEdits.Add(d, _chart, step, (Math.Round(x), Math.Round(y)));
        FlowEdits.Connect(d, _chart, source, port, id);
        return id;
    });

    /// <summary>A kind of step was dragged from the palette: onto an arrow it comes between, elsewhere where it was dropped.</summary>
    /// <param name="arrow">Name of the arrow, or null.</param>
    [JSInvokable]
    public Task DroppedAsync(string type, double x, double y, string? arrow)
    {
        _type = type;
        return AddAsync((d, step) => _chart.Arrows.FirstOrDefault(a => a.Name == arrow) is { } between ? FlowEdits.AddBetween(d, _chart, step, between) : FlowEdits.Add(d, _chart, step, (Math.Round(x), Math.Round(y))));
    }

    /// <summary>Something was copied in another window.</summary>
    [JSInvokable]
    public void Kept()
    {
        _canPaste = true;
        StateHasChanged();
    }

    public async ValueTask DisposeAsync()
    {
        _self?.Dispose();
        if (_attached)
        {
            try
            {
                await Script.InvokeVoidAsync("platformFlow.detach", CanvasId);
            }
            catch (JSDisconnectedException)
            {
                // The browser is gone, and the canvas with it.
            }
        }
    }

    protected override void OnInitialized() => _kinds = StepPalette.Of(Vocabulary.Steps);

    protected override void OnParametersSet()
    {
        // A colleague may have taken away what one is in.
        while (_inside.Count > 0 && !IsChartAt(At))
        {
            _inside.RemoveAt(_inside.Count - 1);
        }

        _isChart = IsChartAt(At);
        var isFirst = _chart.Nodes.Count == 0;
        _chart = FlowChart.Of(Desk.Document, At, Vocabulary);
        _arrows = ArrowShape.All(_chart);
        _lanes = FlowLanes.Of(_chart);
        _marked.RemoveWhere(id => _chart.Find(id) is null);
        _selected = _chart.Find(_selected?.Id);
        _stop = (_selected ?? _chart.Find(_stop) ?? InOrder().FirstOrDefault())?.Id;
        if (isFirst)
        {
            _view = View();
        }
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!_isChart && _attached)
        {
            // The drawing is gone; the next one is another.
            _attached = false;
            await Script.InvokeVoidAsync("platformFlow.detach", CanvasId);
        }

        if (_isChart && !_attached)
        {
            _attached = true;
            _self = DotNetObjectReference.Create(this);
            await Script.InvokeVoidAsync("platformFlow.attach", CanvasId, _self);
            if (FlowClip.Read(await Script.InvokeAsync<string?>("platformFlow.kept")) is not null)
            {
                _canPaste = true;
                StateHasChanged();
            }
        }

        if (_reveal is { } shown)
        {
            _reveal = null;
            await CallAsync("reveal", shown);
        }

        if (_focus is { } id)
        {
            _focus = null;
            await Script.InvokeVoidAsync("platformDesigner.focus", id);
        }
    }

    private bool IsChartAt(Spot spot) => spot.Find(Desk.Document) is JsonObject root && FlowChart.Text(root, "type") == FlowJson.FlowchartType;

    private static string NodeId(string id) => "step-" + id;

    private static string N(double value) => ArrowShape.N(value);

    private static double PortY(ChartNode node, int index) => ArrowShape.PortY(node, index);

    private string View()
    {
        var (x, y, width, height) = _chart.Bounds();
        return $"{N(x)} {N(y)} {N(Math.Max(width, 800))} {N(Math.Max(height, 400))}";
    }

    private string MapView
    {
        get
        {
            var (x, y, width, height) = _chart.Bounds();
            return $"{N(x)} {N(y)} {N(width)} {N(height)}";
        }
    }

    private string GroupName(PaletteGroup group) =>
        T[(group.IsRare ? "category." : "palette.") + group.Key] is not { ResourceNotFound: false } name ? group.Key : group.IsRare ? T["palette.rare", name.Value] : name.Value;

    private string Under(ChartNode node) => FlowWords.Under(Words, node);

    private string Spoken(ChartNode node) =>
        T["flow.spoken", node.Title, Under(node), string.Join(T["value.separator"], _chart.Arrows.Where(a => a.Source == node.Id).Select(a => _chart.Find(a.Target)?.Title ?? a.Target))];

    private IEnumerable<DefinitionFinding> FindingsOf(ChartNode node) =>
        Desk.Findings?.Where(f => f.Problem.Field is { } field && (field == node.Id || field.EndsWith($"activities[{node.Id}]", StringComparison.Ordinal) || field.Contains($"activities[{node.Id}].", StringComparison.Ordinal) || field.StartsWith(node.Id + ".", StringComparison.Ordinal))) ?? [];

    private void Mark(ChartNode node, bool more)
    {
        if (!more)
        {
            _marked.Clear();
        }

        if (!_marked.Add(node.Id) && more)
        {
            _marked.Remove(node.Id);
        }

        (_selected, _selectedArrow, _stop) = (node, null, node.Id);
    }

    private void OnFocus(ChartNode node)
    {
        if (!_marked.Contains(node.Id))
        {
            Mark(node, more: false);
        }
    }

    private void SelectArrow(ChartArrow arrow) => (_selectedArrow, _selected) = (arrow.Name, _chart.Find(arrow.Source));

    private Task BeginAsync() => Desk.EditAsync(d => FlowEdits.Begin(d, Desk.Name.Key, T["flow.start"], T["flow.finish"]));

    private Task AddAsync() => AddAsync((d, step) => _chart.Arrows.FirstOrDefault(a => a.Name == _selectedArrow) is { } arrow ? FlowEdits.AddBetween(d, _chart, step, arrow) : FlowEdits.Add(d, _chart, step, _selected));

    private Task AddAsync(string type)
    {
        _type = type;
        return AddAsync();
    }

    private Task AddAtAsync(ChartNode node, string port) => AddAsync((d, step) => FlowEdits.AddAt(d, _chart, step, node, port));

    /// <param name="add">Adds a step of the kind chosen in the palette and returns its id.</param>
    private async Task AddAsync(Func<JsonObject, StepDescription, string> add)
    {
        if (Vocabulary.Find(_type) is not { } step)
        {
            return;
        }

        var id = "";
        var saved = Desk.EditAsync(d => id = add(d, step));
        OnParametersSet();
        if (_chart.Find(id) is { } added)
        {
            Mark(added, more: false);
            (_focus, _reveal) = ("step-name-zh-CN", NodeId(id));
            StateHasChanged();
        }

        await saved;
    }

    private async Task RemoveAsync(ChartNode node)
    {
        var removed = _marked.Contains(node.Id) ? _chart.Nodes.Where(n => _marked.Contains(n.Id)).ToList() : [node];
        var next = NextOf(removed);
        _selected = null;
        _marked.Clear();
        var saved = Desk.EditAsync(d =>
        {
            foreach (var one in removed)
            {
                FlowEdits.Remove(d, FlowChart.Of(d, At, Vocabulary), one);
            }
        });
        OnParametersSet();
        _focus = _chart.Find(next?.Id) is { } left ? NodeId(left.Id) : AddButton;
        StateHasChanged();
        await saved;
    }

    /// <summary>Where one goes on after steps are gone: to what led there, or the nearest before them.</summary>
    private ChartNode? NextOf(List<ChartNode> removed) =>
        _chart.Arrows.Where(a => removed.Exists(r => r.Id == a.Target) && removed.TrueForAll(r => r.Id != a.Source)).Select(a => _chart.Find(a.Source)).FirstOrDefault(n => n is not null)
        ?? InOrder().FirstOrDefault(n => !removed.Contains(n));

    private async Task LayOutAsync()
    {
        await Desk.EditAsync(d =>
        {
            if (At.Find(d) is JsonObject chart)
            {
                Layout.Draw(chart);
            }
        });
        OnParametersSet();
        await FitAsync();
    }

    private async Task CopyAsync()
    {
        _clip = FlowClip.Of(_chart, _marked);
        (_canPaste, _) = (true, await Script.InvokeAsync<bool>("platformFlow.keep", _clip.Write()));
    }

    /// <summary>What was copied last, in whichever flow and window; what the browser could not keep is kept here.</summary>
    private async Task PasteAsync()
    {
        if ((FlowClip.Read(await Script.InvokeAsync<string?>("platformFlow.kept")) ?? _clip) is not { } clip)
        {
            return;
        }

        IReadOnlyList<string> ids = [];
        var saved = Desk.EditAsync(d => ids = FlowEdits.Paste(d, _chart, clip.Activities, clip.Arrows));
        OnParametersSet();
        _marked.Clear();
        _marked.UnionWith(ids);
        if (ids is [var id, ..] && _chart.Find(id) is { } first)
        {
            (_selected, _stop, _focus) = (first, first.Id, NodeId(first.Id));
            StateHasChanged();
        }

        await saved;
    }

    private Task AlignAsync() => Desk.EditAsync(d => FlowEdits.Align(d, _chart, [.. _chart.Nodes.Where(n => _marked.Contains(n.Id))], _alignment));

    private async Task ArrangeLanesAsync()
    {
        await Desk.EditAsync(d => FlowLanes.Arrange(d, _chart));
        OnParametersSet();
        await FitAsync();
    }

    private Task OnKeyAsync(KeyboardEventArgs e, ChartNode node) => e switch
    {
        { AltKey: true, Key: "ArrowLeft" or "ArrowRight" or "ArrowUp" or "ArrowDown" } when Desk.MayEdit => MovedAsync(node.Id, node.X + Step(e.Key).X, node.Y + Step(e.Key).Y),
        { Key: "ArrowRight" } => GoAsync(_chart.Arrows.FirstOrDefault(a => a.Source == node.Id)?.Target),
        { Key: "ArrowLeft" } => GoAsync(_chart.Arrows.FirstOrDefault(a => a.Target == node.Id)?.Source),
        { Key: "ArrowDown" or "ArrowUp" } => GoAsync(Neighbour(node, e.Key == "ArrowDown" ? 1 : -1)),
        { Key: "Home" } => GoAsync(InOrder().First().Id),
        { Key: "End" } => GoAsync(InOrder().Last().Id),
        { Key: "Delete" } when Desk.MayEdit => RemoveAsync(node),
        { Key: "Enter" } => FocusAsync("step-name-zh-CN"),
        { Key: " " } => MarkAsync(node),
        _ => Task.CompletedTask,
    };

    private Task MarkAsync(ChartNode node)
    {
        Mark(node, more: true);
        return Task.CompletedTask;
    }

    private static (double X, double Y) Step(string key) => key switch
    {
        "ArrowLeft" => (-Nudge, 0),
        "ArrowRight" => (Nudge, 0),
        "ArrowUp" => (0, -Nudge),
        _ => (0, Nudge),
    };

    /// <summary>The next step from top to bottom and left to right, so that every step can be reached whether an arrow leads there or not.</summary>
    private string? Neighbour(ChartNode node, int by)
    {
        var ordered = InOrder().ToList();
        var at = ordered.FindIndex(n => n.Id == node.Id) + by;
        return at >= 0 && at < ordered.Count ? ordered[at].Id : null;
    }

    private IEnumerable<ChartNode> InOrder() => _chart.Nodes.OrderBy(n => n.X).ThenBy(n => n.Y);

    private Task GoAsync(string? id) => id is null ? Task.CompletedTask : FocusAsync(NodeId(id));

    private Task FocusAsync(string id)
    {
        _focus = id;
        StateHasChanged();
        return Task.CompletedTask;
    }

    private async Task FindAsync(ChangeEventArgs e)
    {
        var wanted = ((string?)e.Value ?? "").Trim();
        if (wanted.Length > 0 && (_chart.Find(wanted) ?? _chart.Nodes.FirstOrDefault(n => n.Title.Contains(wanted, StringComparison.CurrentCultureIgnoreCase) || n.Id.Contains(wanted, StringComparison.OrdinalIgnoreCase))) is { } found)
        {
            Mark(found, more: false);
            await CallAsync("show", found.X + (found.Width / 2), found.Y + (found.Height / 2));
            await GoAsync(found.Id);
        }
    }

    private async Task OpenAsync(Spot spot)
    {
        _inside.Add(spot);
        (_selected, _chart) = (null, new FlowChart(spot, [], []));
        OnParametersSet();
        await FitAsync();
    }

    private async Task LeaveAsync()
    {
        _inside.RemoveAt(_inside.Count - 1);
        (_selected, _chart) = (null, new FlowChart(At, [], []));
        OnParametersSet();
        await FitAsync();
    }

    /// <summary>The drawing takes the whole window, or gives it back.</summary>
    private async Task WidenAsync()
    {
        _wide = !_wide;
        StateHasChanged();
        await FitAsync();
    }

    private Task FitAsync()
    {
        var (x, y, width, height) = _chart.Bounds();
        return CallAsync("fit", x, y, width, height);
    }

    private Task CallAsync(string function, params object[] arguments) => Script.InvokeVoidAsync($"platformFlow.{function}", [CanvasId, .. arguments]).AsTask();
}
