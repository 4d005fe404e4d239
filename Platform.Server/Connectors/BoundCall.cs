using System.Text.Json;
using Platform.Connectors;
using Platform.Model;
using Platform.Model.Connectors;
using Platform.Model.Definitions;
using Platform.Model.Localities;

namespace Platform.Server.Connectors;

/// <summary>An operation of a binding with the connector that carries it out.</summary>
/// <param name="Offered">The operation as the connector offers it.</param>
internal sealed record BoundCall(ConnectorBinding Binding, BoundOperation Operation, IConnector Connector, ConnectorOperation Offered)
{
    /// <summary>After a try whose effect is unknown it may be made again: the other side knows it by its key.</summary>
    public bool CanRepeat => Operation.Repeatable && Offered.Idempotent;

    /// <summary>Of what the flow gets; null where nothing is said about it.</summary>
    public JsonElement? OutputSchema => Operation.Output ?? (Operation.Result is null ? Offered.Output : null);

    /// <returns>What is sent for the input of a flow, or what of it breaks a schema.</returns>
    public Result<JsonElement> Prepare(JsonElement input)
    {
        var whole = JsonMembers.Merge(Operation.Defaults, input);
        if (Operation.Input is { } own && JsonShape.Check(own, whole, "input") is { Count: > 0 } unfit)
        {
            return Result<JsonElement>.Refused(unfit);
        }

        var sent = Operation.Request is { } mapping ? JsonMapping.Apply(mapping, whole) : whole;
        return JsonShape.Check(Offered.Input, sent, "input") is { Count: > 0 } strange ? Result<JsonElement>.Refused(strange) : sent;
    }

    /// <returns>What the flow gets for the answer of the connector, or what of it breaks a schema.</returns>
    public Result<JsonElement> Receive(JsonElement output)
    {
        if (JsonShape.Check(Offered.Output, output, "output") is { Count: > 0 } strange)
        {
            return Result<JsonElement>.Refused(strange);
        }

        var result = Operation.Result is { } mapping ? JsonMapping.Apply(mapping, output) : output;
        return Operation.Output is { } own && JsonShape.Check(own, result, "output") is { Count: > 0 } unfit ? Result<JsonElement>.Refused(unfit) : result;
    }

    public ConnectorCall Call(Guid key, JsonElement input, bool rehearsal) =>
        new(key, Operation.Operation, input, rehearsal) { Settings = Binding.SettingsOf(Operation), Secrets = Binding.Secrets ?? [] };

    /// <param name="name">Key of the binding, as in force at <paramref name="locality"/>.</param>
    /// <returns>Refused with <c>connector.binding</c>, or as <see cref="Find"/> does.</returns>
    public static async ValueTask<Result<BoundCall>> FindAsync(IDefinitions definitions, LocalityCode locality, string name, string operation, IEnumerable<IConnector> connectors, CancellationToken ct) =>
        await definitions.FindActiveAsync(DefinitionKind.ConnectorBinding, name, locality, ct) is { } definition
            ? Find(ConnectorBinding.Read(JsonElement.Parse(definition.Json)), name, operation, connectors)
            : Problem.NotFound("connector.binding", ("value", name), ("locality", locality.Value));

    /// <param name="name">Of the binding.</param>
    /// <param name="operation">Of the binding.</param>
    /// <returns>Refused with <c>connector.operation</c> or <c>connector.unknown</c>.</returns>
    public static Result<BoundCall> Find(ConnectorBinding binding, string name, string operation, IEnumerable<IConnector> connectors)
    {
        if (!binding.Operations.TryGetValue(operation, out var bound))
        {
            return ConnectorProblems.UnknownOperation(name, operation);
        }

        if (connectors.FirstOrDefault(c => c.Key == binding.Connector) is not { } connector)
        {
            return Problem.NotFound("connector.unknown", ("value", binding.Connector), ("expected", string.Join(", ", connectors.Select(c => c.Key))));
        }

        return connector.Operations.FirstOrDefault(o => o.Name == bound.Operation) is { } offered ? new BoundCall(binding, bound, connector, offered) : ConnectorProblems.UnknownOperation(binding.Connector, bound.Operation);
    }
}
