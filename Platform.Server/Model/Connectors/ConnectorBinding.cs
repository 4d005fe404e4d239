using System.Text.Json;
using System.Text.Json.Serialization;

namespace Platform.Model.Connectors;

/// <summary>
/// Document of a definition of kind connector-binding: what flows may ask of the outside under which name. It says where and how, never with which
/// secret: those are named, and stand in the configuration of the site.
/// </summary>
/// <param name="Connector">Key of an installed connector: <c>http</c>, <c>sms</c>.</param>
/// <param name="Operations">By the name flows use.</param>
/// <param name="Settings">Of the connector, for all operations; an object.</param>
/// <param name="Secrets">Names of secrets in the configuration of the connector.</param>
/// <param name="Key">That of the definition, as every document may repeat it.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record ConnectorBinding(
    LocalizedText Name,
    string Connector,
    IReadOnlyDictionary<string, BoundOperation> Operations,
    JsonElement? Settings = null,
    IReadOnlyList<string>? Secrets = null,
    string? Key = null,
    int SchemaVersion = 1)
{
    /// <exception cref="JsonException">It is no binding.</exception>
    public static ConnectorBinding Read(JsonElement document) => document.Deserialize<ConnectorBinding>(StrictJson.Options)!;

    /// <summary>The connector's settings for one operation: those of the binding, those of the operation before them.</summary>
    public JsonElement SettingsOf(BoundOperation operation) => JsonMembers.Merge(Settings, operation.Settings);
}

/// <param name="Operation">Of the connector.</param>
/// <param name="Defaults">Members of the input that count where a call does not give them; an object.</param>
/// <param name="Settings">Of the connector, for this operation; an object.</param>
/// <param name="Request">What is sent, from the input with its defaults, see <see cref="JsonMapping"/>; null = as it stands.</param>
/// <param name="Result">What the flow gets, from the answer; null = as it stands.</param>
/// <param name="Input">JSON Schema of the input, see <see cref="JsonShape"/>; null = the connector's own.</param>
/// <param name="Output">JSON Schema of what the flow gets; null = the connector's own.</param>
/// <param name="Rehearsal">What the flow gets in a rehearsal whose script gives no answer.</param>
/// <param name="Repeatable">False where the other side cannot tell a repetition by its key: after a try whose effect is unknown it is not called again.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record BoundOperation(
    string Operation,
    LocalizedText? Title = null,
    JsonElement? Defaults = null,
    JsonElement? Settings = null,
    JsonElement? Input = null,
    JsonElement? Output = null,
    JsonElement? Rehearsal = null,
    bool Repeatable = true,
    IReadOnlyDictionary<string, string>? Request = null,
    IReadOnlyDictionary<string, string>? Result = null);

/// <summary>Objects put together member by member.</summary>
public static class JsonMembers
{
    /// <summary>Members of both, those of <paramref name="over"/> where both have one; what is no object counts as empty.</summary>
    public static JsonElement Merge(JsonElement? under, JsonElement? over)
    {
        var members = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var part in new[] { under, over })
        {
            if (part is { ValueKind: JsonValueKind.Object } given)
            {
                foreach (var member in given.EnumerateObject())
                {
                    members[member.Name] = member.Value;
                }
            }
        }

        return JsonSerializer.SerializeToElement(members, ModelJson.Options);
    }
}
