using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Platform.Designer.Ui.Forms;
using Platform.Model;
using Platform.Model.Cases;
using Platform.Model.Flows;
using Platform.Model.Forms;
using Platform.Model.Identity;
using Platform.Server.Cases.Intake;
using Platform.Server.Cases.Tasks;

namespace Platform.Server.Cases;

/// <summary>
/// The applicant hands in what the one-time notice asked for 补正 (C4). Only what was marked may change, every marked material must be there, and the
/// whole application must hold again. The answers before stay as an older revision, so that officers see the difference.
/// </summary>
internal sealed record SupplementCase : CaseCommand
{
    /// <summary>The whole answers with the marked ones replaced, or only the marked top-level ones.</summary>
    public required Answers Answers { get; init; }

    /// <summary>Files per marked material; ownership was checked by the handler.</summary>
    public ImmutableList<MaterialInput> Materials { get; init; } = [];

    /// <summary>Who brought it to the window; of somebody of the office it is asked, of others not.</summary>
    public Bringer? BroughtBy { get; init; }

    /// <summary>Whether the case waits for something its applicant can hand in.</summary>
    public static bool IsAwaited(CaseFile file) =>
        file.State.IsUnderReview() ? file.Facts.OpenGap is { Count: > 0 } : file is { State: CaseState.Supplementing, Notice: not null };

    public override async ValueTask<Result<Done>> DecideAsync(CaseWork work, CancellationToken ct)
    {
        if (IsAwaited(work.File) && CheckBringer() is { } unnamed)
        {
            return unnamed;
        }

        if (work.File.State.IsUnderReview() && work.File.Facts.OpenGap is { Count: > 0 } gap)
        {
            return SupplyGap(work, gap);
        }

        if (work.File.State != CaseState.Supplementing
            || work.File.Notice is not { } notice
            || work.File.Tasks.Find(t => t.Kind == TaskKind.Supplement) is not { } task)
        {
            return Problem.Conflict("case.transition.notAllowed", ("from", work.File.State), ("event", "supplyComplete"), ("expected", CaseState.Supplementing));
        }

        var before = work.File.Content;
        var problems = new List<Problem>();
        var answers = TakeAnswers(work, before.Answers, notice, problems);
        var materials = TakeMaterials(before.Materials, notice, problems);
        if (problems.Count > 0)
        {
            return Result<Done>.Refused(problems);
        }

        var changed = AnswerChange.Between(before.Answers, answers);
        work.ActingRole = Actor.Kind == ActorKind.Staff ? "staff" : "applicant";
        work.File = work.File with
        {
            Content = before with
            {
                Answers = answers,
                Materials = materials,
                AnswerFiles = [.. FormFiles.In(work.Item.Form, answers)],
                Origins = changed.Count == 0 ? before.Origins : before.Origins.Add(new(AnswerOrigin.SourceOf(Actor), Channel, work.Now, Actor.Name, [.. changed.Select(c => c.Path)])),
            },
        };
        work.Record("application.supplemented", new { answers = changed.Select(c => c.Path), materials = Materials.Select(m => new { m.Key, m.Files }), revision = work.File.AnswersRevision + 1 });
        RecordBringer(work);
        return await CompleteTask.FinishAsync(work, task, "Supplied", "", [], ct);
    }

    /// <summary>What is shown on paper counts where somebody of the office has seen it.</summary>
    private bool IsSeenByOffice => Actor.Kind is ActorKind.Staff or ActorKind.Channel;

    /// <summary>Materials promised at an acceptance with a gap 容缺受理 arrive; the clocks do not notice.</summary>
    private Result<Done> SupplyGap(CaseWork work, IReadOnlyList<string> gap)
    {
        var seen = IsSeenByOffice;
        if (Materials.IsEmpty || Materials.Find(m => !gap.Contains(m.Key) || !(m.Files is { Count: > 0 } || (seen && m.OnPaper == true))) is not null)
        {
            return Problem.Invalid("supplement.notMarked", "materials", ("expected", string.Join(", ", gap)));
        }

        work.ActingRole = seen ? "staff" : "applicant";
        var supplied = work.File.Content.Materials
            .Select(m => Materials.Find(g => g.Key == m.Key) is { } given ? given.Files is { Count: > 0 } files
                ? m with { Files = [.. files], Status = MaterialStatus.Provided, Reason = null }
                : m with { Status = MaterialStatus.OnPaper, TrustGrade = "B", Reason = null }
                : m);
        work.File = work.File with { Content = work.File.Content with { Materials = [.. supplied] } };
        RecordBringer(work);
        return work.Apply(new CaseTransition.SupplyGap([.. Materials.Select(m => m.Key).Distinct()]));
    }

