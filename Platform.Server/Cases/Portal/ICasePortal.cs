using System.Text.Json;
using Platform.Model;
using Platform.Model.Cases;
using Platform.Model.Clocks;
using Platform.Model.Documents;
using Platform.Model.Identity;
using Platform.Model.Localities;
using Platform.Server.Cases.Journal;

namespace Platform.Server.Cases.Portal;

/// <summary>
/// What the resident's pages ask of the cases. Reads answer null when the thing does not exist or is not the actor's (pages say 404 to both);
/// writes refuse with problems whose field is <c>applicant.*</c>, <c>answers.path</c>, <c>materials.key</c> or <c>scenario.key</c>.
/// </summary>
public interface ICasePortal
{
    /// <summary>Opens a draft of the version in force of an item or a bundle, with the applicant (and answers that ask for it) filled from the account. Problems: <c>item.unknown</c>, <c>bundle.unknown</c>, unauthenticated.</summary>
    /// <param name="channel">Code table A.5: 2 PC, 3 mobile.</param>
    ValueTask<Result<Guid>> CreateDraftAsync(Actor actor, LocalityCode locality, string item, bool isBundle, IReadOnlyDictionary<string, string> scenario, string channel, CancellationToken ct);

    ValueTask<DraftView?> GetDraftAsync(Actor actor, Guid id, CancellationToken ct);

    /// <summary>Keeps the draft as given, complete or not; nothing is validated but sizes and the owner of the files. Answers with the new version; <see cref="ProblemKind.Stale"/> when <see cref="DraftChange.Version"/> is not the present one.</summary>
    ValueTask<Result<int>> SaveDraftAsync(Actor actor, Guid id, DraftChange change, CancellationToken ct);

    /// <summary>Deleting one that is gone already succeeds.</summary>
    ValueTask<Result<Done>> DeleteDraftAsync(Actor actor, Guid id, CancellationToken ct);

    /// <summary>Files the draft through the one intake and removes it. Sent again it answers with the same case or bundle (B8), also after the draft is gone.</summary>
    /// <param name="channel">Code table A.5: 2 PC, 3 mobile.</param>
    ValueTask<Result<FiledApplication>> SubmitDraftAsync(Actor actor, Guid id, int version, string channel, CancellationToken ct);

    /// <summary>The actor's drafts, last saved first.</summary>
    ValueTask<IReadOnlyList<DraftSummary>> ListDraftsAsync(Actor actor, CancellationToken ct);

    /// <summary>The case as its applicant may see it. The actor owns it, or <paramref name="code"/> is its tracking code.</summary>
    ValueTask<CaseView?> ViewAsync(Actor actor, string number, string? code, CancellationToken ct);

    /// <summary>The actor's cases, last filed first.</summary>
    ValueTask<IReadOnlyList<CaseSummary>> ListCasesAsync(Actor actor, CancellationToken ct);

    /// <summary>Hands in what the notice asked for. Answers and materials that were not marked are refused when they differ from the case's (<c>supplement.notMarked</c>).</summary>
    ValueTask<Result<Done>> SupplementAsync(Actor actor, string number, string? code, SupplementChange change, CancellationToken ct);

    /// <param name="reason">May be empty.</param>
    ValueTask<Result<Done>> WithdrawAsync(Actor actor, string number, string? code, string reason, CancellationToken ct);

    /// <summary>An issued document as a complete printable HTML page.</summary>
    ValueTask<string?> ReadDocumentAsync(Actor actor, string number, string? code, Guid documentId, CancellationToken ct);

    /// <summary>The same as a file. Refuses with <c>case.unknown</c>, and as <see cref="IDocuments.PrintAsync"/> does.</summary>
    ValueTask<Result<PdfFile>> PrintDocumentAsync(Actor actor, string number, string? code, Guid documentId, CancellationToken ct);
}

/// <param name="Type">Code table A.4: 1 natural person, 2 enterprise and so on.</param>
/// <param name="IdType">Code of GA/T 2000.156, e.g. 111 citizen identity card; for organisations the type of their code.</param>
public sealed record ApplicantView(string Type, string Name, string IdType, string IdNumber, string Phone);

