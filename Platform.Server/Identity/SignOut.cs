using Platform.Model;
using Platform.Model.Identity;
using Platform.Server.Data;
using Platform.Server.Hosting;

namespace Platform.Server.Identity;

/// <summary><c>POST /sign-out</c> for pages, <c>DELETE /api/v1/tokens/current</c> for holders of a token: ends this session everywhere.</summary>
internal sealed class SignOut(Sessions sessions, ICommitQueue commits, TimeProvider time, ILogger<SignOut> log)
{
    public static void Map(IEndpointRouteBuilder app, RouteGroupBuilder api)
    {
        // The cookie never comes with a form of another site (SameSite), so there is nothing to forge; and a stale form must still sign out.
        app.MapPost("/sign-out", async (HttpContext context, SignOut signOut, CancellationToken ct) =>
            {
                await signOut.HandleAsync(SessionPrincipal.TicketOf(context.User), ct);
                SessionCookie.Drop(context);
                return Results.LocalRedirect("/");
            })
            .Open("A session that ended by itself is signed out too.")
            .DisableAntiforgery()
            .ExcludeFromDescription();
        api.MapDelete("/tokens/current", async (HttpContext context, SignOut signOut, CancellationToken ct) =>
            {
                await signOut.HandleAsync(SessionPrincipal.TicketOf(context.User), ct);
                return Results.NoContent();
            })
            .SignedIn();
    }

    /// <summary>Does nothing for a visitor and for a channel. Twice is as good as once.</summary>
    public async Task HandleAsync(Ticket? ticket, CancellationToken ct)
    {
        if (ticket is null)
        {
            return;
        }

        await commits.CommitAsync<Done>(
            async (transaction, token) =>
            {
                await AccountStore.SignOutAsync(transaction, ticket.SessionId, ticket.AccountId, ticket.ExpiresAt, time.GetUtcNow(), token);
                return Done.It;
            },
            ct);
        sessions.Forget(ticket.AccountId);
        log.SignedOut(ticket.AccountId);
    }
}

/// <summary><c>GET /api/v1/me</c>: who the caller is to the platform.</summary>
internal static class WhoAmI
{
    public static void Map(RouteGroupBuilder api) =>
        api.MapGet("/me", (ICurrentActor current) => Results.Ok(new Response(current.Actor.Kind, current.Actor.AccountId, current.Actor.Name, current.Actor.Channel, current.Actor.Grants))).SignedIn();

    internal sealed record Response(ActorKind Kind, Guid? Id, string Name, string? Channel, IReadOnlyList<Grant> Grants);
}
