using System.Text.Json;
using Platform.Model.Connectors;
using Platform.Model.Definitions;
using Platform.Model.Localities;

namespace Platform.Server.Cases.Rehearsal;

/// <summary>Answers the calls of rehearsed cases as the operations of their bindings declare; nothing is called.</summary>
internal sealed class RehearsedCalls(IDefinitions definitions)
{
    /// <summary>Null when the operation declares no answer, or is not there.</summary>
    public async ValueTask<JsonElement?> AnswerAsync(LocalityCode locality, OutsideCall call, CancellationToken ct) =>
        await definitions.FindActiveAsync(DefinitionKind.ConnectorBinding, call.Binding, locality, ct) is { } definition
            && ConnectorBinding.Read(JsonElement.Parse(definition.Json)).Operations.TryGetValue(call.Operation, out var operation)
            ? operation.Rehearsal
            : null;
}
