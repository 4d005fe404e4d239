using System.Text.Json;
using Platform.Connectors;
using Platform.Model;
using Platform.Model.Connectors;
using Platform.Model.Definitions;
using Platform.Model.Effects;
using Platform.Model.Identity;
using Platform.Model.Localities;
using Platform.Server.Data;

namespace Platform.Server.Connectors;

/// <summary>Puts a call into the outbox, in the transaction of the step that asks for it.</summary>
internal sealed class CallConnector(IOutbox outbox, IPersonalData personal) : IEffectHandler<CallConnectorEffect>
{
    public ValueTask ApplyAsync(CallConnectorEffect effect, EffectScope scope, CancellationToken ct) =>
        outbox.SendAsync(scope.Transaction, new OutboundMessage(effect.Key, ConnectorChannel.ChannelName, WaitingCall.Write(new(effect, scope.Locality), personal), scope.Now), ct);
}

/// <summary>A call that waits in the outbox; unreadable there, because its input is about people.</summary>
/// <param name="Locality">Where its binding is looked up.</param>
internal sealed record WaitingCall(CallConnectorEffect Call, LocalityCode Locality)
{
    public static string Write(WaitingCall waiting, IPersonalData personal) =>
        JsonSerializer.Serialize(new Sealed(personal.Protect(JsonSerializer.SerializeToUtf8Bytes(waiting, ModelJson.Options))), ModelJson.Options);

    public static WaitingCall Read(string body, IPersonalData personal) =>
        JsonSerializer.Deserialize<WaitingCall>(personal.Unprotect(JsonSerializer.Deserialize<Sealed>(body, ModelJson.Options)!.Call), ModelJson.Options)!;

    private sealed record Sealed(string Call);
}

/// <summary>
/// Makes the calls that wait in the outbox, each with its key at every try, and tells whoever asked what came of them. A refusal is told at once; a try that did
/// not get through is made again later, and when all are used up, that is told.
/// </summary>
internal sealed class ConnectorChannel(
    IEnumerable<IConnector> connectors, IDefinitions definitions, IConnectorAnswers answers, IPersonalData personal, ProblemLines lines, ILogger<ConnectorChannel> log) : IOutboundChannel
{
    public const string ChannelName = "connector";

    public string Name => ChannelName;

    public async Task DeliverAsync(OutboundMessage message, CancellationToken ct)
    {
        var (call, locality) = WaitingCall.Read(message.Body, personal);
        var answer = await AskAsync(call, locality, ct);
        await answers.TellAsync(call.CaseId, call.Key, call.Round, answer, ct);
        log.Called(call.Key, call.Binding, call.Operation, answer.Succeeded ? "done" : answer.Code!);
    }

    public async ValueTask<bool> GiveUpAsync(OutboundMessage message, string error, CancellationToken ct)
    {
        var (call, _) = WaitingCall.Read(message.Body, personal);
        await answers.TellAsync(call.CaseId, call.Key, call.Round, Failed(call, "connector.noAnswer", error, refused: false), ct);
        return true;
    }

    private async Task<ConnectorAnswer> AskAsync(CallConnectorEffect call, LocalityCode locality, CancellationToken ct)
    {
        var found = await FindAsync(call, locality, ct);
        if (!found.TryGet(out var bound))
        {
            return Refused(call, found.Problems);
        }

        var input = JsonMembers.Merge(bound.Operation.Defaults, call.Input);
        if (JsonShape.Check(bound.InputSchema, input, "input") is { Count: > 0 } misfits)
        {
            return Refused(call, misfits);
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(bound.Offered.Timeout);
        try
        {
            var answered = await bound.Connector.CallAsync(
                new ConnectorCall(call.Key, bound.Operation.Operation, input) { Settings = bound.Binding.SettingsOf(bound.Operation), Secrets = bound.Binding.Secrets ?? [] }, limit.Token);
            return !answered.TryGet(out var reply) ? Refused(call, answered.Problems)
                : JsonShape.Check(bound.OutputSchema, reply.Output, "output") is { Count: > 0 } strange ? Failed(call, strange[0].Code, lines.Write(strange), refused: false)
                : ConnectorAnswer.Of(reply.Output);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested && (!bound.Operation.Repeatable || !bound.Offered.Idempotent))
        {
            return Failed(call, "connector.unknownEnd", $"> {bound.Offered.Timeout}", refused: false);
        }
        catch (Exception e) when (e is not OperationCanceledException && (!bound.Operation.Repeatable || !bound.Offered.Idempotent) && !NeverLeft(e))
        {
            return Failed(call, "connector.unknownEnd", e.Message, refused: false);
        }
    }

    private async Task<Result<BoundCall>> FindAsync(CallConnectorEffect call, LocalityCode locality, CancellationToken ct)
    {
        if (await definitions.FindActiveAsync(DefinitionKind.ConnectorBinding, call.Binding, locality, ct) is not { } definition)
        {
            return Problem.NotFound("connector.binding", ("value", call.Binding), ("locality", locality.Value));
        }

        var binding = ConnectorBinding.Read(JsonElement.Parse(definition.Json));
        return BoundCall.Find(binding, call.Binding, call.Operation, connectors);
    }

    /// <summary>The connection never came about, so that nothing can have been done.</summary>
    private static bool NeverLeft(Exception e) => e is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError };

    private ConnectorAnswer Refused(CallConnectorEffect call, IReadOnlyList<Problem> problems) => Failed(call, problems[0].Code, lines.Write(problems), refused: true);

    private static ConnectorAnswer Failed(CallConnectorEffect call, string code, string error, bool refused) => ConnectorAnswer.Failed(code, $"{call.Binding} · {call.Operation}: {error}", refused);
}

/// <summary>An operation of a binding with the connector that carries it out.</summary>
/// <param name="Offered">The operation as the connector offers it.</param>
internal sealed record BoundCall(ConnectorBinding Binding, BoundOperation Operation, IConnector Connector, ConnectorOperation Offered)
{
    public JsonElement InputSchema => Operation.Input ?? Offered.Input;

    public JsonElement OutputSchema => Operation.Output ?? Offered.Output;

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
