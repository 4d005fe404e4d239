using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.JSInterop;
using Platform.Designer.Editors.Fields;
using Platform.Designer.Editors.Shapes;

namespace Platform.Designer.Editors.Forms;

public sealed partial class FormulaPart
{
    private readonly EntryKeys _entries = new();
    private readonly ListFocus _focus = new();
    private IReadOnlyList<string> _keys = [];
    private IReadOnlyList<Spot> _spots = [];
    private JsonNode? _part;
    private FormulaWant _inner = FormulaWant.Any;
    private bool _isKnown;
    private string _id = "";
    private string _op = "";
    private string? _fault;

    /// <summary>Begins the ids of its inputs.</summary>
    [Parameter, EditorRequired]
    public string Id { get; set; } = "";

    [Parameter, EditorRequired]
    public Spot Spot { get; set; } = default!;

    /// <summary>What is known here.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<ConditionField> Fields { get; set; } = [];

    /// <summary>What the place asks for.</summary>
    [Parameter, EditorRequired]
    public FormulaWant Want { get; set; } = FormulaWant.Any;

    /// <summary>What the place is called.</summary>
    [Parameter, EditorRequired]
    public string Label { get; set; } = "";

    /// <summary>Takes the part away; without it the place is never empty.</summary>
    [Parameter]
    public EventCallback OnRemove { get; set; }

    /// <summary>Puts the part in the place of what it stands in.</summary>
    [Parameter]
    public EventCallback OnLift { get; set; }

    /// <summary>Moves the part among its like; null where there is no order.</summary>
    [Parameter]
    public Func<int, Task>? OnMove { get; set; }

    [Parameter]
    public bool IsFirst { get; set; }

    [Parameter]
    public bool IsLast { get; set; }

    [CascadingParameter]
    private EditorDesk Desk { get; set; } = default!;

    [Inject]
    private IJSRuntime Script { get; set; } = default!;

    private bool Off => !Desk.MayEdit;

    private string KindId => _id + "-k";

    private string? Described => _fault is null ? null : $"{_id}-e";

    private bool IsOverItems => _part is JsonObject part && FormulaParts.IsOverItems(_op) && (part["repeat"] is not null || part["value"] is not null);

    /// <summary>In which way a fixed value is typed.</summary>
    private FormulaKind LiteralKind => Want.Kind switch
    {
        FormulaKind.Any => _part?["value"]?.GetValueKind() switch { JsonValueKind.Number => FormulaKind.Number, JsonValueKind.True or JsonValueKind.False => FormulaKind.YesNo, _ => FormulaKind.Text },
        FormulaKind.Birth => FormulaKind.Date,
        var kind => kind,
    };

    protected override void OnParametersSet()
    {
        _part = Spot.Find(Desk.Document);
        (_id, _op, _isKnown) = (Id, ConditionParts.OpOf(_part), FormulaParts.IsKnown(_part));
        var operands = _isKnown ? _part![FormulaParts.Operands] as JsonArray ?? [] : [];
        _keys = _entries.Follow(operands);
        _spots = Spot.Member(FormulaParts.Operands).Entries(operands);
        _inner = FormulaParts.WantAt(_op, Want);
        _fault = _part is null || _isKnown ? FormulaParts.FaultOf(_part, Want, Fields) : null;
    }

    protected override Task OnAfterRenderAsync(bool firstRender) => _focus.GoAsync(Script);

    private string? RefuseJson(string typed) => typed.Length == 0 ? T["json.notObject"].Value : JsonWords.Refuse(T, typed);

    private string? RefuseLiteral(string typed) => FormulaParts.Value(LiteralKind, typed) is null ? T["value.number", typed].Value : null;

    private Task SetJsonAsync(string typed) => TypedJson.Read(typed, out var read) is null ? Desk.SetAsync(Spot, read!.Value) : Task.CompletedTask;

    private Task SetAsync(string member, JsonNode? value) => Desk.SetAsync(Spot.Member(member), value);

    private Task SetLiteralAsync(string typed) => FormulaParts.Value(LiteralKind, typed) is { } value ? SetAsync("value", value) : Task.CompletedTask;

    private Task ChooseAsync(string op) => op.Length == 0 ? Task.CompletedTask : Desk.SetAsync(Spot, FormulaParts.As(_part, op, Want, Fields));

    private Task WrapAsync(string op)
    {
        var wrapped = FormulaParts.Wrap(_part!, op, Fields);
        _focus.ToEntry(_id, FormulaParts.NextAfterWrap(wrapped), inside: true);
        return Desk.SetAsync(Spot, wrapped);
    }

    private Task SwapAsync()
    {
        _focus.To(KindId);
        return Desk.SetAsync(Spot, FormulaParts.Swapped((JsonObject)_part!));
    }

    private Task OverItemsAsync()
    {
        _focus.To(IsOverItems ? KindId : $"{_id}-r");
        return Desk.SetAsync(Spot, FormulaParts.OverItems((JsonObject)_part!, !IsOverItems, Fields));
    }

    private Task ClearConditionAsync() => Desk.SetAsync(Spot.Member("when"), new JsonObject { ["op"] = "all", ["conditions"] = new JsonArray() });

    private Task AddAsync()
    {
        _focus.ToEntry(_id, _spots.Count, inside: true);
        return Desk.EditAsync(d => Spot.Member(FormulaParts.Operands).List(d).Add(FormulaParts.New()));
    }

    private Task AddElseAsync()
    {
        _focus.ToEntry(_id, 2, inside: true);
        return SetAsync("else", FormulaParts.New());
    }

    private Task RemoveAsync(Spot operand, int at)
    {
        if (_spots.Count == 2)
        {
            _focus.To(KindId);
        }
        else
        {
            _focus.ToEntry(_id, at, inside: false);
        }

        return Desk.EditAsync(d =>
        {
            if (Spot.Find(d) is JsonObject now && operand.IndexIn(d) is >= 0 and var place)
            {
                Spot.Put(d, FormulaParts.Without(now, place));
            }
        });
    }

    private Task RemoveSideAsync(string side)
    {
        _focus.To(KindId);
        return side == "else" ? SetAsync(side, null) : Desk.SetAsync(Spot, FormulaParts.WithoutSide((JsonObject)_part!, side));
    }

    private Task LiftAsync(Spot inner)
    {
        _focus.To(KindId);
        return Desk.EditAsync(d => Spot.Put(d, inner.Find(d)?.DeepClone()));
    }

    private Task MoveAsync(Spot operand, int at, int by)
    {
        _focus.ToEntry(_id, Math.Clamp(at + by, 0, _spots.Count - 1), inside: true);
        return Desk.EditAsync(d => operand.Move(d, by));
    }

    private Task OnKeyAsync(KeyboardEventArgs e, Spot operand, int at) =>
        e is { AltKey: true, Key: "ArrowUp" or "ArrowDown" } && !Off ? MoveAsync(operand, at, e.Key == "ArrowUp" ? -1 : 1) : Task.CompletedTask;
}
