using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Components;
using Platform.Designer.Editors.Connectors;
using Platform.Designer.Editors.Forms;
using Platform.Designer.Editors.Shapes;
using Platform.Model.Bundles;
using Platform.Model.Definitions;
using Platform.Model.Items;

namespace Platform.Designer.Editors.Fields;

public sealed partial class MemberEditor
{
    private string _id = "";
    private string _label = "";
    private string? _hint;
    private string? _described;
    private JsonNode? _node;
    private InheritedFact? _above;
    private IReadOnlyList<DefinitionFinding> _wrong = [];

    /// <summary>The record the member belongs to.</summary>
    [Parameter, EditorRequired]
    public RecordShape Shape { get; set; } = default!;

    [Parameter, EditorRequired]
    public MemberShape Member { get; set; } = default!;

    /// <summary>The member's own place.</summary>
    [Parameter, EditorRequired]
    public Spot Spot { get; set; } = default!;

    [CascadingParameter]
    private EditorDesk Desk { get; set; } = default!;

    /// <summary>What conditions here can ask about.</summary>
    [CascadingParameter]
    private IConditionSurroundings Conditions { get; set; } = NoConditionSurroundings.Instance;

    /// <summary>What the layers above an item say.</summary>
    [CascadingParameter]
    private Inheritance Inheritance { get; set; } = Inheritance.None;

    /// <summary>It is shown what the places below may do with each fact of an item.</summary>
    [CascadingParameter(Name = nameof(Delegates))]
    private bool Delegates { get; set; }

    /// <summary>What can be referred to here.</summary>
    [CascadingParameter]
    private References References { get; set; } = References.None;

    /// <summary>The connectors a binding can be made of.</summary>
    [CascadingParameter]
    private ConnectorChoices Connectors { get; set; } = ConnectorChoices.None;

    [Inject]
    private IProblemWords Words { get; set; } = default!;

    private bool Off => !Desk.MayEdit;

    /// <summary>One box holds all of it.</summary>
    private bool IsText => Member.Kind == ShapeKind.Json && Connectors.SettingsFor(Shape, Member, Desk.Document) is null && Connectors.MembersFor(Shape, Member, Desk.Document, Spot) is null;

    /// <summary>It says what an object holds, member by member.</summary>
    private bool HasRows => ConnectorChoices.IsSchema(Shape, Member) && SchemaEdits.HasRows(_node);

    private bool IsTrue => _node is null ? Member.IsYesUnsaid : _node is JsonValue value && value.GetValueKind() == JsonValueKind.True;

    /// <summary>What the pairs of a bundle's part can be called: what its item asks.</summary>
    private IReadOnlyList<ReferenceChoice>? PartNames => OfPart(Member.Name);

    /// <summary>A single value above that can be changed here; it is read out with the input.</summary>
    private bool IsAboveSaid => _above is { Policy: not FieldPolicy.Locked, Value: JsonValue };

    /// <summary>What the value of a pair is chosen from by name; null where it is written.</summary>
    private IReadOnlyList<ReferenceChoice>? OfferedFor(string name) => References.ChosenFor(Shape, Member) ?? OfPart($"{Member.Name}.{name}");

    private IReadOnlyList<ReferenceChoice>? OfPart(string place) =>
        Shape.Type == typeof(BundlePart) && References.Parts.GetValueOrDefault((ValueTexts.Write(Spot.Parent?.Member("item").Find(Desk.Document), ShapeKind.Line), place)) is { Count: > 0 } names ? names : null;

    private RenderFragment Need => builder =>
    {
        if (!Member.IsNeeded)
        {
            builder.OpenElement(0, "span");
            builder.AddAttribute(1, "class", "optional");
            builder.AddContent(2, $" {T["member.optional"]}");
            builder.CloseElement();
        }
    };

    protected override void OnParametersSet()
    {
        _id = Ids.Of(Spot);
        _label = MemberWords.Name(T, Shape, Member);
        _node = Spot.Find(Desk.Document);
        _hint = (Member.Kind == ShapeKind.Choice ? MemberWords.ChoiceHint(T, Shape, Member, ValueTexts.Write(_node, ShapeKind.Line)) : null) ?? MemberWords.Hint(T, Shape, Member);
        _above = Inheritance.At(Spot);
        // What is wrong somewhere in a text stands below it; what is wrong in a row, at the row.
        _wrong = [.. Desk.FindingsAt(Spot), .. HasRows ? Desk.FindingsBelow(Spot).Except(Desk.FindingsBelow(Spot.Member(SchemaEdits.Properties))) : IsText ? Desk.FindingsBelow(Spot) : []];
        _described = string.Join(' ', new[] { IsAboveSaid ? $"{_id}-a" : null, _hint is null ? null : $"{_id}-h", _wrong.Count == 0 ? null : $"{_id}-e" }.OfType<string>()) is { Length: > 0 } said ? said : null;
    }

    private string Place(InheritedFact fact) => Inheritance.Places.GetValueOrDefault(fact.Owner) ?? fact.Owner.Value;

    private Task SetAsync(JsonNode? value) => Desk.SetAsync(Spot, value);
}