/// <summary>Files handed in for one requirement.</summary>
/// <param name="Requirement">Key of the item's material requirement.</param>
/// <param name="Files">Ids of stored files, in the order of upload.</param>
/// <param name="Deferred">The applicant asks to hand it in later (容缺); only for requirements that allow it.</param>
/// <param name="OnPaper">An officer at the window has it before them; counts from staff only.</param>
public sealed record MaterialView(string Requirement, IReadOnlyList<Guid> Files, bool Deferred = false, bool OnPaper = false);

/// <summary>A draft as kept.</summary>
/// <param name="Version">Counts from 1; compared on saving.</param>
/// <param name="ItemVersion">The version of the item or bundle it began with, and keeps.</param>
/// <param name="Scenario">Option by question key.</param>
/// <param name="Answers">An object; may be incomplete.</param>
public sealed record DraftView(
    Guid Id,
    int Version,
    string ItemVersion,
    LocalityCode Locality,
    ApplicantView Applicant,
    IReadOnlyDictionary<string, string> Scenario,
    JsonElement Answers,
    IReadOnlyList<MaterialView> Materials,
    DateTimeOffset SavedAt,
    DateTimeOffset ExpiresAt,
    bool IsBundle = false);

/// <summary>The whole content of a draft after a change.</summary>
/// <param name="Version">The version the change was made on.</param>
/// <param name="Channel">Code table A.5; recorded with the answers that changed.</param>
public sealed record DraftChange(
    int Version,
    ApplicantView Applicant,
    IReadOnlyDictionary<string, string> Scenario,
    JsonElement Answers,
    IReadOnlyList<MaterialView> Materials,
    string Channel);

public sealed record DraftSummary(Guid Id, string Item, bool IsBundle, LocalizedText ItemName, LocalityCode Locality, DateTimeOffset SavedAt, DateTimeOffset ExpiresAt);

/// <param name="Number">Of the case, or of the bundle.</param>
public sealed record FiledApplication(string Number, bool IsBundle);

/// <param name="NeedsApplicant">The case waits for its applicant.</param>
public sealed record CaseSummary(string Number, LocalizedText ItemName, LocalizedText AuthorityName, CaseState State, DateTimeOffset SubmittedAt, bool NeedsApplicant, bool CanRate);

/// <summary>A case as its applicant sees it: authority and step, never an officer's name, no internal note.</summary>
/// <param name="TrackingCode">For the owner, for who came with it, and on the day of filing for the officer who filed, to hand it out; null for everybody else.</param>
/// <param name="Owner">The actor is the applicant's account. Otherwise <see cref="Applicant"/> is masked, except for the officer who hands out the receipt.</param>
/// <param name="Step">Title of the open task, null when none is open.</param>
/// <param name="StepAuthority">Who has it now, when that differs from <see cref="AuthorityName"/>.</param>
/// <param name="Timeline">Oldest first.</param>
/// <param name="Numbers">The three numbers of DOMAIN §5.2, 6.</param>
/// <param name="Changes">What the last supplement changed; empty when there was none.</param>
/// <param name="Documents">Oldest first.</param>
/// <param name="Messages">To the applicant, oldest first.</param>
/// <param name="Withdrawable">Nothing is decided yet.</param>
/// <param name="FileOwner">Whose the files are that the actor puts up for this case (<see cref="Platform.Model.Files.StoredFile.Owner"/>); null for who may put up none.</param>
/// <param name="Bundle">For the applicant's account: the code of one case opens no other.</param>
/// <param name="Related">The case that filed it and those it filed, as far as the actor may read them; null when it stands alone.</param>
/// <param name="Window">Set when the actor is of the office and may hand in what the case waits for; then <see cref="Answers"/> are there too, to be completed.</param>
public sealed record CaseView(
    string Number,
    string? TrackingCode,
    bool Owner,
    CaseState State,
    string ItemVersion,
    LocalityCode Locality,
    LocalizedText AuthorityName,
    ApplicantView Applicant,
    DateTimeOffset SubmittedAt,
    LocalizedText? Step,
    LocalizedText? StepAuthority,
    IReadOnlyList<TimelineEntry> Timeline,
    ThreeNumbers Numbers,
    IReadOnlyDictionary<string, string> Scenario,
    JsonElement Answers,
    IReadOnlyList<MaterialView> Materials,
    SupplementAsked? Supplement,
    IReadOnlyList<ValueChange> Changes,
    DecisionView? Decision,
    IReadOnlyList<DocumentView> Documents,
    IReadOnlyList<MessageView> Messages,
    IReadOnlyList<ServiceView> Services,
    bool Withdrawable,
    string? FileOwner = null,
    WindowView? Window = null,
    BundleLink? Bundle = null,
    CaseRelations? Related = null);

