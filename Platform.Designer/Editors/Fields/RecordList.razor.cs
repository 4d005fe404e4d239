using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Platform.Designer.Editors.Shapes;
using Platform.Model;
using Platform.Model.Definitions;
using Platform.Model.Editing;

namespace Platform.Designer.Editors.Fields;

public sealed partial class RecordList
{
    private readonly HashSet<string> _open = new(StringComparer.Ordinal);
    private JsonArray _list = [];

    /// <summary>What an entry looks like.</summary>
    [Parameter, EditorRequired]
    public RecordShape Shape { get; set; } = default!;

    /// <summary>The place of the list.</summary>
    [Parameter, EditorRequired]
    public Spot Spot { get; set; } = default!;

    [Parameter]
    public string? LabelId { get; set; }

    /// <summary>What the list is called.</summary>
    [Parameter, EditorRequired]
    public string Name { get; set; } = "";

    [CascadingParameter]
    private EditorDesk Desk { get; set; } = default!;

    [Inject]
    private IProblemWords Words { get; set; } = default!;

    protected override void OnParametersSet() => _list = Spot.Find(Desk.Document) as JsonArray ?? [];

    private async Task AddAsync()
    {
        var entry = NewEntries.Of(Shape, _list);
        await Desk.EditAsync(d => Spot.List(d).Add(entry));
        if (Spot.Find(Desk.Document) is JsonArray { Count: > 0 } list)
        {
            _open.Add(Spot.Entry(list, list.Count - 1).Path);
        }
    }

    private Task RemoveAsync(int at) => Desk.EditAsync(d =>
    {
        if (Spot.List(d) is var list && at < list.Count)
        {
            list.RemoveAt(at);
        }
    });

    private Task MoveAsync(int at, int by) => Desk.EditAsync(d =>
    {
        if (Spot.List(d) is var list && at < list.Count && at + by >= 0 && at + by < list.Count)
        {
            var entry = list[at];
            list.RemoveAt(at);
            list.Insert(at + by, entry);
        }
    });

    private Task OnKeyAsync(KeyboardEventArgs e, int at) =>
        e is { AltKey: true, Key: "ArrowUp" or "ArrowDown" } && Desk.MayEdit ? MoveAsync(at, e.Key == "ArrowUp" ? -1 : 1) : Task.CompletedTask;

    private void Toggle(Spot spot)
    {
        if (!_open.Remove(spot.Path))
        {
            _open.Add(spot.Path);
        }
    }

    private string TitleOf(int at) => EntryTitles.Of(_list[at]) is { Length: > 0 } title ? title : T["list.entry", at + 1];

    private HashSet<string> Others(int at) => [.. _list.Where((_, i) => i != at).Select(EntryNames.Of).OfType<string>()];

    private IReadOnlyList<DefinitionFinding> WrongAt(Spot spot) => [.. Desk.FindingsAt(spot)];

    /// <summary>In a row the findings of its members stand below it.</summary>
    private IReadOnlyList<DefinitionFinding> WrongIn(Spot spot) => [.. Desk.FindingsAt(spot).Concat(Shape.Members.SelectMany(m => Desk.FindingsAt(spot.Member(m.Name))))];

    private int WrongBelow(Spot spot) => Desk.Findings?.Count(f => f.Problem.Field is { } field && (field == spot.Path || field.StartsWith(spot.Path + ".", StringComparison.Ordinal) || field.StartsWith(spot.Path + "[", StringComparison.Ordinal))) ?? 0;
}
