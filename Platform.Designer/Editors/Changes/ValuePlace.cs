using System.Text.Json.Nodes;
using Platform.Designer.Editors.Fields;
using Platform.Designer.Editors.Shapes;
using Platform.Model.Forms;
using Platform.Model.Items;

namespace Platform.Designer.Editors.Changes;

/// <summary>What the editors know of the place of a value.</summary>
/// <param name="Owner">The record it belongs to; null where none is known.</param>
/// <param name="Member">The member it is the value of; for what is named within a member, that member.</param>
/// <param name="Shape">What the value, or the entries of the list, look like; null for what has no members, or whose members are not known.</param>
public sealed record ValuePlace(RecordShape? Owner, MemberShape? Member, RecordShape? Shape)
{
    public static ValuePlace Unknown { get; } = new(null, null, null);

    /// <summary>The place of a member of the value that stands here.</summary>
    /// <param name="value">The value; it says which of several records it is, where a list holds several.</param>
    public ValuePlace In(string name, JsonNode? value)
    {
        if (Member is { Kind: ShapeKind.Pairs or ShapeKind.NamedWordings })
        {
            return this;
        }

        var owner = ShapeOf(value);
        var member = owner?.Members.FirstOrDefault(m => m.Name == name);
        return member switch
        {
            null => Unknown,
            // What an item says of its facts is named by the facts.
            { Name: RecordShape.Policies } when owner!.Type == typeof(ServiceItem) => new(owner, member, owner),
            { Name: "field" } when owner!.Type == typeof(Question) => new(owner, member, RecordShape.Of(typeof(FormField))),
            _ => new(owner, member, member.PartShape),
        };
    }

    /// <summary>The place of what has a name within a member that holds records by name.</summary>
    public ValuePlace Named() => new(Owner, null, Shape);

    public bool HoldsByName => Member is { Kind: ShapeKind.NamedParts };

    /// <summary>The record that the value, or an entry of it, is.</summary>
    public RecordShape? ShapeOf(JsonNode? value) => Member switch
    {
        { Name: "elements" } when value is JsonObject element => RecordShape.Of(ValueTexts.Write(element["type"], ShapeKind.Line) switch { "repeat" => typeof(FormRepeat), "question" => typeof(FormQuestion), _ => typeof(FormField) }),
        _ => Shape,
    };
}
