using Platform.Model;
using Platform.Model.Cases;
using Platform.Model.Clocks;
using Platform.Model.Identity;
using Platform.Model.Items;
using Platform.Tests.Clocks;

namespace Platform.Tests.Cases;

/// <summary>A case walked through its rules day by day.</summary>
internal sealed class CaseWalk(CaseSettings? settings = null)
{
    public static readonly CaseSettings Standard = new(new TimeLimit(20, ClockUnit.WorkingDay), new TimeLimit(8, ClockUnit.WorkingDay), new TimeLimit(20, ClockUnit.WorkingDay));

    public CaseFacts Facts { get; set; } = CaseFacts.New(settings ?? Standard);

    public ClockLedger Ledger { get; private set; } = ClockLedger.Empty;

    public TransitionOutcome? Last { get; private set; }

    public WorkCalendar Calendar { get; init; } = Calendars.Official;

    public static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd");

    public TransitionContext Context(string day, string actor = "u1", string role = Roles.AcceptanceOfficer, int hour = 10) =>
        TransitionContext.At(ChinaTime.StartOfDay(Day(day)).AddHours(hour), actor, role, Calendar, Ledger);

    public Result<TransitionOutcome> Try(string day, CaseTransition transition, string actor = "u1", string role = Roles.AcceptanceOfficer) =>
        CaseRules.Apply(Facts, transition, Context(day, actor, role));

    public CaseWalk Do(string day, CaseTransition transition, string actor = "u1", string role = Roles.AcceptanceOfficer)
    {
        Last = Try(day, transition, actor, role).Value;
        (Facts, Ledger) = (Last.Next, Ledger.Append(Last.LedgerEntries));
        return this;
    }

    public CaseWalk Filed(string day) => Do(day, new CaseTransition.Submit()).Do(day, new CaseTransition.Receive());

    public CaseWalk Reviewed(string day) => Filed(day).Do(day, new CaseTransition.Accept()).Do(day, new CaseTransition.BeginReview());

    public ClockReading Clock(ClockKind kind, string day) => ClockRules.Read(Ledger, kind, Calendar, Day(day));

    /// <summary>What the last transition wrote, as <c>Kind:Entry@date[:limit]</c>.</summary>
    public IEnumerable<string> Lines => Last!.LedgerEntries.Select(e => $"{e.Kind}:{e.Entry}@{e.EffectiveDate:yyyy-MM-dd}{(e.Limit is { } limit ? $":{limit}" : "")}");

    public DocumentRequest Paper => Assert.Single(Last!.Documents);
}
