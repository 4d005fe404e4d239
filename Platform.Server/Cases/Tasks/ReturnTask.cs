using System.Text.Json;
using Platform.Model;
using Platform.Model.Cases;
using Platform.Model.Effects;
using Platform.Model.Identity;
using Platform.Server.Cases.Intake;

namespace Platform.Server.Cases.Tasks;

/// <summary>
/// Gives a task back to the colleagues when whoever has it may no longer do it, and one that was lent to them to whose it is. One they may do, or have no more, stays as it is.
/// </summary>
internal sealed record ReturnTask : CaseCommand
{
    public required Guid TaskId { get; init; }

    public required Guid Holder { get; init; }

    /// <summary>The holder with the rights they have now; null when the account is closed.</summary>
    public required Actor? Rights { get; init; }

    /// <summary>Whoever lent the task to the holder, with the rights they have now; null where nobody did or the account is closed.</summary>
    public Actor? Lender { get; init; }

    public override ValueTask<Result<Done>> DecideAsync(CaseWork work, CancellationToken ct)
    {
        if (work.File.FindTask(TaskId) is { } task && task.Assignee == Holder && !(Rights is { } rights && CaseAccess.MayDo(rights, task, work.File)))
        {
            work.ActingRole = "system";
            work.Replace(task.TakenBack(Lender is { } lender && CaseAccess.MayDo(lender, task, work.File)));
            work.Record("task.returned", new { task = task.Id, task.StepId, from = Holder, fromName = task.AssigneeName });
        }

        return new(Done.It);
    }
}

/// <summary>Hears that somebody lost rights, and sees to it that no task stays with a person who cannot do it. Heard twice it does nothing more.</summary>
internal sealed class TasksOfLeavers(TaskListStore tasks, CaseReader cases, IAccounts accounts) : IEventHandler
{
    private const int AtOnce = 200;

    public string Name => "cases.leavers";

    public bool Wants(string eventName) => eventName == StaffRightsLost.EventName;

    public async ValueTask HandleAsync(PlatformEvent occurred, CancellationToken ct)
    {
        var account = JsonSerializer.Deserialize<StaffRightsLost>(occurred.Payload, ModelJson.Options)!.Account;
        var rights = await accounts.FindActorAsync(account, ct);
        Guid? after = null;
        while (await tasks.ListHeldAsync(account, after, AtOnce, ct) is { Count: > 0 } held)
        {
            foreach (var (task, caseId) in held)
            {
                var lender = (await cases.ReadAsync(caseId))?.FindTask(task)?.Lent is { } loan ? await accounts.FindActorAsync(loan.By, ct) : null;
                var answer = await cases.SendAsync(caseId, new ReturnTask { Actor = Actor.System, Channel = Channels.System, TaskId = task, Holder = account, Rights = rights, Lender = lender });
                if (!answer.Succeeded)
                {
                    throw new InvalidOperationException($"Task {task} could not be given back: {string.Join(", ", answer.Problems.Select(p => p.Code))}.");
                }
            }

            after = held[^1].Id;
        }
    }
}
