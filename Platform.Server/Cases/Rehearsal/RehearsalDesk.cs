using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Platform.Model;
using Platform.Model.Definitions;
using Platform.Model.Flows;
using Platform.Model.Identity;
using Platform.Model.Items;
using Platform.Model.Localities;

namespace Platform.Server.Cases.Rehearsal;

/// <summary>Rehearses a flow that is not in force yet, for whoever may edit it: on a script, or on cases that have ended. Nothing is written and nothing leaves the platform.</summary>
internal sealed class RehearsalDesk(IItemCatalogue items, IDefinitionEditor definitions, IEnumerable<IFlowChecks> checks, IFlowInterpreter interpreter, CaseReplay replay, TimeProvider clock)
{
    /// <param name="flow">The flow as it is being drawn; null = the draft that was saved for the item's flow by its owner or, without one, the flow in force.</param>
    public async Task<Result<RehearsalRun>> RehearseAsync(Actor actor, LocalityCode locality, string item, JsonElement? flow, RehearsalScript script, CancellationToken ct)
    {
        var found = await ItemAsync(actor, locality, item, flow, ct);
        if (!found.TryGet(out var rehearsed))
        {
            return Result<RehearsalRun>.Refused(found.Problems);
        }

        return script.Moves?.Count > RehearsalScript.MostMoves
            ? Problem.Invalid("rehearsal.tooMany", "script.moves", ("value", script.Moves.Count), ("expected", RehearsalScript.MostMoves))
            : await new RehearsedCase(rehearsed, interpreter, script.FiledAt ?? clock.GetUtcNow()).PlayAsync(script, ct);
    }

    /// <param name="take">The newest ended cases of the item, at most 100.</param>
    public async Task<Result<IReadOnlyList<ReplayedCase>>> ReplayAsync(Actor actor, LocalityCode locality, string item, JsonElement? flow, int take, CancellationToken ct)
    {
        var found = await ItemAsync(actor, locality, item, flow, ct);
        return found.TryGet(out var rehearsed)
            ? Result<IReadOnlyList<ReplayedCase>>.Ok(await replay.ReplayAsync(rehearsed, Math.Clamp(take, 1, CaseReplay.MostCases), ct))
            : Result<IReadOnlyList<ReplayedCase>>.Refused(found.Problems);
    }

    /// <summary>A flow that is no version of anything gets the name of its content.</summary>
    public static FlowDefinition Unpublished(JsonElement document) => new("draft " + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(document.GetRawText()))), document);

    private async Task<Result<PublishedItem>> ItemAsync(Actor actor, LocalityCode locality, string key, JsonElement? flow, CancellationToken ct)
    {
        if (!actor.May(Permissions.DefinitionsEdit, locality))
        {
            return Problem.Forbidden("definition.forbidden", ("value", locality.Value));
        }

        if (await items.FindAsync(locality, key, ct) is not { } item)
        {
            return Problem.NotFound("item.unknown", ("value", key), ("locality", locality.Value));
        }

        var drawn = flow is { } given ? Unpublished(given) : await DraftAsync(item, ct);
        var wrong = drawn is null ? [] : checks.SelectMany(c => c.Check(drawn)).ToList();
        return wrong.Count > 0 ? Result<PublishedItem>.Refused(wrong) : drawn is null ? item : item with { Flow = drawn };
    }

    private async Task<FlowDefinition?> DraftAsync(PublishedItem item, CancellationToken ct)
    {
        var inForce = DefinitionId.Parse(item.Flow.VersionId);
        return await definitions.FindDraftAsync(new(inForce.Kind, inForce.Key, inForce.Owner), ct) is { } draft ? Unpublished(JsonElement.Parse(draft.Json)) : null;
    }
}
