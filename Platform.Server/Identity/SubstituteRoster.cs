using Platform.Model.Clocks;
using Platform.Model.Identity;

namespace Platform.Server.Identity;

/// <summary>
/// Who stands in for whom, remembered for <see cref="IdentityOptions.CacheLifetime"/>: what changes on this node counts at once, on the others within it. Handed to nobody,
/// only what it means for one actor, and who is away.
/// </summary>
internal sealed class SubstituteRoster(SubstituteStore store, IdentityOptions options, TimeProvider time) : ISubstitutes
{
    private Known? _known;
    private int _changes;

    public async ValueTask<IReadOnlySet<Guid>> AbsentAsync(DateOnly day, CancellationToken ct) =>
        (await KnowAsync(ct)).Where(s => s.Substitution.HoldsOn(day)).Select(s => s.Substitution.Account).ToHashSet();

    /// <summary>The actor with those whose place they take today.</summary>
    public async ValueTask<Actor> CompleteAsync(Actor actor, CancellationToken ct)
    {
        if (actor.Kind != ActorKind.Staff || await KnowAsync(ct) is not { Count: > 0 } known)
        {
            return actor;
        }

        var today = ChinaTime.DayOf(time.GetUtcNow());
        return actor with { StandsInFor = [.. known.Where(s => s.Substitution.Substitute == actor.AccountId && s.Substitution.HoldsOn(today)).Select(s => new Absent(s.Substitution.Account, s.Name))] };
    }

    /// <summary>Call after every committed change to a substitution, or to whether an account is open.</summary>
    public void Forget()
    {
        Interlocked.Increment(ref _changes);
        _known = null;
    }

    private async ValueTask<IReadOnlyList<(Substitution Substitution, string Name)>> KnowAsync(CancellationToken ct)
    {
        if (_known is { } known && time.GetElapsedTime(known.ReadAt) < options.CacheLifetime)
        {
            return known.All;
        }

        var (changes, readAt) = (Volatile.Read(ref _changes), time.GetTimestamp());
        var all = await store.ListSinceAsync(ChinaTime.DayOf(time.GetUtcNow()), ct);
        if (changes == Volatile.Read(ref _changes))
        {
            _known = new(readAt, all);
        }

        return all;
    }

    private sealed record Known(long ReadAt, IReadOnlyList<(Substitution Substitution, string Name)> All);
}
