using System.Globalization;
using Microsoft.AspNetCore.Components;
using Platform.Model.Decisions;

namespace Platform.Designer.Editors.Decisions;

public sealed partial class CellEditor
{
    // No cell of a table is written like these.
    private const string Is = "?is";
    private const string Several = "?several";
    private const string Not = "?not";
    private const string Missing = "?missing";
    private const string Formula = "?formula";

    private bool _isChosen;
    private string? _wanted;
    private string _selected = "";
    private PlainCell _plain = PlainCell.Empty;
    private IReadOnlyList<CellChoice> _others = [];
    private IReadOnlyList<string> _ticked = [];

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

    [Parameter]
    public bool Disabled { get; set; }

    [Parameter]
    public string? DescribedBy { get; set; }

    /// <summary>Gets the cell as the table keeps it.</summary>
    [Parameter, EditorRequired]
    public EventCallback<string> OnChanged { get; set; }

    private bool IsText => Type == DecisionType.Text;

    protected override void OnParametersSet()
    {
        _plain = IsInput ? PlainCell.OfTests(Cell, Type) : PlainCell.OfValue(Cell, Type);
        var some = IsInput && UnaryTestReader.TryReadTests(Cell, Type, out var tests, out _) ? tests as UnaryTests.Some : null;
        var isList = some?.Tests.All(t => t is UnaryTest.Is { Value: not DecisionValue.Null }) == true;
        _ticked = isList ? [.. some!.Values.Select(v => v.ToString())] : IsInput || _plain.IsEmpty || _plain.Sense != CellSense.Is ? [] : [Value()];
        _isChosen = Choices.Count > 0;
        _others = _isChosen ? [.. _ticked.Except(Choices.Select(c => c.Cell)).Select(c => new CellChoice(c, PlainCell.OfValue(c, Type).Text))] : [];
        var shown = _isChosen ? Chosen(some, isList) : Written();
        _selected = _wanted switch
        {
            Formula => Formula,
            Several when _isChosen && (_plain.IsEmpty || (isList && !some!.Negated)) => Several,
            Not when _plain.IsEmpty => Not,
            _ => shown,
        };
    }

    private string Chosen(UnaryTests.Some? some, bool isList) =>
        _plain.IsEmpty ? ""
        : _plain.Sense == CellSense.Missing ? IsInput ? Missing : Formula
        : !IsInput ? _ticked is [var one] ? one : Formula
        : !isList ? Formula
        : some!.Negated ? Choices.Count > 2 ? Not : Formula
        : some.Tests.Count == 1 ? _ticked[0]
        : Choices.Count > 2 ? Several : Formula;

    private string Written() => _plain.Sense switch
    {
        CellSense.Is => Is,
        CellSense.IsNot => Not,
        CellSense.Missing => IsInput ? Missing : Formula,
        CellSense.Formula => Formula,
        _ => throw new InvalidOperationException($"Unexpected sense {_plain.Sense}."),
    };

    private string Value() => UnaryTestReader.TryReadValue(Cell, Type, out var value, out _) ? value.ToString() : Cell;

    private async Task SelectAsync(string selected)
    {
        _wanted = selected is Several or Not or Formula ? selected : null;
        switch (selected)
        {
            case "":
                await SetAsync(IsInput ? DecisionEdits.Anything : DecisionEdits.NotFilledIn);
                break;
            case Missing:
                await SetAsync("null");
                break;
            case Several or Not when _isChosen:
                await TickedAsync(_ticked);
                break;
            case Is or Not:
                // What no plain words can say gives way to them.
                await WriteAsync(_plain.Sense is CellSense.Is or CellSense.IsNot ? _plain.Text : "", selected);
                break;
            case Formula:
                OnParametersSet();
                break;
            default:
                await SetAsync(selected);
                break;
        }
    }

    private Task TickAsync(string cell, bool on)
    {
        _wanted = _selected;
        return TickedAsync(on ? [.. _ticked, cell] : [.. _ticked.Where(t => t != cell)]);
    }

    private Task TickedAsync(IReadOnlyList<string> ticked)
    {
        // In the order in which they are offered, so that the same choice is the same cell.
        var ordered = string.Join(", ", Choices.Concat(_others).Select(c => c.Cell).Where(ticked.Contains));
        return SetAsync(ordered.Length == 0 ? DecisionEdits.Anything : _wanted == Not ? $"not({ordered})" : ordered);
    }

    private Task WriteAsync(string text) => WriteAsync(text, _selected);

    private Task WriteAsync(string text, string sense)
    {
        if (!TryWrite(text, sense, out var cell, out _))
        {
            return Task.CompletedTask;
        }

        // Whoever empties the box after "is not" goes on writing there.
        _wanted = sense == Not ? Not : null;
        return SetAsync(cell);
    }

    private bool TryWrite(string text, string sense, out string cell, out PlainFault fault)
    {
        var plain = new PlainCell(sense == Not ? CellSense.IsNot : CellSense.Is, text);
        var isWritten = IsInput ? plain.TryWriteTests(Type, out var written, out fault) : plain.TryWriteValue(Type, out written, out fault);
        cell = written ?? "";
        return isWritten;
    }

    private string? Refuse(string text) => TryWrite(text, _selected, out _, out var fault) ? null : fault switch
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
