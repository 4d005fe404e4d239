using System.Text.Json;
using Platform.Model;
using Platform.Model.Cases;
using Platform.Model.Effects;
using Platform.Model.Flows;
using Platform.Model.Identity;
using Platform.Server.Cases.Intake;
using Platform.Server.Hosting;

namespace Platform.Server.Cases;

/// <summary>
/// Carries between a case and those its flow files: files them, tells the case that they are filed and how they ended, and withdraws those that are given up. Each of it
/// happens once, however often it is delivered.
/// </summary>
internal sealed class SubCaseLinks(CaseReader cases, SubCaseFiling filing, ProblemLines lines) : IEventHandler
{
    public string Name => "sub-cases";

    public bool Wants(string eventName) => eventName is SubCaseEntries.Started or SubCaseEntries.Ended or SubCaseEntries.GivenUp;

    public ValueTask HandleAsync(PlatformEvent occurred, CancellationToken ct) => occurred.Name switch
    {
        SubCaseEntries.Started => new(StartAsync(Guid.Parse(occurred.Subject), ct)),
        SubCaseEntries.Ended => new(EndAsync(JsonSerializer.Deserialize<SubCaseEnd>(occurred.Payload, ModelJson.Options)!)),
        _ => new(WithdrawAsync(Guid.Parse(occurred.Subject), JsonSerializer.Deserialize<CasesGivenUp>(occurred.Payload, ModelJson.Options)!)),
    };

    /// <summary>Files whatever of the case waits for it.</summary>
    private async Task StartAsync(Guid parentId, CancellationToken ct)
    {
        var parent = await cases.ReadAsync(parentId) ?? throw new InvalidOperationException($"Case {parentId}, whose flow files others, is missing.");
        foreach (var wanted in parent.SubCases?.FindAll(s => s.Application is not null) ?? [])
        {
            await TellAsync(parentId, await FileAsync(parent, wanted, ct));
        }
    }

    private async Task<SubCaseNews> FileAsync(CaseFile parent, SubCase wanted, CancellationToken ct)
    {
        if (await cases.ReadAsync(wanted.Id) is { } filed)
        {
            return new(wanted.Id, SubCaseEvent.Filed, filed.Number);
        }

        if (wanted is { GivenUp: true, Follows: true })
        {
            return new(wanted.Id, SubCaseEvent.Refused, Code: "case.sub.givenUp", Message: lines.Write(Problem.Conflict("case.sub.givenUp")));
        }

        var prepared = await filing.PrepareAsync(parent, wanted, ct);
        var answer = prepared.TryGet(out var command) ? await cases.SendAsync(command.Id, command) : Result<CaseAnswer>.Refused(prepared.Problems);
        return answer.TryGet(out var taken)
            ? new(wanted.Id, SubCaseEvent.Filed, taken.File.Number)
            : new(wanted.Id, SubCaseEvent.Refused, Code: answer.Problems[0].Code, Message: lines.Write(answer.Problems));
    }

    private Task EndAsync(SubCaseEnd end) => TellAsync(end.Parent, end.News);

    private async Task WithdrawAsync(Guid parentId, CasesGivenUp lost)
    {
        foreach (var id in lost.Cases)
        {
            // One that is only being filed is given up when it is.
            if (await cases.ReadAsync(id) is not { } file || file.State.IsTerminal())
            {
                continue;
            }

            var withdrawn = await cases.SendAsync(
                id, new WithdrawCase { Actor = Actor.System, OnBehalfOf = CaseCommand.Applicant, Channel = Channels.System, Reason = lines.Write(Problem.Conflict("case.sub.withdrawn")) });
            if (!withdrawn.Succeeded)
            {
                await TellAsync(parentId, new(id, SubCaseEvent.Stays, file.Number, Code: withdrawn.Problems[0].Code));
            }
        }
    }

    private Task<Result<CaseAnswer>> SendAsync(Guid parentId, SubCaseNews news) =>
        cases.SendAsync(parentId, new HearSubCase { Actor = Actor.System, Channel = Channels.System, News = news });

    /// <exception cref="InvalidOperationException">The case did not take it; it has to be told again.</exception>
    private async Task TellAsync(Guid parentId, SubCaseNews news)
    {
        // Heard before: nothing is written for it.
        if (await cases.ReadAsync(parentId) is not { } parent || !HearSubCase.IsNew(parent, news))
        {
            return;
        }

        var heard = await SendAsync(parentId, news);
        if (!heard.Succeeded && !heard.Problems.Any(p => p.Kind is ProblemKind.Stale or ProblemKind.TooMany))
        {
            // It cannot go on with it, now at least: the step stops for an operator.
            heard = await SendAsync(parentId, news with { NotTaken = lines.Write(heard.Problems) });
        }

        if (!heard.Succeeded)
        {
            throw new InvalidOperationException($"What happened to sub-case {news.Case} was not taken by case {parentId} ({string.Join(", ", heard.Problems.Select(p => p.Code))}).");
        }
    }
}

/// <summary>Shows which cases belong together, to each viewer those they may read. They are read from disk in one statement: looking at a case wakes no other.</summary>
internal sealed class RelatedCases(CaseStore store)
{
    /// <summary>Sub-cases that are shown, the last ones begun; those before count as hidden.</summary>
    public const int MostShown = 100;

    /// <summary>The case it was filed by and those its flow has filed; null when it stands alone.</summary>
    public async Task<CaseRelations?> FindAsync(Actor actor, CaseFile file, CancellationToken ct)
    {
        if (file.Parent is null && file.SubCases is null)
        {
            return null;
        }

        var seen = (await SeenAsync(actor, file, ct)).ToDictionary(f => f.Id);
        var parent = file.Parent is { } link ? Shown(seen.GetValueOrDefault(link.Id)) : null;
        var subs = (file.SubCases ?? []).Select(s => Shown(seen.GetValueOrDefault(s.Id))).OfType<RelatedCase>().ToList();
        return new(parent, file.Parent is not null && parent is null, subs, (file.SubCases?.Count ?? 0) - subs.Count);
    }

    /// <summary>Those of the linked cases the actor may read, without what was applied for.</summary>
    public async Task<IReadOnlyList<CaseFile>> SeenAsync(Actor actor, CaseFile file, CancellationToken ct)
    {
        var subs = (file.SubCases ?? []).Where(s => s.Number is not null).TakeLast(MostShown).Select(s => s.Id);
        var linked = file.Parent is { } parent ? subs.Prepend(parent.Id).ToList() : [.. subs];
        return linked.Count == 0 ? [] : [.. (await store.ListAsync(linked, ct)).Where(f => CaseAccess.MayRead(actor, f, null))];
    }

    private static RelatedCase? Shown(CaseFile? file) => file is null ? null : new(file.Number, file.ItemName, file.AuthorityName, file.State);
}

/// <param name="Parent">The case whose flow filed this one, when the viewer may read it.</param>
/// <param name="ParentHidden">There is one, which the viewer may not read.</param>
/// <param name="SubCases">In the order in which they were begun, at most <see cref="Cases.RelatedCases.MostShown"/>.</param>
/// <param name="Hidden">How many sub-cases are not among them: the viewer may not read them, they are still being filed, or there are too many.</param>
public sealed record CaseRelations(RelatedCase? Parent, bool ParentHidden, IReadOnlyList<RelatedCase> SubCases, int Hidden);

public sealed record RelatedCase(string Number, LocalizedText ItemName, LocalizedText AuthorityName, CaseState State);
