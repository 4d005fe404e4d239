using System.Globalization;
using Microsoft.AspNetCore.Components;
using Platform.Model.Decisions;

namespace Platform.Designer.Editors.Decisions;

public sealed partial class CellEditor
{
    private string? _wanted;
    private CellView _view = CellView.Of("", DecisionType.Text, isInput: true, [], isOpen: false, wanted: null);

    [Parameter, EditorRequired]
    public string Id { get; set; } = "";

    [Parameter, EditorRequired]
    public string Label { get; set; } = "";

    /// <summary>As the table keeps it.</summary>
    [Parameter, EditorRequired]
    public string Cell { get; set; } = "";

    [Parameter, EditorRequired]
    public DecisionType Type { get; set; }

    /// <summary>It asks; otherwise it answers with one value.</summary>
    [Parameter]
    public bool IsInput { get; set; }

    /// <summary>Empty where anything can be written.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<CellChoice> Choices { get; set; } = [];

    /// <summary>What is not among the choices can be written too.</summary>
    [Parameter]
    public bool IsOpen { get; set; }

    [Parameter]
    public bool Disabled { get; set; }

    [Parameter]
    public string? DescribedBy { get; set; }

    /// <summary>Gets the cell as the table keeps it.</summary>
    [Parameter, EditorRequired]
    public EventCallback<string> OnChanged { get; set; }

    private bool IsText => Type == DecisionType.Text;

    protected override void OnParametersSet() => _view = CellView.Of(Cell, Type, IsInput, Choices, IsOpen, _wanted);

    private async Task SelectAsync(string selected)
    {
        _wanted = selected is CellView.Several or CellView.Not or CellView.Other or CellView.Formula ? selected : null;
        switch (selected)
        {
            case "":
                await SetAsync(IsInput ? DecisionEdits.Anything : DecisionEdits.NotFilledIn);
                break;
            case CellView.Missing:
                await WriteAsync("", selected);
                break;
            case CellView.Several or CellView.Not when _view.IsChosen:
                await TickedAsync(_view.Ticked);
                break;
            case CellView.Is or CellView.Not or CellView.Other:
                // What no plain words can say gives way to them.
                await WriteAsync(_view.Plain.Sense is CellSense.Is or CellSense.IsNot ? _view.Plain.Text : "", selected);
                break;
            case CellView.Formula:
                OnParametersSet();
                break;
            default:
                await SetAsync(selected);
                break;
        }
    }

    private Task TickAsync(string cell, bool on)
    {
        _wanted = _view.Selected;
        return TickedAsync(on ? [.. _view.Ticked, cell] : [.. _view.Ticked.Where(t => t != cell)]);
    }

    private Task TickedAsync(IReadOnlyList<string> ticked)
    {
        // In the order in which they are offered, so that the same choice is the same cell.
        var ordered = string.Join(", ", Choices.Concat(_view.Others).Select(c => c.Cell).Where(ticked.Contains));
        return SetAsync(ordered.Length == 0 ? DecisionEdits.Anything : _wanted == CellView.Not ? $"not({ordered})" : ordered);
    }

    private Task WriteAsync(string text) => WriteAsync(text, _view.Selected);

    private Task WriteAsync(string text, string sense)
    {
        if (!TryWrite(text, sense, out var cell, out _))
        {
            return Task.CompletedTask;
        }

        // Whoever empties a box goes on writing there.
        _wanted = sense is CellView.Not or CellView.Other or CellView.Formula ? sense : null;
        return SetAsync(cell);
    }

    private bool TryWrite(string text, string sense, out string cell, out PlainFault fault)
    {
        var plain = new PlainCell(
            sense switch
            {
                CellView.Not => CellSense.IsNot,
                CellView.Missing => CellSense.Missing,
                CellView.Formula => CellSense.Formula,
                _ => CellSense.Is,
            },
            text);
        var isWritten = IsInput ? plain.TryWriteTests(Type, out var written, out fault) : plain.TryWriteValue(Type, out written, out fault);
        cell = written ?? "";
        return isWritten;
    }

    private string? Refuse(string text) => TryWrite(text, _view.Selected, out _, out var fault) ? null : fault switch
    {
        PlainFault.Order => T["cell.refused.order"].Value,
        PlainFault.Thousands => T["cell.refused.thousands"].Value,
        _ => T["cell.refused", DecisionWords.Expected(Type, IsInput).In(CultureInfo.CurrentUICulture.Name)].Value,
    };

    private async Task SetAsync(string cell)
    {
        if (cell != Cell)
        {
            await OnChanged.InvokeAsync(cell);
        }

        OnParametersSet();
    }
}
