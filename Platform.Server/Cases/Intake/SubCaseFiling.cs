using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Designer.Ui.Forms;
using Platform.Model;
using Platform.Model.Cases;
using Platform.Model.Clocks;
using Platform.Model.Flows;
using Platform.Model.Forms;
using Platform.Model.Identity;
using Platform.Model.Items;
using Platform.Model.Localities;

namespace Platform.Server.Cases.Intake;

/// <summary>
/// Makes the filing of a sub-case: the applicant of the case it comes from, the answers its flow maps, and the materials that are there already. It is checked against
/// the item in force as any other application.
/// </summary>
internal sealed class SubCaseFiling(IItemCatalogue items, ILocalities localities, FilingMaterials materials, TimeProvider clock)
{
    /// <summary>Refused with <c>case.sub.locality</c>, <c>case.sub.localityUnknown</c>, <c>case.sub.tooDeep</c>, <c>item.unknown</c>, or what the form and the materials lack.</summary>
    public async Task<Result<FileCase>> PrepareAsync(CaseFile parent, SubCase wanted, CancellationToken ct)
    {
        var depth = (parent.Parent?.Depth ?? 0) + 1;
        if (depth > ParentCase.Deepest)
        {
            return Problem.Conflict("case.sub.tooDeep", ("value", depth), ("expected", ParentCase.Deepest));
        }

        if (!parent.Locality.Covers(wanted.Locality) && !wanted.Locality.Covers(parent.Locality))
        {
            return Problem.Invalid("case.sub.locality", "locality", ("value", wanted.Locality.Value), ("expected", parent.Locality.Value));
        }

        var now = clock.GetUtcNow();
        if (await localities.FindAsync(wanted.Locality, ct) is not { } place || !place.IsOpenOn(ChinaTime.DayOf(now)))
        {
            return Problem.Invalid("case.sub.localityUnknown", "locality", ("value", wanted.Locality.Value));
        }

        if (await items.FindAsync(wanted.Locality, wanted.Item, ct) is not { } item)
        {
            return Problem.Invalid("item.unknown", "item", ("value", wanted.Item), ("locality", wanted.Locality.Value));
        }

        var application = wanted.Application!;
        var problems = new List<Problem>();
        var scenario = (application.Scenario ?? new Dictionary<string, string>()).ToImmutableDictionary();
        problems.AddRange(MaterialRules.Check(item.Item.Scenario, scenario, complete: false));
        var (answers, found) = FormAnswers.Check(item.Form, AnswersOf(application), scenario, ChinaTime.DayOf(now));
        problems.AddRange(found);
        var files = parent.Content.Files.ToHashSet();
        await materials.CheckAnswerFilesAsync([], item, answers, files, problems, ct);
        var handed = item.Required(scenario, answers).Select(r => Take(r, application, parent.Content, problems)).ToImmutableList();
        return problems.Count > 0 ? Result<FileCase>.Refused(problems) : new FileCase
        {
            Actor = Actor.System,
            OnBehalfOf = CaseCommand.Applicant,
            Channel = Channels.System,
            Id = wanted.Id,
            Item = item,
            Locality = wanted.Locality,
            TrackingCode = TrackingCode.Generate(RandomNumberGenerator.GetBytes),
            ApplicantAccount = parent.ApplicantAccount,
            ApplicantHash = parent.ApplicantHash,
            Parent = new(parent.Id, parent.Number, depth),
            Content = parent.Content with
            {
                Answers = answers,
                Scenario = scenario,
                Materials = handed,
                AnswerFiles = [.. FormFiles.In(item.Form, answers)],
                Origins = [new("reused", Channels.System, now, parent.Number, [])],
            },
        };
    }

    private static Answers AnswersOf(CaseToStart application) =>
        application.Answers is { ValueKind: JsonValueKind.Object } given ? Answers.Of(JsonObject.Create(given)!) : Answers.Empty;

    /// <summary>What was handed in goes along; whether it will do is for whoever examines the sub-case to say.</summary>
    private static CaseMaterial Take(MaterialRequirement requirement, CaseToStart application, CaseContent from, List<Problem> problems)
    {
        var key = application.Materials?.GetValueOrDefault(requirement.Key) ?? requirement.Key;
        if (from.Materials.Find(m => m.Key == key && m.Status is not (MaterialStatus.Missing or MaterialStatus.Rejected)) is { } there)
        {
            return new(requirement.Key, requirement.Name, requirement.Mandatory, there.Files.IsEmpty ? MaterialStatus.OnPaper : MaterialStatus.Provided, there.Files);
        }

        if (requirement is { Mandatory: true, Deferrable: false })
        {
            problems.Add(Problem.Invalid("material.missing", "materials." + requirement.Key, ("label", requirement.Name), ("expected", key)));
        }

        return new(requirement.Key, requirement.Name, requirement.Mandatory, MaterialStatus.Missing, [], Deferred: requirement.Mandatory);
    }
}
