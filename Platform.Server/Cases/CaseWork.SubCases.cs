using System.Collections.Immutable;
using Platform.Model.Cases;
using Platform.Model.Flows;
using Platform.Model.Localities;

namespace Platform.Server.Cases;

/// <summary>What the case has to do with those its flow files, and with the one it was filed by.</summary>
internal sealed partial class CaseWork
{
    /// <summary>They are filed after the commit, from what is kept here until then.</summary>
    private void Start(FlowEffect.StartCases start)
    {
        Left ??= SubCaseEntries.Started;
        var begun = start.Cases.Select(c => new SubCase(c.Id, start.StepId, c.Item, c.Locality is { } place ? LocalityCode.Parse(place) : File.Locality, start.Follow, c)).ToList();
        File = File with { SubCases = (File.SubCases ?? []).AddRange(begun) };
        Record(SubCaseEntries.Started, new { step = start.StepId, cases = begun.Select(s => new { s.Id, s.Item, locality = s.Locality.Value }) });
    }

    /// <summary>Takes over what became of a sub-case.</summary>
    public void Keep(SubCaseNews news)
    {
        var known = File.SubCases!.Find(s => s.Id == news.Case)!;
        var next = news.What switch
        {
            SubCaseEvent.Refused => null,
            SubCaseEvent.Stays => known with { Follows = false },
            _ => known with { Application = null, Number = news.Number ?? known.Number, State = news.State ?? known.State },
        };
        var left = next is null ? File.SubCases.Remove(known) : File.SubCases.Replace(known, next);
        File = File with { SubCases = left.IsEmpty ? null : left };
        Record(SubCaseEntries.Heard(news.What), new { step = known.StepId, id = news.Case, known.Item, number = news.Number ?? known.Number, news.State, news.Granted, news.Code });

        // It was given up while it was being filed.
        if (news.What == SubCaseEvent.Filed && next is { GivenUp: true, Follows: true })
        {
            Record(SubCaseEntries.GivenUp, new CasesGivenUp([next.Id]));
        }
    }

    /// <summary>Sub-cases that follow are withdrawn with the step that filed them, and all with the case. Forwarded, it goes on elsewhere, and so do they.</summary>
    private void GiveUpSubCases(IReadOnlyList<FlowTraceEntry> trace)
    {
        if (File.SubCases is not { } all || File.State == CaseState.ForwardedUp)
        {
            return;
        }

        var cancelled = trace.Where(e => e.Kind == FlowTraceKind.Cancelled).Select(e => e.StepId).ToHashSet();
        var lost = all.FindAll(s => s is { Follows: true, GivenUp: false, State: null } && (File.FlowStatus == FlowStatus.Cancelled || cancelled.Contains(s.StepId)));
        if (lost.IsEmpty)
        {
            return;
        }

        File = File with { SubCases = all.ConvertAll(s => lost.Contains(s) ? s with { GivenUp = true } : s) };
        Record(SubCaseEntries.GivenUp, new CasesGivenUp([.. lost.Select(s => s.Id)]));
    }

    /// <summary>Once, when a case that another one filed has come to its end. A flow that has run out ends no case: it may still be decided, or withdrawn.</summary>
    private void TellParent()
    {
        if (File.Parent is { Told: false } parent && File.State.IsTerminal())
        {
            File = File with { Parent = parent with { Told = true } };
            var granted = File.Facts.Outcome == DecisionOutcome.Grant && File.State is not (CaseState.Annulled or CaseState.Withdrawn or CaseState.Terminated);
            Record(SubCaseEntries.Ended, new SubCaseEnd(parent.Id, new(File.Id, SubCaseEvent.Ended, File.Number, File.State, granted)));
        }
    }
}
