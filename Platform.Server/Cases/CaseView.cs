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
/// <param name="Masked">Parts of the personal data are hidden.</param>
/// <param name="UnmaskedUntil">For staff: until when they see the data whole, null while these are masked.</param>
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
    bool Masked,
    DateTimeOffset? UnmaskedUntil,
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

/// <summary>Makes the view of one viewer. Personal data is whole for the applicant's own account and for staff who have opened it, masked for everybody else.</summary>
internal static class CaseResources
{
    public static CaseResource Of(CaseFile file, PublishedItem item, Actor actor, DateTimeOffset? unmaskedUntil, DateOnly today)
    {
        var staff = CaseAccess.MayReadAsStaff(actor, file);
        var whole = CaseAccess.IsApplicant(actor, file) || (staff && unmaskedUntil is not null);
        var known = whole || staff;
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
            whole ? content.Applicant : staff ? PersonalFacts.ForStaff(content.Applicant) : PersonalFacts.ForCode(content.Applicant),
            whole ? content.Agent : staff && content.Agent is { } agent ? PersonalFacts.ForStaff(agent) : null,
            !whole,
            unmaskedUntil,
            Clocks(file, item, today),
            [.. file.Services.Select(s => new ServiceResource(s.Number, s.Name, s.At))],
            whole ? content.Answers : staff ? FormRules.Masked(item.Form.Form, content.Answers) : null,
            known ? content.Scenario : null,
            known ? content.Materials : null,
            staff ? content.Origins : null,
            file.State == CaseState.Supplementing || staff ? file.Notice : null,
            [.. file.Tasks.Select(t => Step(t, file, staff))],
            staff ? file.Incidents : null);
    }

    public static ClocksResource Clocks(CaseFile file, PublishedItem item, DateOnly today)
    {
        var three = CaseClocks.Three(file, item, today);
        return new(
            Read(ClockKind.Notice),
            Read(ClockKind.Supplement),
            Started(three.Statutory),
            Started(three.Promised),
            Read(ClockKind.Delivery),
            three.CalendarDaysSinceFiling);

        ClockReading? Read(ClockKind kind) => Started(ClockRules.Read(file.Ledger, kind, item.Calendar, today, levels: item.Item.Warnings));
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
