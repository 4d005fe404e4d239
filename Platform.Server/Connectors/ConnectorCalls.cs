using System.Text.Json;
using Platform.Connectors;
using Platform.Model;
using Platform.Model.Connectors;
using Platform.Model.Definitions;
using Platform.Model.Effects;
using Platform.Model.Identity;
using Platform.Model.Localities;
using Platform.Server.Data;
using Platform.Server.Hosting;

namespace Platform.Server.Connectors;

/// <summary>Puts a call into the outbox, in the transaction of the step that asks for it. Each binding has a lane, so that a system that does not answer holds up no other.</summary>
internal sealed class CallConnector(IOutbox outbox, IPersonalData personal) : IEffectHandler<CallConnectorEffect>
{
    public ValueTask ApplyAsync(CallConnectorEffect effect, EffectScope scope, CancellationToken ct) =>
        outbox.SendAsync(scope.Transaction, new OutboundMessage(effect.Key, ConnectorChannel.ChannelName, WaitingCall.Write(new(effect, scope.Locality), personal), scope.Now) { Lane = effect.Binding }, ct);
}

/// <summary>A call that waits in the outbox; unreadable there, because its input is about people.</summary>
/// <param name="Locality">Where its binding is looked up.</param>
/// <param name="Sent">It has left, or may have: whether it was carried out is known only from an answer.</param>
/// <param name="Answer">What came of it; the case may not know yet. Null while nothing has.</param>
internal sealed record WaitingCall(CallConnectorEffect Call, LocalityCode Locality, bool Sent = false, ConnectorAnswer? Answer = null)
{
    public static string Write(WaitingCall waiting, IPersonalData personal) =>
        JsonSerializer.Serialize(new Sealed(personal.Protect(JsonSerializer.SerializeToUtf8Bytes(waiting, ModelJson.Options))), ModelJson.Options);

    public static WaitingCall Read(string body, IPersonalData personal) =>
        JsonSerializer.Deserialize<WaitingCall>(personal.Unprotect(JsonSerializer.Deserialize<Sealed>(body, ModelJson.Options)!.Call), ModelJson.Options)!;

    private sealed record Sealed(string Call);
}

