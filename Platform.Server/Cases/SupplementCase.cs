using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Platform.Model;
using Platform.Model.Cases;
using Platform.Model.Flows;
using Platform.Model.Forms;
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

    public override async ValueTask<Result<Done>> DecideAsync(CaseWork work, CancellationToken ct)
    {
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

        var changed = AnswerChanges.Between(before.Answers, answers);
        work.ActingRole = "applicant";
        work.File = work.File with
        {
            Content = before with
            {
                Answers = answers,
                Materials = materials,
                Origins = changed.Count == 0 ? before.Origins : before.Origins.Add(new("typed", Channel, work.Now, Actor.Name, [.. changed.Select(c => c.Path)])),
            },
        };
        work.Record("application.supplemented", new { answers = changed.Select(c => c.Path), materials = Materials.Select(m => new { m.Key, m.Files }), revision = work.File.AnswersRevision + 1 });
        return await CompleteTask.FinishAsync(work, task, "Supplied", "", [], ct);
    }

    private Answers TakeAnswers(CaseWork work, Answers before, SupplementNotice notice, List<Problem> problems)
    {
        var merged = before;
        foreach (var (key, value) in Answers.ToJson())
        {
            merged = merged.With(key, value);
        }

        var (settled, found) = FormAnswers.Check(work.Item, merged, work.Today);
        var marked = notice.Fields.Select(f => f.Key).ToList();
        foreach (var change in AnswerChanges.Between(before, settled))
        {
            var follows = IsCalculated(work.Item.Form.Form, change.Path) || (change.New is null && Answers.Get(change.Path) is not null);
            if (!follows && !marked.Exists(m => AnswerChanges.Touches(m, change.Path)))
            {
                problems.Add(Problem.Invalid("supplement.notMarked", "answers." + change.Path, ("expected", string.Join(", ", marked))));
            }
        }

        problems.AddRange(found);
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
            if (given?.Files is not { Count: > 0 } files || old is null)
            {
                problems.Add(Problem.Invalid("material.missing", "materials." + asked.Key, ("label", old?.Name ?? LocalizedText.Of(asked.Key)), ("expected", asked.Reason)));
                continue;
            }

            materials = materials.Replace(old, old with { Files = [.. files], Status = MaterialStatus.Provided, TrustGrade = "C", CheckedBy = null, CheckedAt = null, Reason = null });
        }

        return materials;
    }

    private static bool IsCalculated(Form form, string key) =>
        form.Pages.SelectMany(p => p.Sections).SelectMany(s => s.Elements).OfType<FormField>().Any(f => f.Key == key && f.Calculated is not null);
}

/// <summary>Which top-level answers differ.</summary>
internal static class AnswerChanges
{
    public static IReadOnlyList<(string Path, JsonNode? Old, JsonNode? New)> Between(Answers before, Answers after)
    {
        var (old, now) = (before.ToJson(), after.ToJson());
        return
        [
            .. old.Select(p => p.Key).Union(now.Select(p => p.Key))
                .Where(key => !JsonNode.DeepEquals(old[key], now[key]))
                .Select(key => (key, old[key]?.DeepClone(), now[key]?.DeepClone())),
        ];
    }

    /// <summary>Whether a mark on <paramref name="marked"/> allows <paramref name="path"/> (a top-level key) to change: a mark inside a repeat opens the repeat.</summary>
    public static bool Touches(string marked, string path) =>
        marked == path || (marked.StartsWith(path, StringComparison.Ordinal) && marked[path.Length] is '.' or '[');
}
