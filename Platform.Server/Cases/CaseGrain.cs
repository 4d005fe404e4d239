using System.Data.Common;
using Orleans;
using Orleans.Concurrency;
using Orleans.Placement;
using Platform.Model;
using Platform.Model.Flows;
using Platform.Model.Items;
using Platform.Server.Cases.Intake;
using Platform.Server.Cases.Owners;
using Platform.Server.Data;

namespace Platform.Server.Cases;

/// <summary>
/// Holds one case in memory, decides commands and commits them. Memory changes only after the commit; whenever the outcome of a commit is unknown or
/// somebody else has written, the grain forgets what it knew and reads again. On several nodes there may be two owners for a moment, when one was believed dead:
/// only one of them commits, and no refusal is given that rests on what the other has overtaken.
/// </summary>
[PreferLocalPlacement]
internal sealed class CaseGrain(
    CaseStore store,
    CaseDecisions decisions,
    CaseWire wire,
    ICommitQueue queue,
    IItemCatalogue items,
    IDatabaseEngine database,
    TimeProvider clock) : Grain, ICaseGrain
{
    /// <summary>Times a command is decided while others keep writing to its case.</summary>
    private const int Tries = 4;

    private CaseFile? _file;
    private bool _loaded;

    public Task<Immutable<CaseReply>> ReadAsync() => ReplyAsync(async () =>
    {
        if (!_loaded)
        {
            await LoadAsync(CancellationToken.None);
        }

        return CaseReply.Of(_file);
    });

    public Task<Immutable<CaseReply>> HandleAsync(Immutable<CaseLetter> letter) => ReplyAsync(async () =>
        CaseReply.Of(await HandleAsync(await letter.Value.ReadAsync(wire, CancellationToken.None), letter.Value.Again, CancellationToken.None)));

    private async Task<Immutable<CaseReply>> ReplyAsync(Func<Task<CaseReply>> ask)
    {
        try
        {
            return new(await ask());
        }
        catch (Exception e) when (database.IsShared && Outages.Of(e, database.Dialect) is not null)
        {
            return new(CaseReply.Of(Outages.Of(e, database.Dialect)!.Value));
        }
    }

    private async Task<Result<CaseAnswer>> HandleAsync(CaseCommand wish, bool again, CancellationToken ct)
    {
        for (var tries = 1; ; tries++)
        {
            var answer = await OnceAsync(wish, again || tries > 1, ct);
            if (answer.Succeeded || tries == Tries || (wish is FileCase && !database.IsShared) || !await HasMovedOnAsync(ct))
            {
                return answer;
            }
        }
    }

    private async Task<Result<CaseAnswer>> OnceAsync(CaseCommand wish, bool again, CancellationToken ct)
    {
        // A case that is being filed for the first time is nowhere yet.
        if (!_loaded && (again || wish is not FileCase))
        {
            await LoadAsync(ct);
        }

        if (Foregone(wish) is { } foregone)
        {
            return foregone;
        }

        return wish is FileCase filing
            ? await DecideAndCommitAsync(filing.Begin(clock.GetUtcNow()), filing.Item, filing, ct)
            : await DecideAndCommitAsync(_file!, await items.GetAsync(_file!.ItemVersionId, ct), wish, ct);
    }

    /// <summary>Whether the case stands otherwise than the refusal supposed: another owner wrote since this one read. What was known is then forgotten.</summary>
    private async Task<bool> HasMovedOnAsync(CancellationToken ct)
    {
        if (_loaded && database.IsShared && await store.VersionAsync(this.GetPrimaryKey(), ct) != (_file?.Version ?? 0))
        {
            Forget();
        }

        return !_loaded;
    }

    /// <summary>What speaks against the command before it is decided, or the answer it was given before.</summary>
    private Result<CaseAnswer>? Foregone(CaseCommand wish)
    {
        if (_file is null)
        {
            return wish is FileCase ? null : Result<CaseAnswer>.Refused([Problem.NotFound("case.unknown")]);
        }

        if (wish is FileCase)
        {
            return new CaseAnswer(_file, Repeated: true);
        }

        if (wish.Unknown(_file) is { } unknown)
        {
            return unknown;
        }

        if (wish.Key is { } key && _file.Recent.Find(r => r.Key == key.Requester + "/" + key.Value) is { } before)
        {
            return before.Digest == key.Digest ? new CaseAnswer(_file, Repeated: true) : Problem.Of("request.keyReused", ProblemKind.Reused, null, ("key", key.Value));
        }

        if (wish.IfVersion is { } seen && seen != _file.Version)
        {
            return Problem.Of("case.stale", ProblemKind.Stale, null, ("seen", seen), ("version", _file.Version));
        }

        return null;
    }

    private async Task<Result<CaseAnswer>> DecideAndCommitAsync(CaseFile file, PublishedItem item, CaseCommand wish, CancellationToken ct)
    {
        var decided = await decisions.DecideAsync(file, item, wish, ct);
        if (!decided.TryGet(out var change))
        {
            return Result<CaseAnswer>.Refused(decided.Problems);
        }

        try
        {
            // Numbers are counted per authority: in one lane its cases never wait for each other's counters.
            var written = await queue.CommitAsync(change.Change.Next.Authority, (transaction, c) => decisions.WriteAsync(transaction, change, c), ct);
            if (!written.TryGet(out var next))
            {
                if (written.Problems.Any(p => p.Kind == ProblemKind.Stale))
                {
                    Forget();
                }

                return Result<CaseAnswer>.Refused(written.Problems);
            }

            decisions.Committed(change, next);
            Keep(next);
            return new CaseAnswer(next);
        }
        catch (DbException e) when (wish is FileCase && database.Dialect.IsUniqueViolation(e))
        {
            // It was sent before and arrived all the same: what is on disk is the answer.
            Forget();
            return await store.LoadAsync(file.Id, ct) is { } filed ? new CaseAnswer(filed, Repeated: true) : throw new InvalidOperationException($"Case {file.Id} can be neither filed nor found.", e);
        }
        catch
        {
            Forget();
            throw;
        }
    }

    private async Task LoadAsync(CancellationToken ct)
    {
        // A read may interleave with a command: what the command has committed meanwhile is newer than what this load saw.
        var file = await store.LoadAsync(this.GetPrimaryKey(), ct);
        if (!_loaded)
        {
            (_file, _loaded) = (file, true);
        }
    }

    // Hardly anybody asks for an ended case again soon, and there are many: who does gets it from the disk.
    private void Keep(CaseFile file) => (_file, _loaded) = file.FlowStatus is FlowStatus.Finished or FlowStatus.Cancelled ? (null, false) : (file, true);

    private void Forget() => (_file, _loaded) = (null, false);
}
