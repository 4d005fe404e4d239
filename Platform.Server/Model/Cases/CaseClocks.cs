using Platform.Model.Clocks;

namespace Platform.Model.Cases;

/// <summary>What an allowed transition writes into the clock ledger (last but one column of DOMAIN §4.3).</summary>
internal static class CaseClocks
{
    private const string Art32 = "行政许可法第三十二条";
    private const string Art42 = "行政许可法第四十二条";
    private const string Art44 = "行政许可法第四十四条";
    private const string Art45 = "行政许可法第四十五条";

    private static readonly ClockKind[] OfDecision = [ClockKind.Statutory, ClockKind.Promised];

    /// <summary>Clocks that end with the application. Rating and complaint outlive it.</summary>
    private static readonly ClockKind[] OfCase = [ClockKind.Notice, ClockKind.Statutory, ClockKind.Promised, ClockKind.Delivery, ClockKind.Step, ClockKind.Supplement];

    internal static List<ClockEntry> Entries(CaseFacts facts, CaseFacts next, CaseTransition transition, TransitionContext context)
    {
        var lines = new Lines(context);
        switch (transition)
        {
            case CaseTransition.Receive:
                lines.Start(ClockKind.Notice, new(facts.Settings.NoticeDays, ClockUnit.WorkingDay), next.ReceivedOn!.Value, "received", Art32);
                break;
            case CaseTransition.NotRequire:
                lines.StopAll("not-required", Art32);
                break;
            case CaseTransition.RefuseAcceptance:
                lines.StopAll("acceptance-refused", Art32);
                break;
            case CaseTransition.RequestSupplement request:
                RequestSupplement(lines, facts, request.Notice, context.Today);
                break;
            case CaseTransition.SupplyComplete supply:
                SupplyComplete(lines, facts, supply.SuppliedOn ?? context.Today);
                break;
            case CaseTransition.SupplementOverdue:
                lines.StopAll("supplement-overdue", null);
                break;
            case CaseTransition.Accept or CaseTransition.DeemAccepted:
                var reason = next.DeemedAccepted ? "deemed-accepted" : "accepted";
                lines.Stop(ClockKind.Notice, reason, Art32);
                lines.Start(ClockKind.Statutory, facts.Settings.Statutory, next.AcceptedOn!.Value, reason, next.DeemedAccepted ? Art32 : Art42);
                lines.Start(ClockKind.Promised, facts.Settings.Promised, next.AcceptedOn.Value, reason, next.DeemedAccepted ? Art32 : null);
                break;
            case CaseTransition.Suspend suspend:
                lines.Pause(SuspensionReason(suspend.Procedure), Art45, context.Calendar.AddWorkingDays(context.Today, suspend.ToldDays));
                break;
            case CaseTransition.Resume:
                lines.Resume("special-procedure-ended", Art45, context.Today);
                break;
            case CaseTransition.Extend extend:
                lines.Extend(extend.Days, Art42);
                break;
            case CaseTransition.Decide:
                lines.Stop(ClockKind.Statutory, "decided", null);
                lines.Stop(ClockKind.Promised, "decided", null);
                lines.Start(ClockKind.Delivery, new(facts.Settings.DeliveryDays, ClockUnit.WorkingDay), context.Today, "decided", Art44);
                break;
            case CaseTransition.Deliver:
                lines.Stop(ClockKind.Delivery, "delivered", Art44);
                break;
            case CaseTransition.Withdraw:
                lines.StopAll("withdrawn", null);
                break;
            case CaseTransition.Terminate:
                lines.StopAll("terminated", null);
                break;
            case CaseTransition.ForwardUp:
                lines.StopAll("forwarded-up", null);
                break;
            default:
                // Submit, pre-check, correction on the spot, review, completion, annulment and everything internal leave the clocks alone.
                break;
        }

        return lines.Entries;
    }

