using System.Text.Json.Nodes;
using Microsoft.JSInterop;
using Platform.Model.Definitions;
using Platform.Model.Flows;

namespace Platform.Designer.Editors.Flows;

/// <summary>What is done to the flow on the canvas: steps come, go and move, arrows are drawn, parts are copied.</summary>
public sealed partial class FlowEditor
{
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
}
