using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using Platform.Model;
using Platform.Model.Cases;
using Platform.Model.Clocks;
using Platform.Model.Identity;
using Platform.Tests.Clocks;
using static Platform.Model.Cases.CaseState;

namespace Platform.Tests.Cases;

/// <summary>Every pair of state and transition: where it leads, or that it is refused.</summary>
public sealed class CaseTransitionTableTests
{
    private const string Today = "2025-03-12";

    private static readonly SupplementNotice Notice = new([new("name", "缺")], []);

    /// <summary>The table restated: transition, states it leaves and where each leads.</summary>
    private static readonly (CaseTransition Transition, (CaseState From, CaseState To)[] Ways)[] Table =
    [
        (new CaseTransition.Submit(), [(Draft, Submitted)]),
        (new CaseTransition.BeginPreCheck(), [(Submitted, PreCheck)]),
        (new CaseTransition.Receive(), [(Submitted, Received), (PreCheck, Received)]),
        (new CaseTransition.NotRequire("无需许可"), [(Received, NotRequired)]),
        (new CaseTransition.RefuseAcceptance("非本机关职权", "市卫生健康委"), [(Received, AcceptanceRefused)]),
        (new CaseTransition.CorrectOnSpot("日期笔误"), [(Received, Received)]),
        (new CaseTransition.RequestSupplement(Notice), [(Received, Supplementing), (Accepted, Supplementing), (InReview, Supplementing)]),
        (new CaseTransition.SupplyComplete(), [(Supplementing, Received)]),
        (new CaseTransition.SupplementOverdue(), [(Supplementing, Terminated)]),
        (new CaseTransition.Accept(), [(Received, Accepted)]),
        (new CaseTransition.DeemAccepted(), [(Received, Accepted)]),
        (new CaseTransition.SupplyGap([]), [(Accepted, Accepted), (InReview, InReview), (Suspended, Suspended)]),
        (new CaseTransition.BeginReview(), [(Accepted, InReview)]),
        (new CaseTransition.Suspend(SpecialProcedure.Hearing, "听证", 5, "boss"), [(InReview, Suspended)]),
        (new CaseTransition.Resume("完成"), [(Suspended, InReview)]),
        (new CaseTransition.Extend(10, "复杂", "head"), [(InReview, InReview)]),
        (new CaseTransition.Decide(DecisionOutcome.Grant), [(Accepted, Decided), (InReview, Decided)]),
        (new CaseTransition.Complete(), [(Decided, Completed)]),
        (new CaseTransition.Deliver(DeliveryMethod.Post, "EMS 1"), [(Completed, Delivered)]),
        (new CaseTransition.Withdraw(),
            [(Submitted, Withdrawn), (PreCheck, Withdrawn), (Received, Withdrawn), (Supplementing, Withdrawn), (Accepted, Withdrawn), (InReview, Withdrawn), (Suspended, Withdrawn)]),
        (new CaseTransition.Terminate("申请人死亡"), [(Accepted, Terminated), (InReview, Terminated)]),
        (new CaseTransition.ForwardUp("省卫生健康委", "分级审批"), [(InReview, ForwardedUp)]),
        (new CaseTransition.Annul("违法准予", "行政许可法第六十九条"), [(Delivered, Annulled)]),
        (new CaseTransition.MoveInternally(InternalMove.Transfer),
            [(Submitted, Submitted), (PreCheck, PreCheck), (Received, Received), (Supplementing, Supplementing), (Accepted, Accepted), (InReview, InReview), (Suspended, Suspended), (Decided, Decided), (Completed, Completed)]),
    ];

    public static TheoryData<string, CaseState> Pairs =>
        [.. Table.SelectMany(t => Enum.GetValues<CaseState>().Select(s => (CaseTransitions.Of(t.Transition).Kind, s)))];

    public static TheoryData<string> Kinds => [.. Table.Select(t => CaseTransitions.Of(t.Transition).Kind)];

    [Theory, MemberData(nameof(Pairs))]
    public void A_transition_leads_where_the_table_says_or_is_refused(string kind, CaseState from)
    {
        var (transition, ways) = Table.Single(t => CaseTransitions.Of(t.Transition).Kind == kind);

        var result = CaseRules.Apply(FactsIn(from), transition, ContextFor(kind));

        if (ways.Any(w => w.From == from))
        {
            Assert.Equal(ways.Single(w => w.From == from).To, result.Value.Next.State);
            return;
        }

        var problem = Assert.Single(result.Problems);
        Assert.Equal(("case.transition.notAllowed", ProblemKind.Conflict), (problem.Code, problem.Kind));
        Assert.Equal((from, kind), ((CaseState)problem.Values!["from"]!, (string)problem.Values["event"]!));
        Assert.Equal(ways.Select(w => w.From).Order(), ((IEnumerable<CaseState>)problem.Values["expected"]!).Order());
    }

