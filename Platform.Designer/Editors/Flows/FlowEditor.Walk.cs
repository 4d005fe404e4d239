using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.JSInterop;
using Platform.Model.Flows;

namespace Platform.Designer.Editors.Flows;

/// <summary>How one gets about on the canvas: by keys from step to step, by name, into containers and out, and what is marked on the way.</summary>
public sealed partial class FlowEditor
{
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