/// <summary>The bundle a case was filed with.</summary>
public sealed record BundleLink(string Number, LocalizedText Name);

/// <summary>What somebody at a window is told, who hands in a supplement for the person before them.</summary>
/// <param name="Agent">Name of who filed for the applicant, null when nobody did.</param>
/// <param name="LeftOut">Marked answers with a mask stand empty, because the officer has not opened the personal data of the case.</param>
public sealed record WindowView(string Applicant, string? Agent, bool LeftOut);

/// <summary>What an applicant is told of the course of a case.</summary>
public enum Milestone
{
    Submitted,
    Received,
    SupplementAsked,
    Supplemented,
    Accepted,
    DeemedAccepted,
    NotRequired,
    AcceptanceRefused,
    Suspended,
    Resumed,
    Extended,
    Granted,
    Denied,
    Completed,
    Delivered,
    Withdrawn,
    Terminated,
    ForwardedUp,
    Annulled,
    Recounted,
    /// <summary>A decision table was asked; the note says its reasons.</summary>
    Explained,
}

/// <param name="Note">Reason told to the applicant, or null.</param>
public sealed record TimelineEntry(DateTimeOffset At, Milestone What, string? Note = null);

/// <summary>The one notice 一次性补正告知: what is to be corrected, and nothing else.</summary>
/// <param name="Fields">Path of the answer (<c>members[2].name</c>, or <c>members</c> for all of it) and why.</param>
/// <param name="Materials">Key of the requirement and why.</param>
/// <param name="Promise">What was promised at an acceptance with a gap 容缺受理, instead of a supplement.</param>
public sealed record SupplementAsked(IReadOnlyList<Marked> Fields, IReadOnlyList<Marked> Materials, DateOnly? DueOn, string? Explanation, Guid? NoticeId, bool Promise = false);

public sealed record Marked(string Path, string Reason);

/// <param name="Answers">The whole answers, the marked ones replaced.</param>
/// <param name="Materials">Only those of the marked requirements.</param>
/// <param name="Channel">Code table A.5.</param>
/// <param name="BroughtByAgent">At the window: whether the agent stands there; null elsewhere.</param>
/// <param name="AgentName">Of the agent who stands there, else empty.</param>
public sealed record SupplementChange(JsonElement Answers, IReadOnlyList<MaterialView> Materials, string Channel, bool? BroughtByAgent = null, string AgentName = "");

/// <summary>One answer (<c>answers.…</c>) or material (<c>materials.key</c>) that changed; null where there was or is none.</summary>
public sealed record ValueChange(string Path, JsonElement? Old, JsonElement? New);

/// <param name="Remedies">What the applicant can do against it, null for a grant.</param>
public sealed record DecisionView(bool Granted, string Reasons, LocalizedText? Remedies, DateOnly DecidedOn);

/// <param name="AnnulledOn">Since when it no longer counts; null while it does.</param>
public sealed record DocumentView(Guid Id, string Kind, string Number, LocalizedText Title, DateOnly IssuedOn, DateOnly? AnnulledOn);

public sealed record MessageView(DateTimeOffset At, string Text);

/// <summary>A service rendered within the case that may be rated once.</summary>
/// <param name="ServiceName">consult, file, supplement, pay or collect.</param>
/// <param name="Until">End of the rating window.</param>
/// <param name="Grade">1 very satisfied … 5 very dissatisfied when rated, else null; also null for who came with the tracking code, which papers of the case carry.</param>
public sealed record ServiceView(int ServiceNumber, string ServiceName, DateTimeOffset At, DateTimeOffset Until, bool Rated, int? Grade);