    [Fact]
    public void The_table_knows_every_transition_once()
    {
        var derived = typeof(CaseTransition).GetCustomAttributes<JsonDerivedTypeAttribute>().ToArray();
        Assert.Equal(typeof(CaseTransition).GetNestedTypes().Order(Comparer<Type>.Create((a, b) => string.CompareOrdinal(a.Name, b.Name))), derived.Select(d => d.DerivedType).OrderBy(t => t.Name, StringComparer.Ordinal));
        Assert.Equal(derived.Select(d => (d.DerivedType, (string)d.TypeDiscriminator!)), CaseTransitions.Rows.Select(r => (r.Transition, r.Kind)));
        Assert.Equal(CaseTransitions.Rows.Select(r => r.Kind).Order(), Kinds.Select(k => k.Data).Order());
        Assert.Equal(CaseTransitions.Rows.Count, CaseTransitions.Rows.Select(r => r.EventName).Distinct().Count());
    }

    [Theory, MemberData(nameof(Kinds))]
    public void A_transition_survives_JSON_with_its_kind(string kind)
    {
        var (transition, _) = Table.Single(t => CaseTransitions.Of(t.Transition).Kind == kind);
        var json = JsonSerializer.Serialize(transition, ModelJson.Options);
        Assert.StartsWith($"{{\"kind\":\"{kind}\"", json, StringComparison.Ordinal);
        var read = JsonSerializer.Deserialize<CaseTransition>(json, ModelJson.Options)!;
        Assert.Equal(transition.GetType(), read.GetType());
        Assert.Equal(json, JsonSerializer.Serialize(read, ModelJson.Options));
    }

    [Fact]
    public void Nothing_but_annulment_leaves_a_terminal_state()
    {
        foreach (var state in Enum.GetValues<CaseState>().Where(s => s.IsTerminal()))
        {
            Assert.Equal(state == Delivered ? ["annul"] : [], CaseTransitions.From(state).Select(r => r.Kind));
        }

        Assert.Equal([Delivered, NotRequired, AcceptanceRefused, Withdrawn, Terminated, ForwardedUp, Annulled], Enum.GetValues<CaseState>().Where(s => s.IsTerminal()));
        Assert.All(Enum.GetValues<CaseState>().Where(s => !s.IsTerminal()), s => Assert.NotEmpty(CaseTransitions.From(s)));
    }

    [Fact]
    public void Every_state_and_act_has_a_word_in_both_languages()
    {
        Assert.All(Enum.GetValues<CaseState>(), s => Assert.Equal(2, CaseStates.NameOf(s).Texts.Count));
        Assert.All(CaseTransitions.Rows, r => Assert.Equal(2, r.Name.Texts.Count));
    }

    [Fact]
    public void A_refusal_repeated_is_the_same_refusal_and_a_transition_repeated_the_same_outcome()
    {
        var (facts, context) = (FactsIn(InReview), ContextFor("decide"));
        var decide = new CaseTransition.Decide(DecisionOutcome.Grant);
        Assert.Equal(
            JsonSerializer.Serialize(CaseRules.Apply(facts, decide, context).Value, ModelJson.Options),
            JsonSerializer.Serialize(CaseRules.Apply(facts, decide, context).Value, ModelJson.Options));
    }

    [Fact]
    public void Facts_and_outcome_survive_JSON()
    {
        var walk = new CaseWalk().Reviewed("2025-03-03").Do("2025-03-05", new CaseTransition.Extend(3, "复杂", "head"), "officer", Roles.CaseOfficer);
        var facts = JsonSerializer.Deserialize<CaseFacts>(JsonSerializer.Serialize(walk.Facts, ModelJson.Options), ModelJson.Options)!;
        Assert.True(facts.HasActed("officer"));
        Assert.Equal(walk.Facts with { OfficersActed = null }, facts with { OfficersActed = null });
        Assert.Equal(walk.Ledger, JsonSerializer.Deserialize<ClockLedger>(JsonSerializer.Serialize(walk.Ledger, ModelJson.Options), ModelJson.Options));
    }

    private static CaseFacts FactsIn(CaseState state) =>
        CaseFacts.New(CaseWalk.Standard with { OnTheSpot = true, SupplementAfterAcceptance = SupplementAfterAcceptance.Pauses }) with { State = state };

    /// <summary>A ledger in which nothing is due, but for the two acts of the system, which need a clock run out.</summary>
    private static TransitionContext ContextFor(string kind)
    {
        var ledger = kind switch
        {
            "deemAccepted" => ClockLedger.Empty.Append(Ledgers.Start(ClockKind.Notice, CaseWalk.Day("2025-03-03"), 5)),
            "supplementOverdue" => ClockLedger.Empty.Append(Ledgers.Start(ClockKind.Supplement, CaseWalk.Day("2025-03-03"), 5)),
            _ => ClockLedger.Empty,
        };
        return TransitionContext.At(ChinaTime.StartOfDay(CaseWalk.Day(Today)).AddHours(9), "boss", Roles.Approver, Calendars.Official, ledger);
    }
}