    private Problem? CheckBringer() => (Actor.Kind, BroughtBy) switch
    {
        (ActorKind.Staff, null) => Problem.Invalid("supplement.broughtBy", "broughtBy", ("expected", "applicant, agent")),
        (_, { Who: BringerKind.Agent } agent) when string.IsNullOrWhiteSpace(agent.Name) => Problem.Invalid("supplement.broughtBy.name", "broughtBy.name"),
        (_, { Name.Length: > Bringer.LongestName } named) => Problem.Invalid("form.tooLong", "broughtBy.name", ("value", named.Name.Length), ("expected", Bringer.LongestName)),
        _ => null,
    };

    private void RecordBringer(CaseWork work)
    {
        if (IsSeenByOffice && BroughtBy is { } bringer)
        {
            work.Record("supplement.brought", new { bringer.Who, name = bringer.Who == BringerKind.Agent ? bringer.Name?.Trim() : null });
        }
    }

    private Answers TakeAnswers(CaseWork work, Answers before, SupplementNotice notice, List<Problem> problems)
    {
        var merged = before;
        foreach (var (key, value) in Answers.ToJson())
        {
            merged = merged.With(key, value);
        }

        var (settled, found) = FormAnswers.Check(work.Item.Form, merged, work.File.Content.Scenario, work.Today);
        var marked = notice.Fields.Select(f => f.Key).ToList();
        foreach (var change in AnswerChange.Between(before, settled))
        {
            // What is calculated, or no longer shown, follows from what was marked.
            var follows = work.Item.Form.Find(change.Path)?.Element is FormField { Calculated: not null } || (change.After is null && merged.Get(change.Path) is not null);
            if (!follows && !marked.Exists(m => IsWithin(change.Path, m) || IsWithin(m, change.Path)))
            {
                problems.Add(Problem.Invalid("supplement.notMarked", "answers." + change.Path, ("expected", string.Join(", ", marked))));
            }
        }

        // What was right at filing and may not be touched is not held against the applicant today.
        problems.AddRange(found.Where(p => p.Field is not { } field || !field.StartsWith("answers.", StringComparison.Ordinal)
            || before.Get(field["answers.".Length..]) is null
            || marked.Exists(m => IsWithin(field["answers.".Length..], m) || IsWithin(m, field["answers.".Length..]))));
        return settled;
    }

    private ImmutableList<CaseMaterial> TakeMaterials(ImmutableList<CaseMaterial> before, SupplementNotice notice, List<Problem> problems)
    {
        var materials = before;
        foreach (var given in Materials)
        {
            if (!notice.Materials.Any(m => m.Key == given.Key))
            {
                problems.Add(Problem.Invalid("supplement.notMarked", "materials." + given.Key, ("expected", string.Join(", ", notice.Materials.Select(m => m.Key)))));
            }
        }

        foreach (var asked in notice.Materials)
        {
            var given = Materials.Find(m => m.Key == asked.Key);
            var old = materials.Find(m => m.Key == asked.Key);
            if (old is not null && given is { Files: null or { Count: 0 }, OnPaper: true } && IsSeenByOffice)
            {
                materials = materials.Replace(old, old with { Files = [], Status = MaterialStatus.OnPaper, TrustGrade = "B", CheckedBy = null, CheckedAt = null, Reason = null });
                continue;
            }

            if (given?.Files is not { Count: > 0 } files || old is null)
            {
                problems.Add(Problem.Invalid("material.missing", "materials." + asked.Key, ("label", old?.Name ?? LocalizedText.Of(asked.Key)), ("expected", asked.Reason)));
                continue;
            }

            materials = materials.Replace(old, old with { Files = [.. files], Status = MaterialStatus.Provided, TrustGrade = "C", CheckedBy = null, CheckedAt = null, Reason = null });
        }

        return materials;
    }

    /// <summary>Whether <paramref name="path"/> is <paramref name="outer"/> or lies in it: <c>members[2].name</c> in <c>members</c>.</summary>
    private static bool IsWithin(string path, string outer) =>
        path == outer || (path.StartsWith(outer, StringComparison.Ordinal) && path[outer.Length] is '.' or '[');
}

internal enum BringerKind
{
    Applicant,
    Agent,
}

/// <summary>Who stood at the window with the missing papers.</summary>
/// <param name="Name">Of the agent; absent for the applicant, whose name the case has.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record Bringer(BringerKind Who, string? Name = null)
{
    public const int LongestName = 100;
}
