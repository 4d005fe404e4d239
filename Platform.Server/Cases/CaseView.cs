using System.Text.Json;
using Platform.Model;
using Platform.Model.Cases;
using Platform.Model.Clocks;
using Platform.Model.Flows;
using Platform.Model.Forms;
using Platform.Model.Identity;
using Platform.Model.Items;

namespace Platform.Server.Cases;

/// <summary>A case as the API shows it. What the viewer may not see is absent, not empty.</summary>
internal sealed record CaseResource(
    string Number,
    string? TrackingCode,
    long Version,
    CaseState State,
    string Item,
    LocalizedText ItemName,
    string Locality,
    string Authority,
    LocalizedText AuthorityName,
    string Channel,
    DateTimeOffset FiledAt,
    DateOnly? ReceivedOn,
    DateOnly? AcceptedOn,
    CaseApplicant Applicant,
    CaseApplicant? Agent,
    ClocksResource Clocks,
    IReadOnlyList<ServiceResource> Services,
    Answers? Answers,
    IReadOnlyDictionary<string, string>? Scenario,
    IReadOnlyList<CaseMaterial>? Materials,
    IReadOnlyList<AnswerOrigin>? Origins,
    SupplementNotice? Supplement,
    IReadOnlyList<StepResource> Steps,
    IReadOnlyList<CaseIncident>? Incidents);

internal sealed record ServiceResource(int ServiceNumber, string Name, DateTimeOffset At);

/// <param name="CalendarDaysSinceFiling">The honest number: it never pauses.</param>
internal sealed record ClocksResource(ClockReading? Notice, ClockReading? Supplement, ClockReading? Statutory, ClockReading? Promised, ClockReading? Delivery, int? CalendarDaysSinceFiling);

/// <summary>An open step: staff see who has it, the applicant which authority.</summary>
internal sealed record StepResource(Guid? Task, LocalizedText Title, TaskKind Kind, string Authority, string? Role, string? Assignee, DateOnly? DueOn);

/// <summary>Makes the view of one viewer. Personal data is whole for staff and the applicant's own account, masked for who came with a code.</summary>
internal static class CaseResources
{
    public static CaseResource Of(CaseFile file, PublishedItem item, Actor actor, DateOnly today)
    {
        var staff = CaseAccess.MayReadAsStaff(actor, file);
        var whole = staff || CaseAccess.IsApplicant(actor, file);
        var content = file.Content;
        return new(
            file.Number,
            staff && !CaseAccess.IsApplicant(actor, file) ? null : file.TrackingCode.Value,
            file.Version,
            file.State,
            file.ItemCode,
            file.ItemName,
            file.Locality.Value,
            file.Authority,
            file.AuthorityName,
            file.Channel,
            file.FiledAt,
            file.Facts.ReceivedOn,
            file.Facts.AcceptedOn,
            whole ? content.Applicant : Masked(content.Applicant),
            whole ? content.Agent : null,
            Clocks(file, item.Calendar, today),
            [.. file.Services.Select(s => new ServiceResource(s.Number, s.Name, s.At))],
            whole ? content.Answers : null,
            whole ? content.Scenario : null,
            whole ? content.Materials : null,
            staff ? content.Origins : null,
            file.State == CaseState.Supplementing || staff ? file.Notice : null,
            [.. file.Tasks.Select(t => Step(t, file, staff))],
            staff ? file.Incidents : null);
    }

    public static CaseApplicant Masked(CaseApplicant party) => party with
    {
        Name = Masks.Apply(Mask.Name, party.Name),
        IdNumber = Masks.Apply(Mask.IdNumber, party.IdNumber),
        Phone = Masks.Apply(Mask.Phone, party.Phone),
    };

    public static ClocksResource Clocks(CaseFile file, WorkCalendar calendar, DateOnly today)
    {
        var three = CaseClocks.Three(file, calendar, today);
        return new(
            Started(ClockRules.Read(file.Ledger, ClockKind.Notice, calendar, today)),
            Started(ClockRules.Read(file.Ledger, ClockKind.Supplement, calendar, today)),
            Started(three.Statutory),
            Started(three.Promised),
            Started(ClockRules.Read(file.Ledger, ClockKind.Delivery, calendar, today)),
            three.CalendarDaysSinceFiling);
    }

    private static ClockReading? Started(ClockReading reading) => reading.State == ClockState.NotStarted ? null : reading;

    private static StepResource Step(CaseTask task, CaseFile file, bool staff) => new(
        staff || task.Audience.Applicant ? task.Id : null,
        task.Title,
        task.Kind,
        task.AuthorityIn(file),
        staff ? task.Audience.Role : null,
        staff ? task.AssigneeName : null,
        task.DueOn);
}
