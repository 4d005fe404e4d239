using System.Text.Json;
using Platform.Model;
using Platform.Model.Connectors;
using Platform.Model.Definitions;
using Platform.Model.Flows;

namespace Platform.Server.Connectors;

/// <summary>A flow calls only operations that bindings in force at its owner have. What is named by a script is known only when the flow gets there.</summary>
internal sealed class FlowCallsCheck : IDefinitionCheck
{
    public DefinitionKind Kind => DefinitionKind.Flow;

    public async ValueTask<IReadOnlyList<DefinitionFinding>> CheckAsync(DefinitionDraft draft, CheckStage stage, CancellationToken ct)
    {
        if (stage == CheckStage.Save)
        {
            return [];
        }

        var found = new List<DefinitionFinding>();
        foreach (var call in FlowActivities.Of(draft.Document, FlowActivities.CallConnector))
        {
            var (id, name, operation) = (FlowActivities.IdOf(call), FlowActivities.LiteralOf(call, "binding"), FlowActivities.LiteralOf(call, "operation"));
            if (name is null)
            {
                continue;
            }

            var field = $"{id}.binding";
            if (await draft.InForce.FindActiveAsync(DefinitionKind.ConnectorBinding, name, draft.Owner, ct) is not { } definition)
            {
                found.Add(new(Problem.Invalid("flow.connectorUnknown", field, ("id", id), ("value", name))));
            }
            else if (operation is not null && ConnectorBinding.Read(JsonElement.Parse(definition.Json)) is var binding && !binding.Operations.ContainsKey(operation))
            {
                found.Add(new(Problem.Invalid("flow.operationUnknown", $"{id}.operation", ("id", id), ("value", operation), ("binding", name), ("expected", string.Join(", ", binding.Operations.Keys)))));
            }
        }

        return found;
    }
}
