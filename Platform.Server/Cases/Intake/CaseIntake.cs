using System.Collections.Immutable;
using System.Security.Cryptography;
using Platform.Designer.Ui.Forms;
using Platform.Model;
using Platform.Model.Cases;
using Platform.Model.Clocks;
using Platform.Model.Files;
using Platform.Model.Forms;
using Platform.Model.Identity;
using Platform.Model.Items;
using Platform.Model.Localities;
using Platform.Model.Sites;
using Platform.Server.Hosting.Repetition;

namespace Platform.Server.Cases.Intake;

/// <summary>
/// The one intake of all channels 统一受理. Checks the application against the item's version in force, then lets the case's owner file it. The same
/// key with the same request answers with the same case however often and however concurrently it comes.
/// </summary>
internal sealed class CaseIntake(
    IItemCatalogue items,
    ISites sites,
    ILocalities localities,
    IAccounts accounts,
    IPersonalData personal,
    FilingMaterials materials,
    CaseStore store,
    CaseReader cases,
    TimeProvider clock,
    IIdSource ids)
{
    public async Task<Result<CaseAnswer>> FileAsync(Actor actor, CaseFiling filing, RequestKey? key, CancellationToken ct)
    {
        if (key is not null && await RepeatedAsync(key, ct) is { } before)
        {
            return before;
        }

        var prepared = await PrepareAsync(actor, filing, ct);
        if (!prepared.TryGet(out var command))
        {
            return Result<CaseAnswer>.Refused(prepared.Problems);
        }

        var answer = await cases.SendAsync(command.Id, command with { Key = key });
        return key is not null && answer.Problems.Any(p => p.Code == "case.duplicate") ? (await RepeatedAsync(key, ct))! : answer;
    }

    /// <summary>What this key was answered before: the same case, or the refusal of another request under it; null when the key is new or filed a bundle.</summary>
    public async Task<Result<CaseAnswer>?> RepeatedAsync(RequestKey key, CancellationToken ct)
    {
        if (await store.FindRequestAsync(key, ct) is not { } known)
        {
            return null;
        }

        if (known.Digest != key.Digest)
        {
            return Problem.Of("request.keyReused", ProblemKind.Reused, null, ("key", key.Value));
        }

        return await cases.ReadAsync(known.FiledId) is { } file ? Result<CaseAnswer>.Ok(new(file, Repeated: true)) : null;
    }

    /// <summary>Checks an application against the item's version in force; nothing is written. Problems carry the fields of <see cref="CaseFiling"/>.</summary>
    public async Task<Result<FileCase>> PrepareAsync(Actor actor, CaseFiling filing, CancellationToken ct)
    {
        if (!LocalityCode.TryParse(filing.Locality, out var locality))
        {
            return Problem.Invalid("locality.code", "locality", ("value", filing.Locality), ("expected", "330110"));
        }

        if (Channels.Normalise(filing.Channel) is not { } channel)
        {
            return Problem.Invalid("case.channel", "channel", ("value", filing.Channel), ("expected", Channels.Expected));
        }

        var now = clock.GetUtcNow();
        var today = ChinaTime.DayOf(now);
        if (await localities.FindAsync(locality, ct) is not { } place || !place.IsOpenOn(today))
        {
            return Problem.Invalid("case.locality", "locality", ("value", locality.Value));
        }

        if (await items.FindAsync(locality, filing.Item, ct) is not { } item || await sites.HidesAsync(item, actor, ct, channel))
        {
            return Problem.Invalid("item.unknown", "item", ("value", filing.Item), ("locality", locality.Value));
        }

        if (!item.Item.IsEffectiveOn(today))
        {
            return Problem.Conflict("item.notEffective", ("value", item.Item.Name), ("from", item.Item.EffectiveFrom), ("until", item.Item.EffectiveUntil)) with { Field = "item" };
        }

        if (!CaseAccess.MayFile(actor, locality, item.Item.Authority.Code))
        {
            return Problem.Forbidden("case.file.forbidden", ("locality", locality.Value));
        }

        var problems = new List<Problem>();
        var parties = await CheckPartiesAsync(actor, filing, today, problems, ct);
        var answers = CheckAnswers(item, filing, today, problems);
        await materials.CheckAnswerFilesAsync(FilingMaterials.OwnersOf(actor), item, answers, new HashSet<Guid>(), problems, ct);
        var handed = await materials.CheckAsync(actor, item, filing, answers, problems, ct);
        if (problems.Count > 0)
        {
            return Result<FileCase>.Refused(problems);
        }

        var (applicant, agent, account) = parties!.Value;
        return new FileCase
        {
            Actor = actor,
            OnBehalfOf = actor.Kind == ActorKind.Resident ? null : CaseCommand.Applicant,
            Channel = channel,
            Id = ids.Next(),
            Item = item,
            Locality = locality,
            TrackingCode = TrackingCode.Generate(RandomNumberGenerator.GetBytes),
            ApplicantAccount = account,
            ApplicantHash = personal.HashIdNumber(applicant.IdType, applicant.IdNumber),
            Content = new()
            {
                Applicant = applicant,
                Agent = agent,
                Answers = answers,
                Scenario = (filing.Scenario ?? new Dictionary<string, string>()).ToImmutableDictionary(),
                Materials = handed,
                AnswerFiles = [.. FormFiles.In(item.Form, answers)],
                Origins = [new(AnswerOrigin.SourceOf(actor), channel, now, actor.Name, [])],
            },
        };
    }

    private async Task<(CaseApplicant Applicant, CaseApplicant? Agent, Guid? Account)?> CheckPartiesAsync(
        Actor actor, CaseFiling filing, DateOnly today, List<Problem> problems, CancellationToken ct)
    {
        var applicant = ApplicantRules.Check(filing.Applicant.ToParty(), "applicant", today);
        problems.AddRange(applicant.Problems);
        var agent = filing.Agent is { } given ? ApplicantRules.Check(given.ToParty(), "agent", today) : null;
        problems.AddRange(agent?.Problems ?? []);
        if (!applicant.TryGet(out var party) || agent is { Succeeded: false })
        {
            return null;
        }

        if (actor.Kind != ActorKind.Resident)
        {
            return (party, agent?.Value, await accounts.FindResidentAsync(party.IdType, party.IdNumber, ct));
        }

        if (party.Type != ApplicantRules.NaturalPerson)
        {
            return (party, agent?.Value, actor.AccountId);
        }

        if (await accounts.FindResidentAsync(party.IdType, party.IdNumber, ct) != actor.AccountId)
        {
            problems.Add(Problem.Of("applicant.notYou", ProblemKind.Forbidden, "applicant.idNumber"));
        }

        return (party, agent?.Value, actor.AccountId);
    }

    private static Answers CheckAnswers(PublishedItem item, CaseFiling filing, DateOnly today, List<Problem> problems)
    {
        var scenario = filing.Scenario ?? new Dictionary<string, string>();
        problems.AddRange(MaterialRules.Check(item.Item.Scenario, scenario, complete: false));
        var (answers, found) = FormAnswers.Check(item.Form, filing.Answers is { } given ? Answers.Of(given) : Answers.Empty, scenario, today);
        problems.AddRange(found);
        return answers;
    }
}
