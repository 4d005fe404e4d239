using System.Text.Json;
using Platform.Model;
using Platform.Model.Cases;
using Platform.Model.Flows;
using Platform.Model.Localities;

namespace Platform.Server.Cases;

/// <summary>A case that the flow of this one has filed, or is about to.</summary>
/// <param name="Follows">It is withdrawn when this case ends before its time, or the step that filed it is given up.</param>
/// <param name="Application">With what it is filed; null once it is.</param>
/// <param name="State">The state it ended in; null before.</param>
internal sealed record SubCase(
    Guid Id, string StepId, string Item, LocalityCode Locality, bool Follows, CaseToStart? Application = null, string? Number = null, CaseState? State = null, bool GivenUp = false);

/// <summary>The case whose flow filed this one.</summary>
/// <param name="Depth">1 for a case whose parent has none.</param>
/// <param name="Told">It knows how this one ended.</param>
internal sealed record ParentCase(Guid Id, string Number, int Depth, bool Told = false)
{
    /// <summary>Cases that file each other further down are a circle.</summary>
    public const int Deepest = 8;
}

/// <summary>Something has happened to a sub-case. What is known already changes nothing.</summary>
internal sealed record HearSubCase : CaseCommand
{
    public required SubCaseNews News { get; init; }

    public static bool IsNew(CaseFile parent, SubCaseNews news) => parent.SubCases?.Find(s => s.Id == news.Case) is { } known && news.What switch
    {
        SubCaseEvent.Filed => known.Number is null,
        SubCaseEvent.Refused => known.Application is not null,
        SubCaseEvent.Ended => known.State is null,
        SubCaseEvent.Stays => known is { GivenUp: true, Follows: true },
        _ => throw new ArgumentOutOfRangeException(nameof(news), news.What, "Nothing like that can happen to a sub-case."),
    };

    public override ValueTask<Result<Done>> DecideAsync(CaseWork work, CancellationToken ct)
    {
        work.ActingRole = "system";
        if (!IsNew(work.File, News))
        {
            return new(Done.It);
        }

        work.Keep(News);
        return work.AdvanceAsync(new FlowStimulus.Signal(FlowSignals.SubCase(News.Case), JsonSerializer.SerializeToElement(News, ModelJson.Options)), ct);
    }
}

/// <summary>Names of the journal entries that bring cases and sub-cases together. What they say of the other case is for those who may see that one, see <see cref="LinkedEntries"/>.</summary>
internal static class SubCaseEntries
{
    /// <summary>The flow files cases.</summary>
    public const string Started = "flow.casesStarted";

    /// <summary>In the journal of the sub-case: the case that filed it is told of its end.</summary>
    public const string Ended = "flow.subCaseEnded";

    /// <summary>Sub-cases are to be withdrawn.</summary>
    public const string GivenUp = "flow.casesGivenUp";

    /// <summary>What is heard of a sub-case, see <see cref="SubCaseEvent"/>.</summary>
    public const string HeardFiled = "flow.subCase.filed";
    public const string HeardRefused = "flow.subCase.refused";
    public const string HeardEnded = "flow.subCase.ended";
    public const string HeardStays = "flow.subCase.stays";

    public static string Heard(SubCaseEvent what) => what switch
    {
        SubCaseEvent.Filed => HeardFiled,
        SubCaseEvent.Refused => HeardRefused,
        SubCaseEvent.Ended => HeardEnded,
        SubCaseEvent.Stays => HeardStays,
        _ => throw new ArgumentOutOfRangeException(nameof(what), what, "Nothing like that can happen to a sub-case."),
    };
}

/// <param name="Parent">Id of the case that is told.</param>
internal sealed record SubCaseEnd(Guid Parent, SubCaseNews News);

/// <param name="Cases">Ids of those to withdraw.</param>
internal sealed record CasesGivenUp(IReadOnlyList<Guid> Cases);
