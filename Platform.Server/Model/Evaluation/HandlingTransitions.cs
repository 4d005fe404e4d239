using System.Collections.Frozen;

namespace Platform.Model.Evaluation;

/// <summary>One row of the state machine.</summary>
/// <param name="Kind">Name of the act in the history and in texts.</param>
/// <param name="To">Where it leads; null = stays.</param>
public sealed record HandlingRow(Type Act, string Kind, HandlingParty Party, IReadOnlyList<HandlingState> From, HandlingState? To);

/// <summary>The state machine of a negative rating as one table (DOMAIN §6.3).</summary>
public static class HandlingTransitions
{
    /// <summary>All rows, in the order of a handling's life.</summary>
    public static IReadOnlyList<HandlingRow> Rows { get; } =
    [
        Row<HandlingAct.Claim>("claim", HandlingParty.Desk, [HandlingState.Received], HandlingState.Verifying),
        Row<HandlingAct.Confirm>("confirm", HandlingParty.Assignee, [HandlingState.Verifying], HandlingState.Confirmed),
        Row<HandlingAct.FindMistaken>("findMistaken", HandlingParty.Assignee, [HandlingState.Verifying], HandlingState.Mistaken),
        Row<HandlingAct.FindMalicious>("findMalicious", HandlingParty.Assignee, [HandlingState.Verifying], HandlingState.Malicious),
        Row<HandlingAct.Agree>("agree", HandlingParty.SecondPerson, [HandlingState.Mistaken, HandlingState.Malicious, HandlingState.Upheld], HandlingState.Closed),
        Row<HandlingAct.Disagree>("disagree", HandlingParty.SecondPerson, [HandlingState.Mistaken, HandlingState.Malicious], HandlingState.Verifying),
        Row<HandlingAct.DisagreeWithAppeal>("disagreeWithAppeal", HandlingParty.SecondPerson, [HandlingState.Upheld], HandlingState.Appealed),
        Row<HandlingAct.TakeUp>("takeUp", HandlingParty.Department, [HandlingState.Confirmed], HandlingState.Rectifying),
        Row<HandlingAct.TakeUpRunsOut>("takeUpRunsOut", HandlingParty.Clock, [HandlingState.Confirmed], HandlingState.Rectifying),
        Row<HandlingAct.Appeal>("appeal", HandlingParty.Department, [HandlingState.Confirmed], HandlingState.Appealed),
        Row<HandlingAct.UpholdAppeal>("upholdAppeal", HandlingParty.Arbiter, [HandlingState.Appealed], HandlingState.Upheld),
        Row<HandlingAct.DismissAppeal>("dismissAppeal", HandlingParty.Arbiter, [HandlingState.Appealed], HandlingState.Rectifying),
        Row<HandlingAct.Report>("report", HandlingParty.Department, [HandlingState.Rectifying], HandlingState.Rectified),
        Row<HandlingAct.ReturnReport>("returnReport", HandlingParty.Desk, [HandlingState.Rectified], HandlingState.Rectifying),
        Row<HandlingAct.SendAnswer>("sendAnswer", HandlingParty.Desk, [HandlingState.Rectified], HandlingState.Answered),
        Row<HandlingAct.ReRate>("reRate", HandlingParty.Rater, [HandlingState.Answered], HandlingState.ReRated),
        Row<HandlingAct.ReRateRunsOut>("reRateRunsOut", HandlingParty.Clock, [HandlingState.Answered], HandlingState.Closed),
        Row<HandlingAct.Reopen>("reopen", HandlingParty.Desk, [HandlingState.ReRated], HandlingState.Rectifying),
        Row<HandlingAct.Close>("close", HandlingParty.Desk, [HandlingState.ReRated], HandlingState.Closed),
        Row<HandlingAct.RequestCorrection>(
            "requestCorrection",
            HandlingParty.Desk,
            [HandlingState.Confirmed, HandlingState.Rectifying, HandlingState.Rectified, HandlingState.Answered, HandlingState.ReRated],
            null),
    ];

    private static readonly FrozenDictionary<Type, HandlingRow> ByType = Rows.ToFrozenDictionary(r => r.Act);

    public static HandlingRow Of(HandlingAct act) => ByType[act.GetType()];

    /// <summary>Rows that may be taken from a state; guards may still refuse.</summary>
    public static IEnumerable<HandlingRow> From(HandlingState state) => Rows.Where(r => r.From.Contains(state));

    private static HandlingRow Row<T>(string kind, HandlingParty party, HandlingState[] from, HandlingState? to)
        where T : HandlingAct => new(typeof(T), kind, party, from, to);
}
