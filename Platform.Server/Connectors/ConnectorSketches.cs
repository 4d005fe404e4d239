using System.Data.Common;
using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Connectors;
using Platform.Designer.Editors.Shapes;
using Platform.Model;
using Platform.Model.Audit;
using Platform.Model.Connectors;
using Platform.Model.Definitions;
using Platform.Model.Effects;
using Platform.Model.Identity;
using Platform.Model.Localities;
using Platform.Server.Data;
using Platform.Server.Hosting;

namespace Platform.Server.Connectors;

/// <summary>
/// Shows connectors to the designer and tries bindings. A try goes the way of a real call, from the checks to what a flow would get, but without the outbox: it is made
/// once, and whoever makes it waits for it.
/// </summary>
internal sealed class ConnectorSketches(
    IEnumerable<IConnector> connectors, IFourEyes fourEyes, RunMode mode, ICommitQueue commits, IEffectHandler<AuditEntry> audit, TimeProvider clock, IIdSource ids) : IConnectorSketches
{
    public IReadOnlyList<ConnectorSketch> All { get; } =
        [.. connectors.Select(c => new ConnectorSketch(c.Key, c.Title, [.. c.Operations.Select(o => new OperationSketch(o.Name, o.Title, o.Timeout, o.Idempotent, o.Input, o.Output))], c.Settings))];

    public async ValueTask<Result<TriedCall>> TryAsync(Actor actor, LocalityCode owner, JsonObject binding, string key, string operation, JsonElement input, bool send, CancellationToken ct)
    {
        if (!actor.May(send ? Permissions.DefinitionsPublish : Permissions.DefinitionsEdit, owner))
        {
            return Problem.Forbidden("connector.try.forbidden", ("value", owner.Value));
        }

        // What goes out alone here would go out alone in force.
        if (send && await fourEyes.CheckAsync(actor, new DefinitionName(DefinitionKind.ConnectorBinding, key, owner), ct) is { } own)
        {
            return own;
        }

        var prepared = Prepare(binding, key, operation, input);
        if (!prepared.TryGet(out var call))
        {
            return Result<TriedCall>.Refused(prepared.Problems);
        }

        var shown = await call.Bound.Connector.CallAsync(call.Bound.Call(Guid.Empty, call.Input, rehearsal: true), ct);
        if (!shown.TryGet(out var rehearsed))
        {
            return Result<TriedCall>.Refused(shown.Problems);
        }

        return !send ? new TriedCall(rehearsed.Output, null, null)
            : mode.Demo && !StaysHere(rehearsed.Output) ? Problem.Conflict("connector.try.demo")
            : await SendAsync(actor, owner, call, key, rehearsed.Output, ct);
    }

    private Result<Prepared> Prepare(JsonObject binding, string key, string operation, JsonElement input)
    {
        var document = JsonSerializer.SerializeToElement(binding, ModelJson.Options);
        ConnectorBinding read;
        try
        {
            read = ConnectorBinding.Read(document);
        }
        catch (JsonException e)
        {
            return ShapeFaults.Of("definition.shape", typeof(ConnectorBinding), document, e);
        }

        if (read.Operations.TryGetValue(operation, out var drafted) && BindingCheck.CheckShapes(drafted, $"operations.{operation}") is { Count: > 0 } unfit)
        {
            return Result<Prepared>.Refused(unfit);
        }

        return BoundCall.Find(read, key, operation, connectors).Then(bound => bound.Prepare(input).Then<Prepared>(sent => new Prepared(bound, sent)));
    }

    private async ValueTask<Result<TriedCall>> SendAsync(Actor actor, LocalityCode owner, Prepared call, string key, JsonElement shown, CancellationToken ct)
    {
        // Said before it leaves: what cannot be written down is not sent.
        await commits.CommitAsync((transaction, c) => AuditAsync(transaction, actor, owner, $"connector-binding:{key}", call.Bound, c), ct);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(call.Bound.Offered.Timeout);
        var began = clock.GetTimestamp();
        try
        {
            var answered = await call.Bound.Connector.CallAsync(call.Bound.Call(ids.Next(), call.Input, rehearsal: false), limit.Token);
            var took = clock.GetElapsedTime(began);
            return answered.Then(reply => call.Bound.Receive(reply.Output).Then<TriedCall>(output => new TriedCall(shown, output, took)));
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return Problem.Conflict("connector.try.tooLong", ("expected", call.Bound.Offered.Timeout.TotalSeconds));
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return Problem.Conflict("connector.try.broken", ("value", e.Message));
        }
    }

    private async ValueTask<Result<Done>> AuditAsync(DbTransaction transaction, Actor actor, LocalityCode owner, string subject, BoundCall bound, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        // The settings as they are drafted say where it went; what was filled into them may be about people.
        var detail = JsonSerializer.Serialize(new { operation = bound.Operation.Operation, settings = bound.Binding.SettingsOf(bound.Operation) }, ModelJson.Options);
        await audit.ApplyAsync(new(ids.Next(), now, actor.Name, actor.AccountId, "connector.tried", subject, owner, detail), new(transaction, now, owner), ct);
        return Done.It;
    }

    /// <summary>What a connector shows without an address may go anywhere.</summary>
    private static bool StaysHere(JsonElement shown) =>
        shown.ValueKind == JsonValueKind.Object && shown.TryGetProperty("url", out var url) && Uri.TryCreate(url.ToString(), UriKind.Absolute, out var address) && address.IsLoopback;

    private sealed record Prepared(BoundCall Bound, JsonElement Input);
}
