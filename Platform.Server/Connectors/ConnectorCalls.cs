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

/// <summary>Puts a call into the outbox, in the transaction of the step that asks for it. Each binding has a lane, so that a system that does not answer holds up no other.</summary>
internal sealed class CallConnector(IOutbox outbox, IPersonalData personal) : IEffectHandler<CallConnectorEffect>
{
    public ValueTask ApplyAsync(CallConnectorEffect effect, EffectScope scope, CancellationToken ct) =>
        outbox.SendAsync(scope.Transaction, new OutboundMessage(effect.Key, ConnectorChannel.ChannelName, WaitingCall.Write(new(effect, scope.Locality), personal), scope.Now) { Lane = effect.Binding }, ct);
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
        if (!await answers.IsAwaitedAsync(call.CaseId, call.Key, call.Round, ct))
        {
            log.NotAwaited(call.Key, call.Binding, call.Operation);
            return;
        }

        var answer = await AskAsync(call, locality, message.Attempts + 1, ct);
        await answers.TellAsync(call.CaseId, call.Key, call.Round, answer, ct);
        log.Called(call.Key, call.Binding, call.Operation, answer.Succeeded ? "done" : answer.Code!);
    }

    public async ValueTask<bool> GiveUpAsync(OutboundMessage message, string error, CancellationToken ct)
    {
        var (call, _) = WaitingCall.Read(message.Body, personal);
        await answers.TellAsync(call.CaseId, call.Key, call.Round, Failed(call, "connector.noAnswer", error, refused: false), ct);
        return true;
    }

    /// <param name="tries">This one counted.</param>
    private async Task<ConnectorAnswer> AskAsync(CallConnectorEffect call, LocalityCode locality, int tries, CancellationToken ct)
    {
        var found = await BoundCall.FindAsync(definitions, locality, call.Binding, call.Operation, connectors, ct);
        if (!found.TryGet(out var bound))
        {
            return Refused(call, found.Problems);
        }

        var prepared = bound.Prepare(call.Input);
        if (!prepared.TryGet(out var input))
        {
            return Refused(call, prepared.Problems);
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(bound.Offered.Timeout);
        try
        {
            var answered = await bound.Connector.CallAsync(bound.Call(call.Key, input, rehearsal: false), limit.Token);
            return !answered.TryGet(out var reply) ? Refused(call, answered.Problems)
                : bound.Receive(reply.Output) is var received && received.TryGet(out var output) ? ConnectorAnswer.Of(output)
                : Failed(call, received.Problems[0].Code, lines.Write(received.Problems), refused: false);
        }
        catch (Exception e) when (!ct.IsCancellationRequested && (!bound.CanRepeat && !NeverLeft(e) ? "connector.unknownEnd" : tries >= call.Tries ? "connector.noAnswer" : null) is { } code)
        {
            return Failed(call, code, e is OperationCanceledException ? $"> {bound.Offered.Timeout}" : e.Message, refused: false);
        }
    }

    /// <summary>The connection never came about, so that nothing can have been done.</summary>
    private static bool NeverLeft(Exception e) => e is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError };

    private ConnectorAnswer Refused(CallConnectorEffect call, IReadOnlyList<Problem> problems) => Failed(call, problems[0].Code, lines.Write(problems), refused: true);

    private static ConnectorAnswer Failed(CallConnectorEffect call, string code, string error, bool refused) => ConnectorAnswer.Failed(code, $"{call.Binding} · {call.Operation}: {error}", refused);
}