/// <summary>
/// Makes the calls that wait in the outbox, each with its key at every try, and tells whoever asked what came of them. A refusal is told at once; a try that did
/// not get through is made again later, and when all are used up, that is told. That a call leaves is on disk before it does, and what came of it before the case is told:
/// a stop in between makes no call twice that must not be, and loses no answer.
/// </summary>
internal sealed class ConnectorChannel(
    IEnumerable<IConnector> connectors, IDefinitions definitions, IConnectorAnswers answers, IOutboundNotes notes, IPersonalData personal, ProblemLines lines, ILogger<ConnectorChannel> log) : IOutboundChannel
{
    public const string ChannelName = "connector";

    public string Name => ChannelName;

    public async Task DeliverAsync(OutboundMessage message, CancellationToken ct)
    {
        var waiting = WaitingCall.Read(message.Body, personal);
        var call = waiting.Call;
        var interest = await answers.InterestAsync(call.CaseId, call.Key, call.Round, ct);
        if (interest == CallInterest.None)
        {
            log.NotAwaited(call.Key, call.Binding, call.Operation);
            return;
        }

        var answer = waiting switch
        {
            { Answer: { } known } => known,
            { Sent: false } when interest == CallInterest.End => Failed(call, "connector.notMade", lines.Write(Problem.Conflict("connector.notMade")), refused: true),
            _ => await AnswerAsync(message, waiting, ct),
        };
        await answers.TellAsync(call.CaseId, call.Key, call.Round, answer, ct);
        log.Called(call.Key, call.Binding, call.Operation, answer.Succeeded ? "done" : answer.Code!);
    }

    public async ValueTask<bool> GiveUpAsync(OutboundMessage message, string error, CancellationToken ct)
    {
        if (await notes.ReadAsync(message, ct) is not { } present)
        {
            return true;
        }

        var (call, _, _, known) = WaitingCall.Read(present.Body, personal);
        var answer = known ?? Failed(call, "connector.noAnswer", error, refused: false);
        try
        {
            if (known is null)
            {
                await answers.TellAsync(call.CaseId, call.Key, call.Round, answer, ct);
                return true;
            }
        }
#pragma warning disable CA1031 // Whatever the case fails at: it has to stop for an operator, and where it cannot be reached the next line says so.
        catch (Exception e) when (!ct.IsCancellationRequested)
#pragma warning restore CA1031
        {
            error = e.Message;
        }

        return await answers.StopAsync(call.CaseId, call.Key, call.Round, answer, error, ct);
    }

    /// <summary>Makes the call where it can be made, and keeps what came of it.</summary>
    private async Task<ConnectorAnswer> AnswerAsync(OutboundMessage message, WaitingCall waiting, CancellationToken ct)
    {
        var call = waiting.Call;
        var found = await BoundCall.FindAsync(definitions, waiting.Locality, call.Binding, call.Operation, connectors, ct);
        if (!found.TryGet(out var bound))
        {
            return await KeepAsync(message, waiting, NotMade(waiting, found.Problems), ct);
        }

        if (waiting.Sent && !bound.CanRepeat)
        {
            return await KeepAsync(message, waiting, NotMade(waiting, [Problem.Conflict("connector.unknownEnd")]), ct);
        }

        var prepared = bound.Prepare(call.Input);
        return prepared.TryGet(out var input) ? await AskAsync(message, waiting, bound, input, ct) : await KeepAsync(message, waiting, NotMade(waiting, prepared.Problems), ct);
    }

    private async Task<ConnectorAnswer> AskAsync(OutboundMessage message, WaitingCall before, BoundCall bound, JsonElement input, CancellationToken ct)
    {
        var (call, waiting) = (before.Call, before with { Sent = true });
        if (!before.Sent)
        {
            message = await notes.RewriteAsync(message, WaitingCall.Write(waiting, personal), ct);
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(bound.Offered.Timeout);
        ConnectorAnswer answer;
        try
        {
            answer = Read(call, bound, await bound.Connector.CallAsync(bound.Call(call.Key, input, rehearsal: false), limit.Token));
        }
        catch (Exception e) when (!ct.IsCancellationRequested && EndOf(e, bound, call, message.Attempts + 1) is { } code)
        {
            waiting = NeverLeft(e) ? before : waiting;
            answer = Failed(call, code, e is OperationCanceledException ? $"> {bound.Offered.Timeout}" : e.Message, refused: false);
        }
        catch (Exception e) when (!before.Sent && NeverLeft(e))
        {
            await notes.RewriteAsync(message, WaitingCall.Write(before, personal), ct);
            throw;
        }

        return await KeepAsync(message, waiting, answer, ct);
    }

    /// <summary>What a try that did not get through ends the call with; null = it is tried again.</summary>
    /// <param name="tries">This one counted.</param>
    private static string? EndOf(Exception e, BoundCall bound, CallConnectorEffect call, int tries) =>
        !bound.CanRepeat && !NeverLeft(e) ? "connector.unknownEnd" : tries >= call.Tries ? "connector.noAnswer" : null;

    private ConnectorAnswer Read(CallConnectorEffect call, BoundCall bound, Result<ConnectorReply> answered)
    {
        if (!answered.TryGet(out var reply))
        {
            return Refused(call, answered.Problems);
        }

        var received = bound.Receive(reply.Output);
        return received.TryGet(out var output) ? ConnectorAnswer.Of(output) : Failed(call, received.Problems[0].Code, lines.Write(received.Problems), refused: false);
    }

    private async Task<ConnectorAnswer> KeepAsync(OutboundMessage message, WaitingCall waiting, ConnectorAnswer answer, CancellationToken ct)
    {
        await notes.RewriteAsync(message, WaitingCall.Write(waiting with { Answer = answer }, personal), ct);
        return answer;
    }

    /// <summary>The connection never came about, so that nothing can have been done.</summary>
    private static bool NeverLeft(Exception e) => e is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError };

    /// <summary>It is not made, now at least: refused, unless an earlier try may have been carried out.</summary>
    private ConnectorAnswer NotMade(WaitingCall waiting, IReadOnlyList<Problem> problems) =>
        waiting.Sent ? Failed(waiting.Call, "connector.unknownEnd", lines.Write(problems), refused: false) : Refused(waiting.Call, problems);

    private ConnectorAnswer Refused(CallConnectorEffect call, IReadOnlyList<Problem> problems) => Failed(call, problems[0].Code, lines.Write(problems), refused: true);

    private static ConnectorAnswer Failed(CallConnectorEffect call, string code, string error, bool refused) => ConnectorAnswer.Failed(code, $"{call.Binding} · {call.Operation}: {error}", refused);
}
