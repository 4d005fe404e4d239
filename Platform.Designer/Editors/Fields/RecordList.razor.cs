using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.JSInterop;
using Platform.Designer.Editors.Shapes;
using Platform.Model.Definitions;

namespace Platform.Designer.Editors.Fields;

public sealed partial class RecordList
{
    private readonly HashSet<string> _open = new(StringComparer.Ordinal);
    private readonly EntryKeys _entries = new();
    private readonly ListFocus _focus = new();
    private IReadOnlyList<string> _keys = [];
    private IReadOnlyList<Spot> _spots = [];
    private JsonArray _list = [];

    /// <summary>Begins the ids of everything in the list.</summary>
    [Parameter, EditorRequired]
    public string Id { get; set; } = "";

    /// <summary>What an entry looks like.</summary>
    [Parameter, EditorRequired]
    public RecordShape Shape { get; set; } = default!;

    /// <summary>The place of the list.</summary>
    [Parameter, EditorRequired]
    public Spot Spot { get; set; } = default!;

    [Parameter]
    public string? LabelId { get; set; }

    /// <summary>Ids of what is said about the list.</summary>
    [Parameter]
    public string? DescribedBy { get; set; }

    /// <summary>What the list is called.</summary>
    [Parameter, EditorRequired]
    public string Name { get; set; } = "";

    [CascadingParameter]
    private EditorDesk Desk { get; set; } = default!;

    [CascadingParameter]
    private References Known { get; set; } = References.None;

    [Inject]
    private IProblemWords Words { get; set; } = default!;

    [Inject]
    private IJSRuntime Script { get; set; } = default!;

    private string ListId => Id + "-list";

    protected override void OnParametersSet()
    {
        _list = Spot.Find(Desk.Document) as JsonArray ?? [];
        (_keys, _spots) = (_entries.Follow(_list), Spot.Entries(_list));
        _open.IntersectWith(_keys);
    }

    protected override Task OnAfterRenderAsync(bool firstRender) => _focus.GoAsync(Script);

    private string EntryId(string key) => $"{Id}_{key}";

    private async Task AddAsync()
    {
        var entry = NewEntries.Of(Shape, _list);
        var saved = Desk.EditAsync(d => Spot.List(d).Add(entry));
        OnParametersSet();
        if (_keys is [.., var added])
        {
            _open.Add(added);
            _focus.ToEntry(ListId, _keys.Count - 1, inside: true);
        }

        await saved;
    }

    private Task RemoveAsync(Spot entry, int at)
    {
        _focus.ToEntry(ListId, at, inside: false);
        return Desk.EditAsync(d => entry.Put(d, null));
    }

    private async Task MoveAsync(Spot entry, int by)
    {
        await _focus.HoldAsync(Script);
        await Desk.EditAsync(d => entry.Move(d, by));
    }

    private Task OnKeyAsync(KeyboardEventArgs e, Spot entry) =>
        e is { AltKey: true, Key: "ArrowUp" or "ArrowDown" } && Desk.MayEdit ? MoveAsync(entry, e.Key == "ArrowUp" ? -1 : 1) : Task.CompletedTask;

    private void Toggle(string key)
    {
        if (!_open.Remove(key))
        {
            _open.Add(key);
        }
    }

    private string TitleOf(int at) => EntryTitles.Of(_list[at]) is { Length: > 0 } title ? title : LeadingWord(_list[at]) ?? Meant(_list[at]) ?? T["list.entry", at + 1];

    /// <summary>What an entry without words of its own is about: what it refers to, or its first number. Null for one that says nothing yet.</summary>
    private string? Meant(JsonNode? entry)
    {
        foreach (var member in Shape.Members.Where(m => m.Kind is ShapeKind.Whole || References.KindOf(Shape, m) is not null))
        {
            if (entry is JsonObject one && ValueTexts.Write(one[member.Name], ShapeKind.Line) is { Length: > 0 } text)
            {
                return References.KindOf(Shape, member) is { } kind && Known.TitleOf(kind, text) is { } known ? known : text;
            }
        }

        return null;
    }

    /// <summary>An entry that begins with a choice is called by it.</summary>
    private string? LeadingWord(JsonNode? entry) =>
        Shape.Members is [{ Kind: ShapeKind.Choice } lead, ..] && ValueTexts.Write(entry?[lead.Name], ShapeKind.Line) is { Length: > 0 } word ? MemberWords.Choice(T, Shape, lead, word) : null;

    private bool IsWrong(Spot cell) => Desk.FindingsAt(cell).Any();

    private IReadOnlyList<DefinitionFinding> WrongAt(Spot spot) => [.. Desk.FindingsAt(spot)];

    /// <summary>In a row the findings of its members stand below it.</summary>
    private IReadOnlyList<DefinitionFinding> WrongIn(Spot spot) => [.. Desk.FindingsAt(spot).Concat(Shape.Members.SelectMany(m => Desk.FindingsAt(spot.Member(m.Name))))];

    private int WrongBelow(Spot spot) => Desk.Findings?.Count(f => f.Problem.Field is { } field && (field == spot.Path || field.StartsWith(spot.Path + ".", StringComparison.Ordinal) || field.StartsWith(spot.Path + "[", StringComparison.Ordinal))) ?? 0;
}
