using Platform.Model;
using Platform.Model.Identity;

namespace Platform.Server.Hosting;

/// <summary>Enforces the <see cref="Access"/> an endpoint declares, before its body is read.</summary>
internal sealed class AccessMiddleware(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context, ICurrentActor current)
    {
        var access = context.GetEndpoint()?.Metadata.GetMetadata<Access>();
        return access is null || Refusal(access, current.Actor) is not { } problem ? next(context)
            : RequestProblems.AnswersWithJson(context) ? problem.ToHttp().ExecuteAsync(context)
            : ToPage(context, problem);
    }

    public static Problem? Refusal(Access access, Actor actor) => access.Rule switch
    {
        AccessRule.Open => null,
        _ when actor.Kind == ActorKind.Visitor => Problem.Of("access.signIn", ProblemKind.Unauthenticated),
        AccessRule.SignedIn => null,
        AccessRule.Needs => actor.MayAnywhere(access.Permission!) ? null : Problem.Forbidden("access.forbidden", ("permission", access.Permission)),
        _ => throw new InvalidOperationException($"Unknown access rule {access.Rule}."),
    };

    // A person with a browser signs in and comes back, or reads why not.
    private static Task ToPage(HttpContext context, Problem problem)
    {
        if (problem.Kind == ProblemKind.Unauthenticated)
        {
            context.Response.Redirect($"/sign-in?back={Uri.EscapeDataString(context.Request.Path + context.Request.QueryString)}");
        }
        else
        {
            context.Response.StatusCode = ResultHttp.StatusOf(problem.Kind);
        }

        return Task.CompletedTask;
    }
}

/// <summary>Refuses to run with an endpoint under /api that does not say who may call it.</summary>
internal sealed class AccessCheck(EndpointDataSource endpoints) : IHostedLifecycleService
{
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        var silent = Silent(endpoints.Endpoints);
        return silent.Count == 0
            ? Task.CompletedTask
            : throw new StartRefusedException($"These endpoints do not declare their access: {string.Join(", ", silent)}.");
    }

    public static IReadOnlyList<string> Silent(IEnumerable<Endpoint> endpoints) =>
    [
        .. endpoints.OfType<RouteEndpoint>()
            .Where(e => e.RoutePattern.RawText?.TrimStart('/').StartsWith("api/", StringComparison.Ordinal) == true && e.Metadata.GetMetadata<Access>() is null)
            .Select(e => $"{string.Join('|', e.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? [])} {e.RoutePattern.RawText}"),
    ];

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
