using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Platform.Model;
using Platform.Model.Codes;
using Platform.Model.Forms;
using Platform.Model.Identity;
using Platform.Model.Localities;
using Platform.Model.Sites;
using Platform.Server.Cases.Bundles;
using Platform.Server.Cases.Intake;
using Platform.Server.Hosting.Repetition;

namespace Platform.Server.Cases.Drafts;

/// <summary>Opening, saving and submitting drafts: what the portal's pages and the API have in common.</summary>
internal sealed class DraftDesk(DraftStore store, ISites sites, Applicables applicables, IAccounts accounts, CaseIntake intake, BundleIntake bundles, TimeProvider clock, IIdSource ids)
{
    private const int MaxContentLength = 2_000_000;

    public async Task<Result<Draft>> CreateAsync(
        Actor actor, LocalityCode locality, string item, bool isBundle, IReadOnlyDictionary<string, string> scenario, string channel, CancellationToken ct)
    {
        if (actor.AccountId is not { } account)
        {
            return Problem.Of("auth.required", ProblemKind.Unauthenticated);
        }

        if (await applicables.FindAsync(actor, locality, item, isBundle, channel, ct) is not { } published)
        {
            return Problem.NotFound(UnknownCode(isBundle), ("value", item), ("locality", locality.Value));
        }

        var person = actor.Kind == ActorKind.Resident ? await accounts.FindDetailsAsync(account, ct) : null;
        var applicant = new CaseApplicant(ApplicantRules.NaturalPerson, person?.Name ?? "", person?.IdType ?? IdTypes.CitizenId, person?.IdNumber ?? "", person?.Phone ?? "");
        return await SaveAsync(account, null, ids.Next(), locality, item, new(published.VersionId, applicant, scenario.ToImmutableDictionary(), Answers.Empty, [], channel, isBundle), ct);
    }

    public Task<Draft?> FindAsync(Actor actor, Guid id, CancellationToken ct) =>
        actor.AccountId is { } account ? store.FindAsync(account, id, clock.GetUtcNow(), ct) : Task.FromResult<Draft?>(null);

    public async Task<IReadOnlyList<Draft>> ListAsync(Actor actor, CancellationToken ct) =>
        actor.AccountId is { } account ? await store.ListAsync(account, clock.GetUtcNow(), ct) : [];

    /// <summary>Keeps new content for a draft that was read as <paramref name="version"/>.</summary>
    public async Task<Result<Draft>> SaveAsync(Actor actor, Guid id, int version, Func<DraftContent, DraftContent> change, CancellationToken ct)
    {
        if (await FindAsync(actor, id, ct) is not { } before)
        {
            return Problem.NotFound("draft.unknown", ("draft", id));
        }

        return before.Version != version
            ? Problem.Of("draft.stale", ProblemKind.Stale, null, ("draft", id), ("version", before.Version))
            : await SaveAsync(before.Account, before, id, before.Locality, before.Item, change(before.Content), ct);
    }

    /// <summary>Keeps content under an id that the caller chose; version 0 opens the draft.</summary>
    public async Task<Result<Draft>> PutAsync(Actor actor, Guid id, int? version, LocalityCode locality, string item, bool isBundle, Func<string, DraftContent> content, CancellationToken ct)
    {
        if (await FindAsync(actor, id, ct) is { } before)
        {
            return await SaveAsync(actor, id, version ?? before.Version, old => content(old.ItemVersion), ct);
        }

        if (version is > 0)
        {
            return Problem.NotFound("draft.unknown", ("draft", id));
        }

        // Under an id that was filed, another application would be answered with the case of the first.
        if (await RepeatedAsync(KeyOf(actor.AccountId!.Value, id), ct) is not null)
        {
            return Problem.Conflict("draft.filed", ("draft", id));
        }

        return await applicables.FindAsync(actor, locality, item, isBundle, content("").Channel, ct) is { } published
            ? await SaveAsync(actor.AccountId!.Value, null, id, locality, item, content(published.VersionId), ct)
            : Problem.Invalid(UnknownCode(isBundle), "item", ("value", item), ("locality", locality.Value));
    }

    public Task<Result<Done>> DeleteAsync(Actor actor, Guid id, CancellationToken ct) =>
        actor.AccountId is { } account ? store.DeleteAsync(account, id, ct) : Task.FromResult<Result<Done>>(Problem.Of("auth.required", ProblemKind.Unauthenticated));

