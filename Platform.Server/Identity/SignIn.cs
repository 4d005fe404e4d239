using System.Data.Common;
using Platform.Model;
using Platform.Model.Codes;
using Platform.Model.Identity;
using Platform.Server.Data;

namespace Platform.Server.Identity;

/// <summary>
/// Name and password against an account: user name for staff, identity number or mobile number for residents. Every try is counted before the password
/// is looked at, so that many tries at once cannot outrun the lock.
/// </summary>
internal sealed class SignIn(
    AccountStore store,
    PasswordHasher hasher,
    Sessions sessions,
    Tickets tickets,
    IPersonalData personal,
    ICommitQueue commits,
    IIdSource ids,
    TimeProvider time,
    ILogger<SignIn> log)
{
    /// <summary>
    /// Refuses with <c>signIn.wrong</c> (unknown name or wrong password, indistinguishable), <c>signIn.locked</c> (with <c>minutes</c>),
    /// <c>signIn.disabled</c>, <c>password.mustChange</c> or <c>signIn.busy</c>.
    /// </summary>
    public async Task<Result<SignedIn>> HandleAsync(string? user, string? password, TimeSpan lifetime, CancellationToken ct)
    {
        var verified = await VerifyAsync(user, password, ct);
        if (!verified.TryGet(out var account))
        {
            return Result<SignedIn>.Refused(verified.Problems);
        }

        return account.MustChange ? Problem.Forbidden("password.mustChange") : Open(account, lifetime);
    }

    /// <summary>The same without asking for a new password where one is due: for the form that sets it.</summary>
    public async Task<Result<AccountRow>> VerifyAsync(string? user, string? password, CancellationToken ct)
    {
        if (string.IsNullOrWhiteSpace(user))
        {
            return Problem.Invalid("signIn.userRequired", "user");
        }

        if (string.IsNullOrEmpty(password))
        {
            return Problem.Invalid("signIn.passwordRequired", "password");
        }

        // Anything longer was never accepted as a password; hashing it would only cost.
        return password.Length <= AccountRules.MaximumPasswordLength && await FindAsync(user, ct) is { } account ? await VerifyAsync(account, password, ct)
            : await hasher.PretendAsync(password[..Math.Min(password.Length, AccountRules.MaximumPasswordLength)], ct) ? Wrong() : Busy();
    }

    /// <summary>The same for somebody who is signed in already.</summary>
    public async Task<Result<AccountRow>> VerifyAsync(Guid accountId, string? password, CancellationToken ct) =>
        string.IsNullOrEmpty(password) ? Problem.Invalid("signIn.passwordRequired", "password")
        : password.Length <= AccountRules.MaximumPasswordLength && await store.FindAsync(accountId, ct) is { } account ? await VerifyAsync(account, password, ct)
        : Wrong();

    private async Task<Result<AccountRow>> VerifyAsync(AccountRow account, string password, CancellationToken ct)
    {
        var counted = await commits.CommitAsync((transaction, token) => CountTryAsync(transaction, account.Id, token), ct);
        if (!counted.TryGet(out var before))
        {
            log.SignInLocked(account.Id);
            return Result<AccountRow>.Refused(counted.Problems);
        }

        var right = await hasher.VerifyAsync(password, before.PasswordHash, ct);
        if (right is not true)
        {
            if (right is null)
            {
                await commits.CommitAsync<Done>((transaction, token) => RestoreTriesAsync(transaction, before, token), ct);
                return Busy();
            }

            log.SignInWrong(account.Id, before.FailedTries + 1);
            return Wrong();
        }

        await CommitRightAsync(before, password, ct);
        if (before.Disabled)
        {
            return Problem.Of("signIn.disabled", ProblemKind.Unauthenticated);
        }

        log.SignedIn(account.Id);
        return before;
    }

    /// <summary>A new session for an account whose bearer is known.</summary>
    public SignedIn Open(AccountRow account, TimeSpan lifetime)
    {
        var expiresAt = time.GetUtcNow() + lifetime;
        sessions.Forget(account.Id);
        return new SignedIn(account.Id, account.ActorKind, tickets.Write(new Ticket(account.Id, ids.Next(), account.Stamp, expiresAt)), expiresAt);
    }

    private async ValueTask<AccountRow?> FindAsync(string user, CancellationToken ct)
    {
        var userName = AccountRules.NormalizeUserName(user);
        if (AccountRules.CheckUserName(userName, "user") is null && await store.FindByUserNameAsync(userName, ct) is { } staff)
        {
            return staff;
        }

        var residents = await store.ListResidentsByHashAsync(
            [.. IdTypes.All.Where(t => !t.ForOrganisations).Select(t => personal.HashIdNumber(t.Code, user))],
            personal.HashPhone(user),
            ct);

        // A phone number shared by a family names nobody; each then signs in with the identity number.
        return residents.Count == 1 ? residents[0] : null;
    }

    private async ValueTask<Result<AccountRow>> CountTryAsync(DbTransaction transaction, Guid accountId, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var account = await AccountStore.FindAsync(transaction, accountId, ct);
        if (account is null)
        {
            return Wrong();
        }

        if (account.LockedUntil is { } until && until > now)
        {
            return Problem.Of("signIn.locked", ProblemKind.TooMany, null, ("minutes", (int)Math.Ceiling((until - now).TotalMinutes)));
        }

        var tries = account.FailedTries + 1;
        var wait = AccountRules.LockAfter(tries);
        await AccountStore.CountFailureAsync(transaction, accountId, tries, wait == TimeSpan.Zero ? null : now + wait, ct);
        return account;
    }

    private static async ValueTask<Result<Done>> RestoreTriesAsync(DbTransaction transaction, AccountRow before, CancellationToken ct)
    {
        await AccountStore.CountFailureAsync(transaction, before.Id, before.FailedTries, before.LockedUntil, ct);
        return Done.It;
    }

    private async Task CommitRightAsync(AccountRow account, string password, CancellationToken ct)
    {
        var stronger = hasher.IsOutdated(account.PasswordHash) ? await hasher.HashAsync(password, ct) : null;
        await commits.CommitAsync<Done>(
            async (transaction, token) =>
            {
                await AccountStore.ClearFailuresAsync(transaction, account.Id, token);
                if (stronger is not null)
                {
                    await AccountStore.RehashAsync(transaction, account.Id, account.PasswordHash, stronger, token);
                }

                return Done.It;
            },
            ct);
    }

    private static Problem Wrong() => Problem.Of("signIn.wrong", ProblemKind.Unauthenticated);

    private static Problem Busy() => Problem.Of("signIn.busy", ProblemKind.TooMany);
}

/// <param name="Token">For the Authorization header or the cookie.</param>
internal sealed record SignedIn(Guid AccountId, ActorKind Kind, string Token, DateTimeOffset ExpiresAt);
