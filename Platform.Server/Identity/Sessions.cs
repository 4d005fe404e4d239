using System.Collections.Concurrent;
using System.Collections.Frozen;
using Platform.Model.Identity;

namespace Platform.Server.Identity;

/// <summary>
/// Decides whether a ticket still counts and who its bearer is. Accounts are remembered for seconds: what is revoked here ends at once on this node and
/// within <see cref="IdentityOptions.CacheLifetime"/> on the others.
/// </summary>
internal sealed class Sessions(AccountStore store, GroupRoster roster, SubstituteRoster substitutes, IdentityOptions options, TimeProvider time)
{
    private const int RoomForAccounts = 50_000;
    private readonly ConcurrentDictionary<Guid, Known> _known = new();

    /// <summary>The bearer, or null when the ticket is expired, its account is closed or unknown, its stamp is old or its session was ended.</summary>
    public async ValueTask<Actor?> ResolveAsync(Ticket ticket, CancellationToken ct)
    {
        if (ticket.ExpiresAt <= time.GetUtcNow())
        {
            return null;
        }

        var known = await KnowAsync(ticket.AccountId, ct);
        return known is { Open: true } && known.Stamp == ticket.Stamp && !known.SignedOut.Contains(ticket.SessionId)
            ? await substitutes.CompleteAsync(await roster.CompleteAsync(known.Actor with { Session = ticket.SessionId }, ct), ct)
            : null;
    }

    /// <summary>Call after every committed change to an account.</summary>
    public void Forget(Guid accountId) => _known.TryRemove(accountId, out _);

    private async ValueTask<Known?> KnowAsync(Guid accountId, CancellationToken ct)
    {
        if (_known.TryGetValue(accountId, out var known) && time.GetElapsedTime(known.ReadAt) < options.CacheLifetime)
        {
            return known;
        }

        // Taken before reading: what changes meanwhile is older than this entry claims, never newer.
        var readAt = time.GetTimestamp();
        if (await store.FindAsync(accountId, ct) is not { } account)
        {
            return null;
        }

        var grants = account.ActorKind == ActorKind.Staff ? await store.ListGrantsAsync(accountId, ct) : [];
        var signedOut = await store.ListSignedOutAsync(accountId, time.GetUtcNow(), ct);
        var fresh = new Known(readAt, !account.Disabled && !account.MustChange, account.Stamp, new Actor(account.ActorKind, account.Id, account.Name, grants), signedOut.ToFrozenSet());
        if (_known.Count >= RoomForAccounts)
        {
            Sweep();
        }

        _known[accountId] = fresh;
        return fresh;
    }

    private void Sweep()
    {
        foreach (var (id, known) in _known)
        {
            if (time.GetElapsedTime(known.ReadAt) >= options.CacheLifetime)
            {
                _known.TryRemove(id, out _);
            }
        }
    }

    private sealed record Known(long ReadAt, bool Open, string Stamp, Actor Actor, FrozenSet<Guid> SignedOut);
}
