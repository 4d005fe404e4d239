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
}
