using System.Data.Common;
using System.Net;
using Platform.Model;
using Platform.Model.Codes;
using Platform.Model.Identity;
using Platform.Server.Data;
using Platform.Server.Hosting;

namespace Platform.Server.Identity;

/// <summary>
/// Name and password against an account: user name for staff, identity number or mobile number for residents. Every try is counted before the password
/// is looked at, so that many tries at once cannot outrun the lock. Tries count per account and place, and those from places nobody has signed in from also
/// together: who guesses from elsewhere closes the door for strangers, not for the owner.
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
    public async Task<Result<SignedIn>> HandleAsync(string? user, string? password, TimeSpan lifetime, IPAddress? from, CancellationToken ct)
    {
        var verified = await VerifyAsync(user, password, from, ct);
        if (!verified.TryGet(out var account))
        {
            return Result<SignedIn>.Refused(verified.Problems);
        }

        return account.MustChange ? Problem.Forbidden("password.mustChange") : Open(account, lifetime);
    }

    /// <summary>The same without asking for a new password where one is due: for the form that sets it.</summary>
    public async Task<Result<AccountRow>> VerifyAsync(string? user, string? password, IPAddress? from, CancellationToken ct)
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
        return password.Length <= AccountRules.MaximumPasswordLength && await FindAsync(user, ct) is { } account ? await VerifyAsync(account, password, PlaceOf(from), ct)
            : await hasher.PretendAsync(password[..Math.Min(password.Length, AccountRules.MaximumPasswordLength)], ct) ? Wrong() : Busy();
    }

    /// <summary>The same for somebody who is signed in already.</summary>
    public async Task<Result<AccountRow>> VerifyAsync(Guid accountId, string? password, IPAddress? from, CancellationToken ct) =>
        string.IsNullOrEmpty(password) ? Problem.Invalid("signIn.passwordRequired", "password")
        : password.Length <= AccountRules.MaximumPasswordLength && await store.FindAsync(accountId, ct) is { } account ? await VerifyAsync(account, password, PlaceOf(from), ct)
        : Wrong();

    private async Task<Result<AccountRow>> VerifyAsync(AccountRow account, string password, string place, CancellationToken ct)
    {
        var counted = await commits.CommitAsync((transaction, token) => CountTryAsync(transaction, account.Id, place, token), ct);
        if (!counted.TryGet(out var counts))
        {
            log.SignInLocked(account.Id);
            return Result<AccountRow>.Refused(counted.Problems);
        }

        var before = counts.Account;
        var right = await hasher.VerifyAsync(password, before.PasswordHash, ct);
        if (right is not true)
        {
            if (right is null)
            {
                await commits.CommitAsync<Done>((transaction, token) => RestoreTriesAsync(transaction, counts, token), ct);
                return Busy();
            }

            log.SignInWrong(account.Id, counts.Place.FailedTries + 1);
            return Wrong();
        }

        await CommitRightAsync(counts, password, ct);
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

    private async ValueTask<Result<Counts>> CountTryAsync(DbTransaction transaction, Guid accountId, string place, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var account = await AccountStore.FindAsync(transaction, accountId, ct);
        if (account is null)
        {
            return Wrong();
        }

        var here = await SignInPlaceStore.FindAsync(transaction, accountId, place, ct) ?? new(accountId, place, 0, null, null, now);
        var known = here.LastRightAt > now - AccountRules.PlaceIsKnownFor;
        var closed = known || account.LockedUntil is null || here.LockedUntil > account.LockedUntil ? here.LockedUntil : account.LockedUntil;
        if (closed is { } until && until > now)
        {
            return Problem.Of("signIn.locked", ProblemKind.TooMany, null, ("minutes", (int)Math.Ceiling((until - now).TotalMinutes)));
        }

        var tries = here.FailedTries + 1;
        await SignInPlaceStore.SaveAsync(transaction, here with { FailedTries = tries, LockedUntil = After(now, AccountRules.LockAfter(tries)), LastTryAt = now }, ct);
        if (!known)
        {
            var all = account.FailedTries + 1;
            await AccountStore.CountFailureAsync(transaction, accountId, all, After(now, AccountRules.LockStrangersAfter(all)), ct);
        }

        return new Counts(account, here);
    }

    private static DateTimeOffset? After(DateTimeOffset now, TimeSpan wait) => wait == TimeSpan.Zero ? null : now + wait;

    private static async ValueTask<Result<Done>> RestoreTriesAsync(DbTransaction transaction, Counts before, CancellationToken ct)
    {
        await AccountStore.CountFailureAsync(transaction, before.Account.Id, before.Account.FailedTries, before.Account.LockedUntil, ct);
        await SignInPlaceStore.SaveAsync(transaction, before.Place, ct);
        return Done.It;
    }

    private async Task CommitRightAsync(Counts counts, string password, CancellationToken ct)
    {
        var account = counts.Account;
        var stronger = hasher.IsOutdated(account.PasswordHash) ? await hasher.HashAsync(password, ct) : null;
        await commits.CommitAsync<Done>(
            async (transaction, token) =>
            {
                var now = time.GetUtcNow();
                await SignInPlaceStore.SaveAsync(transaction, counts.Place with { FailedTries = 0, LockedUntil = null, LastRightAt = now, LastTryAt = now }, token);
                await SignInPlaceStore.DeleteBeforeAsync(transaction, account.Id, now - AccountRules.PlaceIsKnownFor, token);

                // While strangers are being slowed down, the owner's coming and going gives them no new tries.
                if (account.FailedTries < AccountRules.FreeTriesOfStrangers)
                {
                    await AccountStore.ClearFailuresAsync(transaction, account.Id, token);
                }

                if (stronger is not null)
                {
                    await AccountStore.RehashAsync(transaction, account.Id, account.PasswordHash, stronger, token);
                }

                return Done.It;
            },
            ct);
    }

    /// <summary>An address as it is kept: hashed, and of IPv6 the half that belongs to one household.</summary>
    private string PlaceOf(IPAddress? from) => personal.LookupHash("signInPlace", ClientAddress.Of(from));

    private static Problem Wrong() => Problem.Of("signIn.wrong", ProblemKind.Unauthenticated);

    private static Problem Busy() => Problem.Of("signIn.busy", ProblemKind.TooMany);
}

/// <summary>Account and place as they were before the try was counted.</summary>
internal sealed record Counts(AccountRow Account, SignInPlace Place);

/// <param name="Token">For the Authorization header or the cookie.</param>
internal sealed record SignedIn(Guid AccountId, ActorKind Kind, string Token, DateTimeOffset ExpiresAt);
