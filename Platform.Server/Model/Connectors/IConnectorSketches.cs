using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Model.Identity;
using Platform.Model.Localities;

namespace Platform.Model.Connectors;

/// <summary>The installed connectors as whoever binds one sees them, and a way to try a binding before it is in force.</summary>
public interface IConnectorSketches
{
    IReadOnlyList<ConnectorSketch> All { get; }

    /// <summary>
    /// What one operation of a binding that is being edited would send; with <paramref name="send"/> it is sent, once, under a key of its own, and the audit trail says who
    /// did it. In a demonstration nothing leaves this machine.
    /// </summary>
    /// <param name="binding">The definition as it is on the desk.</param>
    /// <param name="key">Its key.</param>
    /// <param name="send">For whoever may put it in force; to see what would be sent it is enough to edit it.</param>
    /// <returns>Refused with what is wrong with the binding or the input, with the refusal of the other side, or with <c>connector.try.…</c>.</returns>
    ValueTask<Result<TriedCall>> TryAsync(Actor actor, LocalityCode owner, JsonObject binding, string key, string operation, JsonElement input, bool send, CancellationToken ct);
}

/// <param name="Settings">What of a binding's settings it knows.</param>
public sealed record ConnectorSketch(string Key, LocalizedText Title, IReadOnlyList<OperationSketch> Operations, IReadOnlyList<ConnectorSetting> Settings);

/// <param name="Timeout">Of one try.</param>
/// <param name="Idempotent">The other side knows a repeated call by its key.</param>
/// <param name="Input">JSON Schema of what it is sent.</param>
/// <param name="Output">JSON Schema of what it answers.</param>
public sealed record OperationSketch(string Name, LocalizedText Title, TimeSpan Timeout, bool Idempotent, JsonElement Input, JsonElement Output);

/// <summary>A setting of a connector as a binding gives it.</summary>
/// <param name="Choices">The words to choose from; empty for one that is written.</param>
/// <param name="IsPairs">Lines by name instead of one line.</param>
public sealed record ConnectorSetting(string Name, LocalizedText Title, LocalizedText? Hint = null, bool IsPairs = false)
{
    public IReadOnlyList<string> Choices { get; init; } = [];
}

/// <param name="Sent">What left, or would leave, as the connector shows it.</param>
/// <param name="Answer">What a flow would get; null when nothing was sent.</param>
/// <param name="Took">Until the answer.</param>
public sealed record TriedCall(JsonElement Sent, JsonElement? Answer, TimeSpan? Took);
