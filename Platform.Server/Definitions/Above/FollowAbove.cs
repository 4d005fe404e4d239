using Platform.Model;
using Platform.Model.Definitions;
using Platform.Model.Identity;
using Platform.Server.Hosting;

namespace Platform.Server.Definitions.Above;

/// <summary>
/// <c>/definitions/{kind}/{key}/above/…?locality=</c>: <c>POST give-up</c> makes the draft say nothing of its own, <c>POST follow</c> puts what is above in force
/// instead of the place's own version; <c>If-Match</c> may name the draft that was reviewed.
/// </summary>
internal static class FollowAbove
{
    internal sealed record Answer(bool Done, int Version, string ETag);

    public static void Map(RouteGroupBuilder api)
    {
        var one = api.MapGroup("/definitions/{kind}/{key}/above").WithTags("Definitions");
        one.MapPost("/give-up", GiveUpAsync).Needs(Permissions.DefinitionsEdit).Produces<Answer>().WithName("giveUpOwnDefinition");
        one.MapPost("/follow", FollowAsync).Needs(Permissions.DefinitionsPublish).Produces<DefinitionAnswer>().WithName("followDefinitionAbove");
    }

    private static async Task<IResult> GiveUpAsync(IAboveChanges changes, ICurrentActor current, string kind, string key, string? locality, CancellationToken ct)
    {
        var name = DefinitionRoute.Name(kind, key, locality);
        if (!name.TryGet(out var asked))
        {
            return name.Problems.ToHttp();
        }

        var read = await changes.ReadAsync(current.Actor, asked, ct);
        return read.TryGet(out var state)
            ? (await changes.GiveUpAsync(current.Actor, state, ct)).ToHttp(o => Results.Ok(new Answer(o.Conflicts.Count == 0, o.Piece.Draft?.Id.Version ?? 0, o.Piece.Draft?.ETag ?? "")))
            : read.Problems.ToHttp();
    }

    private static async Task<IResult> FollowAsync(
        IDefinitionEditor editor, ICurrentActor current, HttpRequest request, HttpResponse response, string kind, string key, string? locality, CancellationToken ct)
    {
        var name = DefinitionRoute.Name(kind, key, locality);
        return name.TryGet(out var asked)
            ? (await editor.FollowAboveAsync(current.Actor, asked, request.IfMatch(), ct)).ToHttp(p => SaveDefinition.Answer(response, p))
            : name.Problems.ToHttp();
    }
}
