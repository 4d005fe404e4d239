using System.Data.Common;
using Platform.Model;
using Platform.Model.Flows;
using Platform.Model.Identity;
using Platform.Model.Items;
using Platform.Server.Cases.Tasks;

namespace Platform.Server.Cases;

/// <summary>What a command makes of a case, from the decision to what is told when it is on disk. Who owns the case decides when to write.</summary>
internal sealed class CaseDecisions(
    CaseStore store,
    CaseIndex index,
    IFlowInterpreter interpreter,
    IPersonalData personal,
    IGroups groups,
    TaskAssigner assigner,
    TimeProvider clock,
    IIdSource ids,
    ILogger<CaseDecisions> log)
{
    /// <summary>Decides the command on the case as it stands; nothing is written.</summary>
    public async Task<Result<DecidedCase>> DecideAsync(CaseFile file, PublishedItem item, CaseCommand wish, CancellationToken ct)
    {
        var work = new CaseWork(file, item, wish, interpreter, clock.GetUtcNow(), ids);
        var decided = await wish.DecideAsync(work, ct);
        if (!decided.Succeeded)
        {
            return Result<DecidedCase>.Refused(decided.Problems);
        }

        await assigner.AssignAsync(file, work, ct);
        var change = work.Finish();
        return new DecidedCase(change, CaseRecord.Of(file, change, item, personal), await OrphanedAsync(file, change.Next, ct));
    }

    /// <summary>Writes within the transaction; refusals as those of <see cref="CaseStore.WriteAsync"/>.</summary>
    public ValueTask<Result<CaseFile>> WriteAsync(DbTransaction transaction, DecidedCase decided, CancellationToken ct) => store.WriteAsync(transaction, decided.Record, ct);

    /// <summary>Called when the change is on disk.</summary>
    /// <param name="next">As it was written, with its number.</param>
    public void Committed(DecidedCase decided, CaseFile next)
    {
        index.Remember(next);
        CasesLog.Committed(log, next.Number, decided.Change.Command.GetType().Name, next.State.ToString(), next.Version);
        foreach (var (task, group) in decided.Orphaned)
        {
            CasesLog.GroupEmpty(log, next.Number, task.Id, group.Key, task.AuthorityIn(next), task.Audience.Role!);
        }
    }

    /// <summary>Tasks that are opened for a group with nobody in it: they are open to everybody of their role, and somebody should look at the group.</summary>
    private async Task<IReadOnlyList<(CaseTask Task, ShownGroup Group)>> OrphanedAsync(CaseFile before, CaseFile now, CancellationToken ct)
    {
        var found = new List<(CaseTask, ShownGroup)>();
        foreach (var task in now.Tasks.Where(t => t.Audience.Group is not null && before.FindTask(t.Id) is null))
        {
            if (await groups.ShownAsync(task.Audience.Group, task.AuthorityIn(now), task.Audience.Role, now.Locality, ct) is { IsEmpty: true } group)
            {
                found.Add((task, group));
            }
        }

        return found;
    }
}

/// <param name="Record">The change as rows.</param>
/// <param name="Orphaned">New tasks whose group is empty.</param>
internal sealed record DecidedCase(CaseChange Change, CaseRecord Record, IReadOnlyList<(CaseTask Task, ShownGroup Group)> Orphaned);
