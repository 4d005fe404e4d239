using System.Net;
using System.Text.Json.Serialization;
using Platform.Model;
using Platform.Model.Identity;
using Platform.Server.Hosting;
using Platform.Server.Hosting.Repetition;

namespace Platform.Server.Identity;

/// <summary>
/// <c>POST /api/v1/me/password {user,password,newPassword}</c>: somebody replaces their own password, knowing the old one. Works without being signed in,
/// since a password that must be changed opens nothing else. All sessions end; the answer carries a new token.
/// </summary>
internal sealed class ChangePassword(SignIn signIn, ResetUserPassword reset, IPersonalData personal)
{
    public static void Map(RouteGroupBuilder api) =>
        api.MapPost("/me/password", async (Request request, ChangePassword change, IdentityOptions options, TimeProvider time, HttpContext context, CancellationToken ct) =>
            {
                context.Response.Headers.CacheControl = "no-store";
                return (await change.HandleAsync(request.User, request.Password, request.NewPassword, options.TokenLifetime, context.Connection.RemoteIpAddress, ct))
                    .ToHttp(s => Results.Ok(new IssueToken.Response(s.Token, "Bearer", (long)Math.Round((s.ExpiresAt - time.GetUtcNow()).TotalSeconds))));
            })
            .Open("Whoever must change their password cannot sign in before; the old password is the proof.").RequireRateLimiting(Limits.SignIn)
            .AnswersAnew("The answer is a token, and the old password that proves the request is gone after it.");

    /// <summary>Refuses with the problems of <see cref="SignIn"/>, <c>password.*</c>, and <c>password.same</c> when old and new are equal.</summary>
    public async Task<Result<SignedIn>> HandleAsync(string? user, string? password, string? newPassword, TimeSpan lifetime, IPAddress? from, CancellationToken ct) =>
        await SetAsync(await signIn.VerifyAsync(user, password, from, ct), password, newPassword, lifetime, ct);

    /// <summary>The same for somebody who is signed in.</summary>
    public async Task<Result<SignedIn>> HandleAsync(Guid accountId, string? password, string? newPassword, TimeSpan lifetime, IPAddress? from, CancellationToken ct) =>
        await SetAsync(await signIn.VerifyAsync(accountId, password, from, ct), password, newPassword, lifetime, ct);

    private async Task<Result<SignedIn>> SetAsync(Result<AccountRow> verified, string? password, string? newPassword, TimeSpan lifetime, CancellationToken ct)
    {
        if (!verified.TryGet(out var account))
        {
            return Result<SignedIn>.Refused(verified.Problems);
        }

        var problem = AccountRules.CheckPassword(newPassword, "newPassword", account.UserName, Open(account.IdNumber), Open(account.Phone))
            ?? (newPassword == password ? Problem.Invalid("password.same", "newPassword") : null);
        if (problem is not null)
        {
            return problem;
        }

        var changed = await reset.SetAsync(new Actor(account.ActorKind, account.Id, account.UserName ?? account.Id.ToString("D"), []), account, newPassword!, mustChange: false, ct);
        return changed.Then<SignedIn>(row => signIn.Open(row, lifetime));
    }

    private string? Open(string? stored) => stored is null ? null : personal.Unprotect(stored);

    [JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
    internal sealed record Request(string? User, string? Password, string? NewPassword);
}
