using Platform.Model.Localities;

namespace Platform.Server.Cases.Calendars;

internal enum CalendarStage
{
    /// <summary>The open cases are looked at one after the other.</summary>
    Running,
    /// <summary>All have been looked at; those filed about the time of the publication are looked at once more.</summary>
    Settling,
    Done,
}

/// <summary>A calendar that came into force and what has become of the open cases it serves (DOMAIN §5.2, 7–8).</summary>
/// <param name="Id">Of the event that told of it.</param>
/// <param name="LastCase">The last case looked at in this stage; null at its beginning.</param>
/// <param name="OpenCases">Open cases at or below the owner when the work began; an estimate of what there is to do.</param>
/// <param name="SeenCases">Cases looked at, whether they use this calendar or not.</param>
/// <param name="MovedCases">Cases of which at least one deadline moved or became definite.</param>
/// <param name="SkippedCases">Cases that could not be read or counted; they keep the calendar they had, and the log names each.</param>
internal sealed record CalendarChange(
    Guid Id,
    LocalityCode Owner,
    string Calendar,
    int Version,
    DateTimeOffset PublishedAt,
    CalendarStage Stage,
    Guid? LastCase,
    int OpenCases,
    int SeenCases,
    int MovedCases,
    int SkippedCases,
    DateTimeOffset UpdatedAt);