    /// <summary>
    /// Files the draft through the intake and removes it. A draft becomes one case or one bundle: sent again, from wherever, it answers with the same, also
    /// when the draft is gone.
    /// </summary>
    /// <param name="channel">Null: the one it was last saved on.</param>
    public async Task<Result<FiledDraft>> SubmitAsync(Actor actor, Guid id, int version, string? channel, CancellationToken ct)
    {
        if (actor.AccountId is not { } account)
        {
            return Problem.Of("auth.required", ProblemKind.Unauthenticated);
        }

        var request = KeyOf(account, id);
        if (await FindAsync(actor, id, ct) is not { } draft)
        {
            return await RepeatedAsync(request, ct) ?? Problem.NotFound("draft.unknown", ("draft", id));
        }

        if (draft.Version != version)
        {
            return Problem.Of("draft.stale", ProblemKind.Stale, null, ("draft", id), ("version", draft.Version));
        }

        // The intake looks at the channel it comes by; what was begun on another one is not filed around it.
        var begun = await applicables.GetAsync(draft.Content.ItemVersion, draft.Content.IsBundle, ct);
        if (await sites.HidesAsync(begun, actor, ct, draft.Content.Channel))
        {
            return Problem.Invalid(UnknownCode(draft.Content.IsBundle), "item", ("value", draft.Item), ("locality", draft.Locality.Value));
        }

        channel ??= draft.Content.Channel;
        var filed = draft.Content.IsBundle ? await FileBundleAsync(actor, draft, channel, request, ct) : await FileCaseAsync(actor, draft, channel, request, ct);
        if (filed.Succeeded)
        {
            await store.DeleteAsync(account, id, ct);
        }

        return filed;
    }

    private static string UnknownCode(bool isBundle) => isBundle ? "bundle.unknown" : "item.unknown";

    private static PartyInput Party(CaseApplicant applicant) => new(applicant.Type, applicant.Name, applicant.IdType, applicant.IdNumber, applicant.Phone);

    private async Task<Result<FiledDraft>> FileCaseAsync(Actor actor, Draft draft, string channel, RequestKey request, CancellationToken ct)
    {
        var content = draft.Content;
        var filing = new CaseFiling(draft.Locality.Value, draft.Item, channel, Party(content.Applicant), content.Answers.ToJson(), content.Materials, content.Scenario);
        return (await intake.FileAsync(actor, filing, request, ct)).Then<FiledDraft>(a => new FiledDraft.OfCase(a.File));
    }

    private async Task<Result<FiledDraft>> FileBundleAsync(Actor actor, Draft draft, string channel, RequestKey request, CancellationToken ct)
    {
        var content = draft.Content;
        var filing = new BundleFiling(draft.Locality.Value, draft.Item, channel, Party(content.Applicant), content.Answers.ToJson(), content.Materials, content.Scenario);
        return (await bundles.FileAsync(actor, filing, request, ct)).Then<FiledDraft>(b => new FiledDraft.OfBundle(b));
    }

    /// <summary>What the draft became before, or null.</summary>
    private async Task<Result<FiledDraft>?> RepeatedAsync(RequestKey request, CancellationToken ct) =>
        (await intake.RepeatedAsync(request, ct))?.Then<FiledDraft>(a => new FiledDraft.OfCase(a.File))
        ?? (await bundles.RepeatedAsync(request, ct))?.Then<FiledDraft>(b => new FiledDraft.OfBundle(b));

    private static RequestKey KeyOf(Guid account, Guid draft) =>
        new(account.ToString(), "draft:" + draft, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(draft.ToString()))));

    private async Task<Result<Draft>> SaveAsync(Guid account, Draft? before, Guid id, LocalityCode locality, string item, DraftContent content, CancellationToken ct)
    {
        if (content.Answers.ToString().Length > MaxContentLength)
        {
            return Problem.Of("draft.tooLarge", ProblemKind.TooLarge, "answers", ("expected", MaxContentLength));
        }

        var now = clock.GetUtcNow();
        var site = await sites.AtAsync(locality, ct);
        var ends = now + TimeSpan.FromDays(site.DraftDays);
        DateTimeOffset? warn = site.DraftWarningDays > 0 ? ends - TimeSpan.FromDays(site.DraftWarningDays) : null;
        return await store.SaveAsync(new(id, account, locality, item, (before?.Version ?? 0) + 1, now, ends, content, warn), ct);
    }
}

/// <summary>What a draft became.</summary>
internal abstract record FiledDraft
{
    public sealed record OfCase(CaseFile File) : FiledDraft;

    public sealed record OfBundle(FiledBundle Bundle) : FiledDraft;
}
