using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Designer.Editors.Fields;
using Platform.Designer.Editors.Shapes;
using Platform.Model.Connectors;

namespace Platform.Designer.Editors.Connectors;

/// <summary>What a binding can be made of: the installed connectors, and of the chosen one its operations and settings.</summary>
public sealed record ConnectorChoices(IReadOnlyList<ConnectorSketch> Known)
{
    public static ConnectorChoices None { get; } = new([]);

    /// <summary>The connector a document names; null while it names none that is installed.</summary>
    public ConnectorSketch? In(JsonObject document) => Known.FirstOrDefault(c => c.Key == ValueTexts.Write(document["connector"], ShapeKind.Line));

    /// <summary>What a member is chosen from; null for one that is written.</summary>
    public IReadOnlyList<ReferenceChoice>? ChoicesFor(RecordShape shape, MemberShape member, JsonObject document) => (shape.Type, member.Name) switch
    {
        _ when Known.Count == 0 => null,
        (var type, "connector") when type == typeof(ConnectorBinding) => [.. Known.Select(c => new ReferenceChoice(c.Key, c.Title.ToString()))],
        (var type, "operation") when type == typeof(BoundOperation) && In(document) is { } connector => [.. connector.Operations.Select(o => new ReferenceChoice(o.Name, o.Title.ToString()))],
        _ => null,
    };

    /// <summary>The settings there are to give; null for a member that holds none, or while they are not known.</summary>
    public IReadOnlyList<ConnectorSetting>? SettingsFor(RecordShape shape, MemberShape member, JsonObject document) =>
        member.Name == "settings" && (shape.Type == typeof(ConnectorBinding) || shape.Type == typeof(BoundOperation)) ? In(document)?.Settings : null;

    /// <summary>The member says what an object holds.</summary>
    public static bool IsSchema(RecordShape shape, MemberShape member) => shape.Type == typeof(BoundOperation) && member.Name is "input" or "output";

    /// <summary>The members that what stands here has, of a binding's operation; null where nothing is known of them, or where something else stands there.</summary>
    /// <param name="spot">The member's place.</param>
    public IReadOnlyList<SchemaMember>? MembersFor(RecordShape shape, MemberShape member, JsonObject document, Spot spot)
    {
        if (shape.Type != typeof(BoundOperation) || spot.Parent?.Find(document) is not JsonObject operation || spot.Hold(document) is { Value: not JsonObject })
        {
            return null;
        }

        var schema = member.Name switch
        {
            "defaults" => operation["input"] ?? (operation["request"] is null ? SketchOf(operation, document)?.Input : null),
            "rehearsal" => operation["output"] ?? (operation["result"] is null ? SketchOf(operation, document)?.Output : null),
            _ => null,
        };
        var members = SchemaMembers.Of(schema, spot.Find(document) as JsonObject);
        return SchemaMembers.HasMembers(schema) ? members : null;
    }

    /// <summary>What a mapping of a binding's operation can name on its left and on its right; null for a member that is none.</summary>
    public (IReadOnlyList<SchemaPlace> To, IReadOnlyList<SchemaPlace> From)? PlacesFor(RecordShape shape, MemberShape member, JsonObject document, Spot spot)
    {
        if (shape.Type != typeof(BoundOperation) || member.Name is not ("request" or "result") || spot.Parent?.Find(document) is not JsonObject operation)
        {
            return null;
        }

        var sketch = SketchOf(operation, document);
        return member.Name == "request"
            ? (SchemaMembers.Places(sketch?.Input), [.. SchemaMembers.Places(operation["input"]).Concat(SchemaMembers.Places(operation["defaults"] as JsonObject)).DistinctBy(p => p.Pointer)])
            : (SchemaMembers.Places(operation["output"]), SchemaMembers.Places(sketch?.Output));
    }

    private OperationShape? SketchOf(JsonObject operation, JsonObject document) =>
        In(document)?.Operations.FirstOrDefault(o => o.Name == ValueTexts.Write(operation["operation"], ShapeKind.Line)) is { } known
            ? new OperationShape(JsonSerializer.SerializeToNode(known.Input), JsonSerializer.SerializeToNode(known.Output))
            : null;

    private sealed record OperationShape(JsonNode? Input, JsonNode? Output);
}
