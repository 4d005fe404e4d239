using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Platform.Model;
using Platform.Model.Identity;
using Platform.Server.Hosting;

namespace Platform.Server.Identity;

/// <summary>
/// Finds out who is asking: an API key (<c>X-Api-Key</c> or a bearer token that is one), a person's token, or the cookie of the pages, in that order.
/// A header that proves nothing is refused; a cookie that proves nothing is dropped and the caller is a visitor.
/// </summary>
internal sealed class Authentication(Tickets tickets, Sessions sessions, ApiKeys apiKeys, ActorHolder holder) : IAuthenticationRequestHandler
{
    public const string SchemeName = "platform";
    public const string ApiKeyHeader = "X-Api-Key";
    private const string Bearer = "Bearer ";
    private HttpContext _context = null!;
    private ClaimsPrincipal? _principal;

    public Task InitializeAsync(AuthenticationScheme scheme, HttpContext context)
    {
        _context = context;
        return Task.CompletedTask;
    }

    /// <summary>True when the request was answered here, with 401.</summary>
    public async Task<bool> HandleRequestAsync()
    {
        var ct = _context.RequestAborted;
        var authorization = _context.Request.Headers.Authorization.ToString();
        string? key = _context.Request.Headers[ApiKeyHeader];
        if (string.IsNullOrEmpty(key) && authorization.StartsWith(Bearer + ApiKeys.Prefix, StringComparison.OrdinalIgnoreCase))
        {
            key = authorization[Bearer.Length..];
        }

        if (!string.IsNullOrEmpty(key))
        {
            return await apiKeys.ResolveAsync(key, ct) is { } channel ? Enter(channel, null) : await RefuseAsync("apiKey.invalid");
        }

        if (authorization.Length > 0)
        {
            return authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) && tickets.Read(authorization[Bearer.Length..]) is { } ticket && await sessions.ResolveAsync(ticket, ct) is { } person
                ? Enter(person, ticket)
                : await RefuseAsync("token.invalid");
        }

        if (_context.Request.Cookies.TryGetValue(SessionCookie.Name, out var cookie) && !IsForeign(_context.Request))
        {
            if (tickets.Read(cookie) is { } ticket && await sessions.ResolveAsync(ticket, ct) is { } person)
            {
                return Enter(person, ticket);
            }

            SessionCookie.Drop(_context);
        }

        return false;
    }

    public Task<AuthenticateResult> AuthenticateAsync() =>
        Task.FromResult(_principal is null ? AuthenticateResult.NoResult() : AuthenticateResult.Success(new AuthenticationTicket(_principal, SchemeName)));

    public Task ChallengeAsync(AuthenticationProperties? properties) => RefuseAsync("access.signIn");

    public Task ForbidAsync(AuthenticationProperties? properties) => Problem.Forbidden("access.forbidden").ToHttp().ExecuteAsync(_context);

    private bool Enter(Actor actor, Ticket? ticket)
    {
        holder.Current = actor;
        _principal = SessionPrincipal.Of(actor, ticket);
        return false;
    }

    private async Task<bool> RefuseAsync(string code)
    {
        await Problem.Of(code, ProblemKind.Unauthenticated).ToHttp().ExecuteAsync(_context);
        return true;
    }

    /// <summary>
    /// The cookie does not count for a writing API call from another site. Pages are covered by their antiforgery token; the API has none, and browsers
    /// tell where a request comes from.
    /// </summary>
    private static bool IsForeign(HttpRequest request)
    {
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || !request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        var site = request.Headers["Sec-Fetch-Site"].ToString();
        if (site.Length > 0)
        {
            return site is not ("same-origin" or "none");
        }

        var origin = request.Headers.Origin.ToString();
        return origin.Length > 0 && !string.Equals(origin, $"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase);
    }
}

/// <summary>The cookie that keeps a person signed in to the pages: a ticket, invisible to scripts.</summary>
internal static class SessionCookie
{
    public const string Name = "platform.session";

    /// <summary>Goes with the browser, on a shared computer too; how long the token counts stands in the token.</summary>
    public static void Set(HttpContext context, string token) =>
        context.Response.Cookies.Append(Name, token, new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Lax, Secure = context.Request.IsHttps, Path = "/", IsEssential = true });

    public static void Drop(HttpContext context) =>
        context.Response.Cookies.Delete(Name, new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Lax, Secure = context.Request.IsHttps, Path = "/" });
}

/// <summary>The ticket as claims, so that antiforgery binds to the person and a circuit can ask again whether the session still counts.</summary>
internal static class SessionPrincipal
{
    private const string Scheme = "platform";
    private const string SessionClaim = "session";
    private const string StampClaim = "stamp";
    private const string ExpiryClaim = "expires";

    public static ClaimsPrincipal Of(Actor actor, Ticket? ticket)
    {
        var claims = new List<Claim>(5) { new(ClaimTypes.NameIdentifier, actor.AccountId!.Value.ToString("D")), new(ClaimTypes.Name, actor.Name) };
        if (ticket is not null)
        {
            claims.Add(new Claim(SessionClaim, ticket.SessionId.ToString("D")));
            claims.Add(new Claim(StampClaim, ticket.Stamp));
            claims.Add(new Claim(ExpiryClaim, ticket.ExpiresAt.ToString("O", System.Globalization.CultureInfo.InvariantCulture)));
        }

        return new ClaimsPrincipal(new ClaimsIdentity(claims, Scheme));
    }

    /// <summary>Null for a visitor and for a channel.</summary>
    public static Ticket? TicketOf(ClaimsPrincipal principal) =>
        principal.FindFirstValue(SessionClaim) is { } session
            ? new Ticket(
                Guid.ParseExact(principal.FindFirstValue(ClaimTypes.NameIdentifier)!, "D"),
                Guid.ParseExact(session, "D"),
                principal.FindFirstValue(StampClaim)!,
                DateTimeOffset.ParseExact(principal.FindFirstValue(ExpiryClaim)!, "O", System.Globalization.CultureInfo.InvariantCulture))
            : null;
}
