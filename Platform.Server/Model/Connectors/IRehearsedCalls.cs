using System.Text.Json;
using Platform.Model.Localities;

namespace Platform.Model.Connectors;

/// <summary>Says what a call would do, and makes none.</summary>
public interface IRehearsedCalls
{
    /// <param name="binding">Key of the connector binding, as in force at <paramref name="locality"/>.</param>
    ValueTask<RehearsedCall> RehearseAsync(LocalityCode locality, string binding, string operation, JsonElement input, CancellationToken ct);
}

/// <param name="Description">What would be sent where, in both languages.</param>
/// <param name="Answer">A refusal where the call could not be made; what the operation declares for rehearsals; null where it declares nothing.</param>
public sealed record RehearsedCall(LocalizedText Description, ConnectorAnswer? Answer);
