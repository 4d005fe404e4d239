using System.Text.Json;
using System.Text.Json.Serialization;
using Platform.Model;
using Platform.Model.Decisions;
using Platform.Model.Definitions;
using Platform.Model.Identity;
using Platform.Model.Localities;
using Platform.Server.Hosting;

namespace Platform.Server.Decisions;

/// <summary>
/// <c>POST /decision-tables/{key}/try</c>: what a table answers to some values, and why. The version in force at the place, the draft of its owner, or a table as it is
/// being written. Nothing is kept.
/// </summary>
internal static class TryTable
{
    private const string Unsaved = "unsaved";

    /// <param name="Inputs">Values by input; what is left out is missing.</param>
    /// <param name="State">draft = what is being edited; otherwise what is in force.</param>
    /// <param name="Table">The table as it is being written, in place of a saved one.</param>
    [JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
    internal sealed record Request(LocalityCode Locality, IReadOnlyDictionary<string, JsonElement> Inputs, string? State = null, DecisionTable? Table = null);

    /// <param name="Result">Values by output; a list of them where the hit policy says so.</param>
    internal sealed record Answer(JsonElement Result, DecisionExplanation Explanation);

    public static void Map(RouteGroupBuilder api) => api
        .MapPost("/decision-tables/{key}/try", HandleAsync)
        .Needs(Permissions.DefinitionsRead)
        .Produces<Answer>()
        .WithName("tryDecisionTable")
        .WithTags("DecisionTables");

    private static async Task<IResult> HandleAsync(IDecisionTables tables, IDefinitionEditor editor, ICurrentActor current, string key, Request body, CancellationToken ct)
    {
        if (!DefinitionAccess.MayRead(current.Actor, body.Locality))
        {
            return Problem.Forbidden("definition.forbidden", ("value", body.Locality.Value)).ToHttp();
        }

        var table = await FindAsync(tables, editor, key, body, ct);
        return table.Then(t => Decide(t, body.Inputs)).ToHttp(r => Results.Ok(new Answer(r.ToJson(), DecisionWords.Explain(r))));
    }

    private static async ValueTask<Result<CompiledDecisionTable>> FindAsync(IDecisionTables tables, IDefinitionEditor editor, string key, Request body, CancellationToken ct)
    {
        if (body.Table is { } written)
        {
            return CompiledDecisionTable.Compile(written, Unsaved);
        }

        var name = new DefinitionName(DefinitionKind.DecisionTable, key, body.Locality);
        if (body.State is not (null or "draft" or "active"))
        {
            return Problem.Invalid("definition.stateUnknown", "state", ("value", body.State), ("expected", "draft, active"));
        }

        if (body.State == "draft")
        {
            return await editor.FindDraftAsync(name, ct) is { } draft ? Read(draft) : Problem.NotFound("definition.notFound", ("value", name.ToString()));
        }

        return await tables.FindAsync(key, body.Locality, ct) is { } found ? found : Problem.NotFound("definition.notFound", ("value", name.ToString()));
    }

    /// <summary>A draft has been read as a table when it was saved.</summary>
    private static Result<CompiledDecisionTable> Read(Definition draft) =>
        CompiledDecisionTable.Compile(JsonSerializer.Deserialize<DecisionTable>(draft.Json, StrictJson.Options)!, draft.ContentId);

    private static Result<DecisionResult> Decide(CompiledDecisionTable table, IReadOnlyDictionary<string, JsonElement> inputs)
    {
        var unknown = inputs.Keys.Where(name => table.Inputs.All(i => i.Column.Id != name))
            .Select(name => Problem.Invalid("decision.inputUnknown", "inputs." + name, ("table", table.Table.Key), ("name", name), ("expected", string.Join(", ", table.Inputs.Select(i => i.Column.Id)))))
            .ToList();
        return unknown.Count > 0 ? Result<DecisionResult>.Refused(unknown) : table.Decide(i => inputs.TryGetValue(i.Id, out var value) ? value : null);
    }
}
