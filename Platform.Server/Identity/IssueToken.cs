using System.Text.Json.Serialization;
using Platform.Model;
using Platform.Server.Hosting;
using Platform.Server.Hosting.Repetition;

namespace Platform.Server.Identity;

/// <summary><c>POST /api/v1/tokens {user,password}</c>: a bearer token for a person.</summary>
internal static class IssueToken
{
    public static void Map(RouteGroupBuilder api) =>
        api.MapPost("/tokens", HandleAsync).Open("Signing in is how somebody stops being a visitor.").RequireRateLimiting(Limits.SignIn)
            .AnswersAnew("The answer is a secret for now: every sign-in is one of its own.");

    private static async Task<IResult> HandleAsync(Request request, HttpContext context, SignIn signIn, IdentityOptions options, TimeProvider time, CancellationToken ct)
    {
        var signedIn = await signIn.HandleAsync(request.User, request.Password, options.TokenLifetime, context.Connection.RemoteIpAddress, ct);
        context.Response.Headers.CacheControl = "no-store";
        return signedIn.ToHttp(s => Results.Ok(new Response(s.Token, "Bearer", (long)Math.Round((s.ExpiresAt - time.GetUtcNow()).TotalSeconds))));
    }

    [JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
    internal sealed record Request(string? User, string? Password);

    /// <summary>Member names of RFC 6749 §5.1.</summary>
    /// <param name="ExpiresIn">Seconds.</param>
    internal sealed record Response(
        [property: JsonPropertyName("access_token")] string AccessToken,
        [property: JsonPropertyName("token_type")] string TokenType,
        [property: JsonPropertyName("expires_in")] long ExpiresIn);
}
