using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.JSInterop;
using Platform.Designer.Editors.Fields;
using Platform.Designer.Editors.Shapes;
using Platform.Model;
using Platform.Model.Decisions;
using Platform.Model.Definitions;
using Platform.Model.Editing;

namespace Platform.Designer.Editors.Decisions;

public sealed partial class DecisionTableEditor
{
    private const string When = "when";
    private const string Then = "then";
    private const string Annotation = "annotation";
    private const string RowsId = "table-rows";
    private static readonly Spot Otherwise = Spot.Root.Member("default");
    private static readonly HashSet<string> Yes = new(StringComparer.OrdinalIgnoreCase) { "true", "yes", "是" };
    private static readonly HashSet<string> No = new(StringComparer.OrdinalIgnoreCase) { "false", "no", "否" };
    private static readonly bool[] Sides = [true, false];
    private static readonly RecordShape Shape = RecordShape.Of(typeof(DecisionTable));
    private readonly HashSet<string> _open = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _tried = new(StringComparer.Ordinal);
    private readonly EntryKeys _inputEntries = new();
    private readonly EntryKeys _outputEntries = new();
    private readonly EntryKeys _ruleEntries = new();
    private readonly ListFocus _focus = new();
    private IReadOnlyList<string> _inputKeys = [];
    private IReadOnlyList<string> _outputKeys = [];
    private IReadOnlyList<string> _ruleKeys = [];
    private IReadOnlyList<Spot> _inputSpots = [];
    private IReadOnlyList<Spot> _outputSpots = [];
    private IReadOnlyList<Spot> _ruleSpots = [];
    private IReadOnlyList<DecisionType> _inputTypes = [];
    private IReadOnlyList<DecisionType> _outputTypes = [];
    private IReadOnlyList<IReadOnlyList<CellChoice>> _inputChoices = [];
    private IReadOnlyList<IReadOnlyList<CellChoice>> _outputChoices = [];
    private IReadOnlyList<bool> _inputsOpen = [];
    private IReadOnlyList<bool> _outputsOpen = [];
    private JsonArray _inputs = [];
    private JsonArray _outputs = [];
    private JsonArray _rules = [];
    private IReadOnlyList<Problem> _refused = [];
    private HashSet<string> _fired = [];
    private DecisionExplanation? _explanation;

    [CascadingParameter]
    private EditorDesk Desk { get; set; } = default!;

    /// <summary>What the columns can read.</summary>
    [CascadingParameter]
    private TableFacts Sources { get; set; } = TableFacts.None;

    [Inject]
    private IProblemWords Words { get; set; } = default!;

    [Inject]
    private IJSRuntime Script { get; set; } = default!;

    /// <summary>What is neither key nor a list that has a place of its own.</summary>
    private static IEnumerable<MemberShape> Facts => Shape.Members.Where(m => m.Name is not ("key" or "inputs" or "outputs" or "rules" or "default"));

    protected override void OnParametersSet()
    {
        _inputs = DecisionEdits.Inputs.Find(Desk.Document) as JsonArray ?? [];
        _outputs = DecisionEdits.Outputs.Find(Desk.Document) as JsonArray ?? [];
        _rules = DecisionEdits.Rules.Find(Desk.Document) as JsonArray ?? [];
        (_inputKeys, _outputKeys, _ruleKeys) = (_inputEntries.Follow(_inputs), _outputEntries.Follow(_outputs), _ruleEntries.Follow(_rules));
        (_inputSpots, _outputSpots, _ruleSpots) = (DecisionEdits.Inputs.Entries(_inputs), DecisionEdits.Outputs.Entries(_outputs), DecisionEdits.Rules.Entries(_rules));
        (_inputTypes, _outputTypes) = ([.. _inputs.Select(TypeOf)], [.. _outputs.Select(TypeOf)]);
        (_inputChoices, _outputChoices) = ([.. _inputs.Select(ChoicesOf)], [.. _outputs.Select(ChoicesOf)]);
        (_inputsOpen, _outputsOpen) = ([.. _inputs.Select(IsOpen)], [.. _outputs.Select(IsOpen)]);
        Decide();
    }

    protected override Task OnAfterRenderAsync(bool firstRender) => _focus.GoAsync(Script);

    private static DecisionType TypeOf(JsonNode? column) => DecisionEdits.TypeOf(column as JsonObject ?? []);

    private IReadOnlyList<CellChoice> ChoicesOf(JsonNode? column) =>
        column is JsonObject one ? CellChoice.Of(one, TypeOf(one), Sources.Find(ValueTexts.Write(one["reads"], ShapeKind.Line)), yes => T[yes ? "value.yes" : "value.no"]) : [];

    private static bool IsOpen(JsonNode? column) => column is JsonObject one && TypeOf(one) == DecisionType.Text && ColumnValues.Of(one).IsOpen;

    /// <summary>A choice as it is typed into the boxes that try the table.</summary>
    private string Plain(CellChoice choice, int column) => PlainCell.OfValue(choice.Cell, _inputTypes[column]) is { Sense: CellSense.Is } plain ? plain.Text : choice.Title;

    private string Default(int column) => Desk.Document["default"] is JsonArray values && column < values.Count ? ValueTexts.Write(values[column], ShapeKind.Line) : "";

