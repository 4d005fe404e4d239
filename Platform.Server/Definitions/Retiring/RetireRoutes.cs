using Platform.Model;
using Platform.Model.Definitions;
using Platform.Model.Identity;
using Platform.Server.Hosting;

namespace Platform.Server.Definitions.Retiring;

/// <summary>
/// <c>/definitions/{kind}/{key}/…?locality=</c>: <c>GET retirement</c> says what taking it out of force would mean, <c>POST retire</c> does it, <c>POST discard</c> gives the
/// draft up; its <c>If-Match</c> may name the draft that was looked at.
/// </summary>
internal static class RetireRoutes
{
    /// <param name="InTheWay">Why it would be refused; empty = it would not.</param>
    internal sealed record Answer(bool Retired, IReadOnlyList<RetiredDefinition> Definitions, IReadOnlyList<FindingLine> InTheWay, long OpenCases);

    public static void Map(RouteGroupBuilder api)
    {
        var one = api.MapGroup("/definitions/{kind}/{key}").WithTags("Definitions");
        one.MapGet("/retirement", LookAsync).Needs(Permissions.DefinitionsRead).Produces<Answer>().WithName("getDefinitionRetirement");
        one.MapPost("/retire", RetireAsync).Needs(Permissions.DefinitionsPublish).Produces<Answer>().WithName("retireDefinition");
        one.MapPost("/discard", DiscardAsync).Needs(Permissions.DefinitionsEdit).Produces<DefinitionHead>().WithName("discardDefinitionDraft");
    }

    private static async Task<IResult> LookAsync(IRetirements retirements, ICurrentActor current, string kind, string key, string? locality, CancellationToken ct)
    {
        var name = DefinitionRoute.Name(kind, key, locality);
        return name.TryGet(out var asked) ? (await retirements.LookAsync(current.Actor, [asked], ct)).ToHttp(r => Results.Ok(Of(r, retired: false))) : name.Problems.ToHttp();
    }

    private static async Task<IResult> RetireAsync(IRetirements retirements, ICurrentActor current, string kind, string key, string? locality, CancellationToken ct)
    {
        var name = DefinitionRoute.Name(kind, key, locality);
        if (!name.TryGet(out var asked))
        {
            return name.Problems.ToHttp();
        }

        var look = await retirements.LookAsync(current.Actor, [asked], ct);
        return look.TryGet(out var seen) ? (await retirements.RetireAsync(current.Actor, seen.Definitions, ct)).ToHttp(r => Results.Ok(Of(r, retired: true))) : look.Problems.ToHttp();
    }

    private static async Task<IResult> DiscardAsync(IRetirements retirements, ICurrentActor current, HttpRequest request, string kind, string key, string? locality, CancellationToken ct)
    {
        var name = DefinitionRoute.Name(kind, key, locality);
        return name.TryGet(out var asked)
            ? (await retirements.DiscardAsync(current.Actor, asked, request.IfMatch(), ct)).ToHttp(d => Results.Ok(DefinitionRoute.Head(d)))
            : name.Problems.ToHttp();
    }

    private static Answer Of(Retirement retirement, bool retired) =>
        new(retired, retirement.Definitions, [.. retirement.InTheWay.Select(o => new FindingLine(o.Problem.Code, o.Problem.Field, o.Problem.Values))], retirement.OpenCases);
}
