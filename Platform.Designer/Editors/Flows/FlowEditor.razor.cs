using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Components;
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
}