    /// <summary>The result is how many rows there are.</summary>
    private bool IsCount => ValueTexts.Write(Desk.Document["aggregation"], ShapeKind.Line) == "count";

    private IEnumerable<DefinitionFinding> WrongInDefault => [.. Desk.FindingsAt(Otherwise), .. Desk.FindingsBelow(Otherwise)];

    private static string SideId(bool isInput) => isInput ? "table-asks" : "table-answers";

    private string NameOf(int row) => EntryNames.Of(_rules[row]) ?? "";

    private string Cell(int row, string member, int column) =>
        _rules[row] is JsonObject rule && rule[member] is JsonArray cells && column < cells.Count ? ValueTexts.Write(cells[column], ShapeKind.Line) : "";

    private Task SetAsync(Spot row, Spot column, string text) => Desk.EditAsync(d => DecisionEdits.SetCell(d, row, column, text));

    private async Task AddColumnAsync(bool isInput)
    {
        var saved = Desk.EditAsync(isInput ? DecisionEdits.AddInput : DecisionEdits.AddOutput);
        OnParametersSet();
        var keys = isInput ? _inputKeys : _outputKeys;
        if (keys is [.., var added])
        {
            _open.Add(SideId(isInput) + added);
            _focus.ToEntry(SideId(isInput), keys.Count - 1, inside: true);
        }

        await saved;
    }

    private Task RemoveColumnAsync(Spot column, string list, int at)
    {
        _focus.ToEntry(list, at, inside: false);
        return Desk.EditAsync(d => DecisionEdits.RemoveColumn(d, column));
    }

    private async Task MoveColumnAsync(Spot column, int by)
    {
        await _focus.HoldAsync(Script);
        await Desk.EditAsync(d => DecisionEdits.MoveColumn(d, column, by));
    }

    private Task AddRowAsync()
    {
        _focus.ToEntry(RowsId, _rules.Count, inside: true);
        return Desk.EditAsync(d => DecisionEdits.AddRow(d));
    }

    private Task CopyRowAsync(Spot row, int at)
    {
        _focus.ToEntry(RowsId, at + 1, inside: true);
        return Desk.EditAsync(d => DecisionEdits.AddRow(d, row));
    }

    private Task RemoveRowAsync(Spot row, int at)
    {
        _focus.ToEntry(RowsId, at, inside: false);
        return Desk.EditAsync(d => row.Put(d, null));
    }

    private async Task MoveRowAsync(Spot row, int by)
    {
        await _focus.HoldAsync(Script);
        await Desk.EditAsync(d => row.Move(d, by));
    }

    private Task OnKeyAsync(KeyboardEventArgs e, Spot row) => IsMove(e) ? MoveRowAsync(row, e.Key == "ArrowUp" ? -1 : 1) : Task.CompletedTask;

    private Task OnColumnKeyAsync(KeyboardEventArgs e, Spot column) => IsMove(e) ? MoveColumnAsync(column, e.Key == "ArrowUp" ? -1 : 1) : Task.CompletedTask;

    private bool IsMove(KeyboardEventArgs e) => e is { AltKey: true, Key: "ArrowUp" or "ArrowDown" } && Desk.MayEdit;

    private void Toggle(string key)
    {
        if (!_open.Remove(key))
        {
            _open.Add(key);
        }
    }

    private IEnumerable<DefinitionFinding> WrongIn(Spot rule) =>
        Desk.Findings?.Where(f => f.Problem.Field is { } field && (field == rule.Path || field.StartsWith(rule.Path + ".", StringComparison.Ordinal))) ?? [];

    private void Try(string input, string? typed)
    {
        _tried[input] = typed ?? "";
        Decide();
    }

    /// <summary>Asks the table as it is written now; while it cannot be read there is no answer.</summary>
    private void Decide()
    {
        (_refused, _fired, _explanation) = ([], [], null);
        if (_tried.Values.All(v => v.Length == 0) || Read() is not { } table)
        {
            return;
        }

        var decided = CompiledDecisionTable.Compile(table, "draft").Then(t => t.Decide(i => _tried.TryGetValue(i.Id, out var typed) ? ValueOf(i.Type, typed.Trim()) : null));
        _refused = decided.Problems;
        if (decided.TryGet(out var result))
        {
            _explanation = DecisionWords.Explain(result);
            _fired = [.. _explanation.Rows.Select(r => r.Id)];
        }
    }

    private DecisionTable? Read()
    {
        try
        {
            return Desk.Document.Deserialize<DecisionTable>(StrictJson.Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static JsonElement? ValueOf(DecisionType type, string typed) => typed.Length == 0 ? null : type switch
    {
        DecisionType.Number or DecisionType.Integer when decimal.TryParse(typed, NumberStyles.Number, CultureInfo.InvariantCulture, out var number) => JsonSerializer.SerializeToElement(number),
        DecisionType.Boolean when Yes.Contains(typed) => JsonSerializer.SerializeToElement(true),
        DecisionType.Boolean when No.Contains(typed) => JsonSerializer.SerializeToElement(false),
        _ => JsonSerializer.SerializeToElement(typed),
    };
}
