using Platform.Model;
using Platform.Model.Identity;
using Platform.Model.Localities;

namespace Platform.Server.Identity;

/// <summary>
/// The groups that flows may name, with their people, remembered for <see cref="IdentityOptions.CacheLifetime"/>: what changes on this node counts at once,
/// on the others within it. Of the whole platform, like the accounts it decides for; it is handed to nobody, only what it means for one actor or task.
/// </summary>
internal sealed class GroupRoster(GroupStore store, IdentityOptions options, TimeProvider time) : IGroups
{
    private Known? _known;
    private int _changes;

    public async ValueTask<TaskGroup> FindAsync(string authority, string key, string role, LocalityCode locality, CancellationToken ct) =>
        (await KnowAsync(ct)).TryGetValue((authority, key), out var group)
            ? new(group.Name, GroupRules.MembersOf(group, role, locality))
            : new(LocalizedText.Of(key), new HashSet<Guid>());

    /// <summary>The actor with what is kept from them.</summary>
    public async ValueTask<Actor> CompleteAsync(Actor actor, CancellationToken ct) =>
        actor.Kind == ActorKind.Staff ? actor with { KeptFrom = GroupRules.KeptFrom(actor, (await KnowAsync(ct)).Values) } : actor;

    /// <summary>Call after every committed change to a group, to somebody's grants, or to whether an account is open.</summary>
    public void Forget()
    {
        Interlocked.Increment(ref _changes);
        _known = null;
    }

    private async ValueTask<IReadOnlyDictionary<(string, string), StaffGroup>> KnowAsync(CancellationToken ct)
    {
        if (_known is { } known && time.GetElapsedTime(known.ReadAt) < options.CacheLifetime)
        {
            return known.Groups;
        }

        var (changes, readAt) = (Volatile.Read(ref _changes), time.GetTimestamp());
        var groups = (await store.ListForTasksAsync(ct)).ToDictionary(g => (g.Authority, g.Key));
        if (changes == Volatile.Read(ref _changes))
        {
            _known = new(readAt, groups);
        }

        return groups;
    }

    private sealed record Known(long ReadAt, IReadOnlyDictionary<(string, string), StaffGroup> Groups);
}
