using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Platform.Model;
using Platform.Model.Definitions;
using Platform.Model.Editing;
using Platform.Model.Identity;
using Platform.Model.Items;
using Platform.Model.Localities;
using Platform.Server.Hosting;

namespace Platform.Server.Definitions.Above;

/// <summary>
/// <c>/definitions/{kind}/{key}/above?locality=</c>: <c>GET</c> tells field by field what changed above since the place made its own, <c>POST</c> takes it or
/// keeps what is here. When every open field has a choice, the draft rests on what is above now. Nothing is published by it.
/// </summary>
internal static class AboveRoutes
{
    /// <param name="Choices">Take or keep, by the field of a difference.</param>
    /// <param name="Above">What was above when it was chosen; without it whatever is by now.</param>
    [JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
    internal sealed record Request(IReadOnlyDictionary<string, AboveChoice>? Choices = null, IReadOnlyList<BasisVersion>? Above = null);

    /// <param name="Field">What a choice names.</param>
    /// <param name="Before">What stood above when what is here was made; left out when nothing did, like the others.</param>
    /// <param name="Allowed">False when what is above forbids what is here.</param>
    /// <param name="Policy">What is allowed there from now on, where that changed.</param>
    internal sealed record Difference(string Field, AboveFate Fate, bool Order, JsonNode? Before, JsonNode? Above, JsonNode? Here, bool Allowed, FieldPolicy? Policy);

    /// <param name="Version">Of the draft, or without one of what is in force; null when the place has none of its own.</param>
    /// <param name="RestsOn">From the top down.</param>
    /// <param name="Left">What could not be done because a colleague changed the place meanwhile.</param>
    internal sealed record Answer(
        DefinitionKind Kind, string Key, LocalityCode Locality, int? Version, bool Behind, IReadOnlyList<BasisVersion> RestsOn, IReadOnlyList<BasisVersion> Above,
        IReadOnlyList<Difference> Differences, IReadOnlyList<DocumentConflict>? Left = null);

    public static void Map(RouteGroupBuilder api)
    {
        var one = api.MapGroup("/definitions/{kind}/{key}/above").WithTags("Definitions");
        one.MapGet("", ReadAsync).Needs(Permissions.DefinitionsRead).Produces<Answer>().WithName("getChangesAbove");
        one.MapPost("", SettleAsync).Needs(Permissions.DefinitionsEdit).Produces<Answer>().WithName("takeChangesAbove");
    }

    private static async Task<IResult> ReadAsync(IAboveChanges changes, ICurrentActor current, string kind, string key, string? locality, CancellationToken ct)
    {
        var name = DefinitionRoute.Name(kind, key, locality);
        return name.TryGet(out var asked) ? (await changes.ReadAsync(current.Actor, asked, ct)).ToHttp(s => Results.Ok(AnswerOf(s))) : name.Problems.ToHttp();
    }

    private static async Task<IResult> SettleAsync(Request request, IAboveChanges changes, ICurrentActor current, string kind, string key, string? locality, CancellationToken ct)
    {
        var name = DefinitionRoute.Name(kind, key, locality);
        if (!name.TryGet(out var asked))
        {
            return name.Problems.ToHttp();
        }

        var read = await changes.ReadAsync(current.Actor, asked, ct);
        if (!read.TryGet(out var state))
        {
            return read.Problems.ToHttp();
        }

        if (request.Above is { } seen && new Basis(seen) is var then && then != state.Now)
        {
            return ((Result<Answer>)AboveChanges.Stale(then, state.Now)).ToHttp(Results.Ok);
        }

        var settled = await changes.SettleAsync(current.Actor, state, request.Choices ?? new Dictionary<string, AboveChoice>(), ct);
        return settled.TryGet(out var done)
            ? (await changes.ReadAsync(current.Actor, asked, ct)).ToHttp(s => Results.Ok(AnswerOf(s) with { Left = done.Conflicts }))
            : settled.Problems.ToHttp();
    }

    private static Answer AnswerOf(AboveState state) => new(
        state.Name.Kind, state.Name.Key, state.Name.Owner, state.Here?.Id.Version, state.IsBehind, state.RestsOn.Versions, state.Now.Versions,
        [.. state.Merge.Differences.Select(d => new Difference(d.Field, d.Fate, d.IsOrder, d.Before?.Value, d.Above?.Value, d.Here?.Value, d.IsAllowed, d.Policy))]);
}
