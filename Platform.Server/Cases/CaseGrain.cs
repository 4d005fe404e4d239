using Orleans;
using Orleans.Concurrency;
using Platform.Model;
using Platform.Model.Flows;
using Platform.Model.Items;
using Platform.Server.Cases.Intake;
using Platform.Server.Data;

namespace Platform.Server.Cases;

/// <summary>
/// Holds one case in memory, decides commands and commits them. Memory changes only after the commit; whenever the outcome of a commit is unknown or
/// somebody else has written, the grain forgets what it knew and reads again.
/// </summary>
internal sealed class CaseGrain(
    CaseStore store,
    CaseDecisions decisions,
    ICommitQueue queue,
    IItemCatalogue items,
    TimeProvider clock) : Grain, ICaseGrain
{
    private const string StaleOnDisk = "case.stale";

    private CaseFile? _file;
    private bool _loaded;

    public async Task<Immutable<CaseFile?>> ReadAsync()
    {
        if (!_loaded)
        {
            await LoadAsync(CancellationToken.None);
        }

        return new(_file);
    }

    public async Task<Immutable<Result<CaseAnswer>>> HandleAsync(Immutable<CaseCommand> command)
    {
        var wish = command.Value;
        if (!_loaded && wish is not FileCase)
        {
            await LoadAsync(CancellationToken.None);
        }

        return new(await HandleAsync(wish, CancellationToken.None));
    }

    private async Task<Result<CaseAnswer>> HandleAsync(CaseCommand wish, CancellationToken ct)
    {
        if (Refusal(wish) is { } refused)
        {
            return refused;
        }

        if (wish is FileCase filing)
        {
            return await DecideAndCommitAsync(filing.Begin(clock.GetUtcNow()), filing.Item, filing, ct);
        }

        var item = await items.GetAsync(_file!.ItemVersionId, ct);
        var answer = await DecideAndCommitAsync(_file, item, wish, ct);
        if (wish.IfVersion is not null || !answer.Problems.Any(p => p.Code == StaleOnDisk))
        {
            return answer;
        }

        // Another owner wrote since this one read. Who names no version wants the command on the case as it is: decide once more on that.
        await LoadAsync(ct);
        return Refusal(wish) ?? await DecideAndCommitAsync(_file!, item, wish, ct);
    }

    /// <summary>What speaks against the command before it is decided, or the answer it was given before.</summary>
    private Result<CaseAnswer>? Refusal(CaseCommand wish)
    {
        if (wish is FileCase)
        {
            return _file is { } filed ? throw new InvalidOperationException($"Case {filed.Id} is filed already.") : null;
        }

        if (_file is null)
        {
            return Problem.NotFound("case.unknown");
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