    /// <summary>Kebab-case word of a special procedure, as it stands in the ledger.</summary>
    internal static string SuspensionReason(SpecialProcedure procedure) => procedure switch
    {
        SpecialProcedure.ExpertReview => "expert-review",
        _ => procedure.ToString().ToLowerInvariant(),
    };

    private static void RequestSupplement(Lines lines, CaseFacts facts, SupplementNotice notice, DateOnly today)
    {
        if (facts.State == CaseState.Received)
        {
            lines.Add(ClockKind.Notice, ClockEntryType.Pause, today, "supplement", Art32);
        }
        else if (facts.Settings.SupplementAfterAcceptance == SupplementAfterAcceptance.Pauses)
        {
            lines.Pause("supplement", null, null);
        }

        var limit = notice.Deadline is { } deadline ? new(deadline.DayNumber - today.DayNumber, ClockUnit.NaturalDay) : facts.Settings.Supplement;
        lines.Start(ClockKind.Supplement, limit, today, "supplement", null);
    }

    /// <summary>The notice clock begins again with its full limit on the day the last item arrived; the clocks after acceptance go on where they stood.</summary>
    private static void SupplyComplete(Lines lines, CaseFacts facts, DateOnly suppliedOn)
    {
        lines.Stop(ClockKind.Supplement, "supplied", null, suppliedOn);
        if (facts.AcceptedOn is null)
        {
            lines.Add(ClockKind.Notice, ClockEntryType.Restart, suppliedOn, "supplied", Art32, facts.Settings.NoticeDays);
        }
        else if (facts.Settings.SupplementAfterAcceptance == SupplementAfterAcceptance.Pauses)
        {
            lines.Resume("supplied", null, suppliedOn);
        }
    }

    /// <summary>Collects ledger lines of one transition.</summary>
    private sealed class Lines(TransitionContext context)
    {
        private readonly IReadOnlyList<(ClockKind Kind, string? Key)> _open = ClockRules.OpenClocks(context.Ledger);

        public List<ClockEntry> Entries { get; } = [];

        public void Add(ClockKind kind, ClockEntryType type, DateOnly on, string reason, string? law, int? limit = null, ClockUnit? unit = null, DateOnly? told = null, string? key = null) =>
            Entries.Add(new(context.Ledger.Entries.Count + Entries.Count + 1, kind, type, on, context.Now, limit, unit, reason, law, null, context.Actor, told, key));

        public void Start(ClockKind kind, Items.TimeLimit limit, DateOnly on, string reason, string? law) =>
            Add(kind, ClockEntryType.Start, on, reason, law, limit.Amount, limit.Unit);

        public void Stop(ClockKind kind, string reason, string? law, DateOnly? on = null)
        {
            if (_open.Contains((kind, null)))
            {
                Add(kind, ClockEntryType.Stop, on ?? context.Today, reason, law);
            }
        }

        public void StopAll(string reason, string? law)
        {
            foreach (var (kind, key) in _open.Where(o => OfCase.Contains(o.Kind)))
            {
                Add(kind, ClockEntryType.Stop, context.Today, reason, law, key: key);
            }
        }

        public void Pause(string reason, string? law, DateOnly? told) =>
            Each((kind, key) => Add(kind, ClockEntryType.Pause, context.Today, reason, law, told: told, key: key));

        public void Resume(string reason, string? law, DateOnly on) =>
            Each((kind, key) => Add(kind, ClockEntryType.Resume, on, reason, law, key: key));

        public void Extend(int days, string law)
        {
            foreach (var kind in OfDecision.Where(k => _open.Contains((k, null))))
            {
                Add(kind, ClockEntryType.Extend, context.Today, "extension", law, days);
            }
        }

        private void Each(Action<ClockKind, string?> act)
        {
            foreach (var (kind, key) in _open.Where(o => OfDecision.Contains(o.Kind) || (o.Kind == ClockKind.Step && context.FollowingSteps?.Contains(o.Key!) == true)))
            {
                act(kind, key);
            }
        }
    }
}
