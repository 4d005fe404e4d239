using System.Security.Cryptography;
using Platform.Model;
using Platform.Model.Bundles;
using Platform.Model.Cases;
using Platform.Model.Clocks;
using Platform.Model.Forms;
using Platform.Model.Identity;
using Platform.Model.Items;
using Platform.Model.Localities;
using Platform.Model.Sites;
using Platform.Server.Cases.Intake;
using Platform.Server.Data;
using Platform.Server.Hosting.Repetition;

namespace Platform.Server.Cases.Bundles;

/// <summary>
/// The intake of bundles: one application is checked by the bundle's form and by the rules of every item in it, and becomes one case per item. All cases,
/// their numbers, the bundle and the key are one transaction, so there is never a part of a bundle. The same key with the same request answers with the
/// same bundle.
/// </summary>
internal sealed class BundleIntake(
    IBundleCatalogue bundles,
    ISites sites,
    CaseIntake intake,
    CaseDecisions decisions,
    CaseReader cases,
    CaseStore requests,
    BundleStore store,
    ICommitQueue queue,
    TimeProvider clock,
    IIdSource ids)
{
    public async Task<Result<FiledBundle>> FileAsync(Actor actor, BundleFiling filing, RequestKey? key, CancellationToken ct)
    {
        if (key is not null && await RepeatedAsync(key, ct) is { } before)
        {
            return before;
        }

        var prepared = await PrepareAsync(actor, filing, ct);
        if (!prepared.TryGet(out var application))
        {
            return Result<FiledBundle>.Refused(prepared.Problems);
        }

        var filed = await CommitAsync(application, key, ct);
        return key is not null && filed.Problems.Any(p => p.Code == "case.duplicate") ? (await RepeatedAsync(key, ct))! : filed;
    }

    /// <summary>What this key was answered before: the same bundle, or the refusal of another request under it; null when the key is new or filed a single case.</summary>
    public async Task<Result<FiledBundle>?> RepeatedAsync(RequestKey key, CancellationToken ct)
    {
        if (await requests.FindRequestAsync(key, ct) is not { } known)
        {
            return null;
        }

        if (known.Digest != key.Digest)
        {
            return Problem.Of("request.keyReused", ProblemKind.Reused, null, ("key", key.Value));
        }

        return await store.FindAsync(known.FiledId, ct) is { } bundle ? Result<FiledBundle>.Ok(new(bundle, await CasesOfAsync(bundle))) : null;
    }

    private async Task<IReadOnlyList<CaseFile>> CasesOfAsync(BundleFile bundle)
    {
        var found = new List<CaseFile>();
        foreach (var id in bundle.Cases)
        {
            found.Add((await cases.ReadAsync(id))!);
        }

        return found;
    }

    private async Task<Result<Application>> PrepareAsync(Actor actor, BundleFiling filing, CancellationToken ct)
    {
        if (!LocalityCode.TryParse(filing.Locality, out var locality))
        {
            return Problem.Invalid("locality.code", "locality", ("value", filing.Locality), ("expected", "330110"));
        }

        if (await bundles.FindAsync(locality, filing.Bundle, ct) is not { } bundle || await sites.HidesAsync(bundle, actor, ct, filing.Channel))
        {
            return Problem.Invalid("bundle.unknown", "bundle", ("value", filing.Bundle), ("locality", locality.Value));
        }

        var scenario = filing.Scenario ?? new Dictionary<string, string>();
        var problems = new List<Problem>(MaterialRules.Check(bundle.Bundle.Scenario, scenario, complete: false));
        var (answers, found) = FormAnswers.Check(bundle.Form, filing.Answers is { } given ? Answers.Of(given) : Answers.Empty, scenario, ChinaTime.DayOf(clock.GetUtcNow()));
        problems.AddRange(found);
        problems.AddRange(CheckMaterials(bundle, filing.Materials ?? []));
        var commands = new List<FileCase>();
        var id = ids.Next();
        var wanted = BundleRules.Wanted(bundle, scenario, answers);
        if (wanted.Count == 0)
        {
            problems.Add(Problem.Invalid("bundle.nothingWanted", "answers"));
        }

        foreach (var part in wanted)
        {
            var prepared = await intake.PrepareAsync(actor, For(bundle, part, filing, scenario, answers), ct);
            problems.AddRange(prepared.Problems.Select(p => BundleRules.InBundle(part, p)));
            if (prepared.TryGet(out var command))
            {
                commands.Add(command with { BundleId = id });
            }
        }

        return problems.Count > 0
            ? Result<Application>.Refused([.. problems.DistinctBy(p => (p.Code, p.Field))])
            : new Application(bundle, id, commands);
    }

    private static IEnumerable<Problem> CheckMaterials(PublishedBundle bundle, IReadOnlyList<MaterialInput> given)
    {
        var names = bundle.Parts.SelectMany(p => p.Item.Item.Materials.Select(m => p.Part.NameOf(m.Key))).Distinct(StringComparer.Ordinal).ToList();
        return given.Where(m => !names.Contains(m.Key))
            .Select(m => Problem.Invalid("material.unknown", "materials." + m.Key, ("value", m.Key), ("expected", string.Join(", ", names))))
            .Concat(given.GroupBy(m => m.Key).Where(g => g.Count() > 1).Select(g => Problem.Invalid("material.twice", "materials." + g.Key, ("value", g.Key))));
    }

    /// <summary>What of the application one item gets.</summary>
    private static CaseFiling For(PublishedBundle bundle, PublishedPart part, BundleFiling filing, IReadOnlyDictionary<string, string> scenario, Answers answers)
    {
        var (options, fed) = BundleRules.Feed(bundle, part, scenario, answers);
        var given = (filing.Materials ?? []).DistinctBy(m => m.Key).ToDictionary(m => m.Key, StringComparer.Ordinal);
        var materials = part.Item.Item.Materials
            .Select(m => given.TryGetValue(part.Part.NameOf(m.Key), out var handed) ? handed with { Key = m.Key } : null)
            .OfType<MaterialInput>();
        return new(filing.Locality, part.Part.Item, filing.Channel, filing.Applicant, fed.ToJson(), [.. materials], options, filing.Agent);
    }

    private async Task<Result<FiledBundle>> CommitAsync(Application application, RequestKey? key, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var decided = new List<DecidedCase>();
        foreach (var command in application.Commands)
        {
            var one = await decisions.DecideAsync(command.Begin(now), command.Item, command, ct);
            if (!one.TryGet(out var fine))
            {
                return Result<FiledBundle>.Refused(one.Problems);
            }

            decided.Add(fine);
        }

        var bundle = new BundleFile
        {
            Id = application.Id,
            Locality = application.Bundle.Locality,
            Code = application.Bundle.Bundle.Key,
            Name = application.Bundle.Bundle.Name,
            VersionId = application.Bundle.VersionId,
            TrackingCode = TrackingCode.Generate(RandomNumberGenerator.GetBytes),
            ApplicantAccount = application.Commands[0].ApplicantAccount,
            FiledBy = application.Commands[0].Actor is { Kind: ActorKind.Staff } officer ? officer.AccountId : null,
            FiledAt = now,
            Cases = [.. application.Commands.Select(c => c.Id)],
        };

        // Counters are taken in the order in which every writer takes them: first of all authorities, and the first one's lane keeps its cases in order.
        var inOrder = decided.OrderBy(d => d.Change.Next.Authority, StringComparer.Ordinal).ToList();
        var written = await queue.CommitAsync<FiledBundle>(
            inOrder[0].Change.Next.Authority,
            async (transaction, c) =>
            {
                if (key is not null && !await CaseStore.RememberRequestAsync(transaction, key, bundle.Id, now))
                {
                    return Problem.Conflict("case.duplicate");
                }

                var files = new Dictionary<Guid, CaseFile>();
                foreach (var one in inOrder)
                {
                    var file = await decisions.WriteAsync(transaction, one, c);
                    if (!file.TryGet(out var next))
                    {
                        return Result<FiledBundle>.Refused(file.Problems);
                    }

                    files[next.Id] = next;
                }

                return new FiledBundle(await store.AddAsync(transaction, bundle, c), [.. bundle.Cases.Select(id => files[id])]);
            },
            ct);
        if (written.TryGet(out var filed))
        {
            foreach (var one in decided)
            {
                decisions.Committed(one, filed.Cases.Single(f => f.Id == one.Change.Next.Id));
            }
        }

        return written;
    }

    /// <summary>Checked, not yet decided.</summary>
    private sealed record Application(PublishedBundle Bundle, Guid Id, IReadOnlyList<FileCase> Commands);
}

/// <param name="Cases">In the bundle's order.</param>
internal sealed record FiledBundle(BundleFile Bundle, IReadOnlyList<CaseFile> Cases);
