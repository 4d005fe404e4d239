using System.Text.Json;
using Platform.Connectors;
using Platform.Model;
using Platform.Model.Connectors;
using Platform.Model.Definitions;
using Platform.Model.Localities;
using Platform.Server.Hosting;

namespace Platform.Server.Connectors;

/// <summary>Has connectors say what they would send. A call that could not be made is refused as it would be; the answer is the one its operation declares.</summary>
internal sealed class RehearsedCalls(IEnumerable<IConnector> connectors, IDefinitions definitions, ProblemLines lines) : IRehearsedCalls
{
    private static readonly AllLanguages Texts = new(typeof(ConnectorsText));

    public async ValueTask<RehearsedCall> RehearseAsync(LocalityCode locality, string binding, string operation, JsonElement input, CancellationToken ct)
    {
        var found = await BoundCall.FindAsync(definitions, locality, binding, operation, connectors, ct);
        if (!found.TryGet(out var bound))
        {
            return Refused(LocalizedText.Of(binding), operation, found.Problems);
        }

        var name = bound.Operation.Title is { IsEmpty: false } title ? title : LocalizedText.Of(operation);
        var prepared = bound.Prepare(input);
        if (!prepared.TryGet(out var sent))
        {
            return Refused(bound.Binding.Name, operation, prepared.Problems);
        }

        var shown = await bound.Connector.CallAsync(bound.Call(Guid.Empty, sent, rehearsal: true), ct);
        return shown.TryGet(out var reply)
            ? new(Describe("connector.wouldCall", bound.Binding.Name, name, JsonSerializer.Serialize(reply.Output, ModelJson.Readable)), bound.Operation.Rehearsal is { } answer ? ConnectorAnswer.Of(answer) : null)
            : Refused(bound.Binding.Name, operation, shown.Problems);
    }

    private RehearsedCall Refused(LocalizedText binding, string operation, IReadOnlyList<Problem> problems) => new(
        Describe("connector.wouldNotCall", binding, LocalizedText.Of(operation), lines.Write(problems)), ConnectorAnswer.Failed(problems[0].Code, lines.Write(problems), refused: true));

    private static LocalizedText Describe(string key, LocalizedText binding, LocalizedText operation, string detail) => new(Texts.Of(key).Texts.ToDictionary(
        t => t.Key,
        t => t.Value.Replace("{binding}", binding.In(t.Key), StringComparison.Ordinal).Replace("{operation}", operation.In(t.Key), StringComparison.Ordinal).Replace("{detail}", detail, StringComparison.Ordinal)));
}
