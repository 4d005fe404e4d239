using System.Text.Json.Nodes;
using Platform.Model;
using Platform.Model.Flows;

namespace Platform.Server.Cases.Tasks;

/// <summary>What every way to finish a task has in common.</summary>
internal static class FinishedTask
{
    private static readonly TaskKind[] Examinations = [TaskKind.Review, TaskKind.Countersign, TaskKind.ProposeSpecialProcedure, TaskKind.RecordSpecialProcedure];

    /// <summary>Closes the task, writes it down, remembers who examined, lets <paramref name="goOn"/> do the rest, and keeps what taking it back would need.</summary>
    public static async ValueTask<Result<Done>> CloseAsync(CaseWork work, CaseTask task, string outcome, string opinion, JsonObject data, Func<ValueTask<Result<Done>>> goOn)
    {
        var before = work.File;
        work.CloseTask(task);
        work.Record("task.completed", new { task = task.Id, task.StepId, task.Kind, outcome, opinion = opinion.Length > 0 ? opinion : null, data = data.Count > 0 ? data : null });
        RememberOfficer(work, task);
        if (outcome != TaskDesk.SendBackOutcome)
        {
            Sign(work, task, outcome);
        }

        var done = await goOn();
        if (done.Succeeded && task.FromFlow && work.Actor.AccountId is { } by)
        {
            work.File = work.File with { LastAct = LastAct.Of(before, work, task, by) };
        }

        return done;
    }

    /// <summary>Whoever examines does not decide.</summary>
    public static void RememberOfficer(CaseWork work, CaseTask task)
    {
        if (Examinations.Contains(task.Kind) && work.Actor.AccountId is { } officer)
        {
            var facts = work.File.Facts.WithOfficer(officer.ToString());
            work.File = work.File with { Facts = work.InPlaceOf is { } absent ? facts.WithOfficer(absent.Account.ToString()) : facts };
        }
    }

    /// <summary>Keeps the signature with the tasks of the others who sign, so that nobody signs for two.</summary>
    private static void Sign(CaseWork work, CaseTask signed, string outcome)
    {
        if (work.Actor.AccountId is not { } signer || !(signed.Kind == TaskKind.Countersign || work.File.FindSigning(signed.StepId) is not null))
        {
            return;
        }

        var label = signed.Outcomes.Find(o => o.Key == outcome)?.Label ?? LocalizedText.Of(outcome);
        work.Sign(signed.StepId, new(signer, work.Actor.Name, signed.Title, label, work.InPlaceOf?.Account));
    }
}
