using System.Collections.Immutable;
using Platform.Designer.Ui.Forms;
using Platform.Model;
using Platform.Model.Files;
using Platform.Model.Forms;
using Platform.Model.Identity;
using Platform.Model.Items;

namespace Platform.Server.Cases.Intake;

/// <summary>Checks the materials handed in against the list that scenario and answers compute (A2).</summary>
internal sealed class FilingMaterials(IFiles files)
{
    private const int MaxFilesPerMaterial = 20;

    /// <summary>One entry per requirement that applies. Problems: <c>material.unknown</c>, <c>material.missing</c>, <c>material.notDeferrable</c>, <c>file.unknown</c>, <c>material.tooManyFiles</c>.</summary>
    public async Task<ImmutableList<CaseMaterial>> CheckAsync(
        Actor actor, PublishedItem item, CaseFiling filing, Answers answers, List<Problem> problems, CancellationToken ct)
    {
        var required = MaterialRules.Required(item.Item, filing.Scenario ?? new Dictionary<string, string>(), answers);
        var given = new Dictionary<string, MaterialInput>(StringComparer.Ordinal);
        foreach (var material in filing.Materials ?? [])
        {
            if (!item.Item.Materials.Any(m => m.Key == material.Key))
            {
                problems.Add(Problem.Invalid("material.unknown", "materials." + material.Key, ("value", material.Key), ("expected", string.Join(", ", required.Select(r => r.Key)))));
            }
            else if (material.Files is { Count: > MaxFilesPerMaterial })
            {
                problems.Add(Problem.Invalid("material.tooManyFiles", "materials." + material.Key, ("value", material.Files.Count), ("expected", MaxFilesPerMaterial)));
            }
            else if (!given.TryAdd(material.Key, material))
            {
                problems.Add(Problem.Invalid("material.twice", "materials." + material.Key, ("value", material.Key)));
            }
        }

        await CheckFilesAsync(OwnersOf(actor), item.Item.Materials, given.Values, problems, ct);
        return [.. required.Select(r => Take(r, given.GetValueOrDefault(r.Key), actor, problems))];
    }

    /// <summary>Refuses files that do not exist, belong to nobody of <paramref name="owners"/>, or are of a type the requirement does not take.</summary>
    public async Task CheckFilesAsync(IReadOnlyList<string> owners, IReadOnlyList<MaterialRequirement> requirements, IEnumerable<MaterialInput> given, List<Problem> problems, CancellationToken ct)
    {
        var wanted = given.SelectMany(m => (m.Files ?? []).Select(f => (m.Key, File: f))).ToList();
        if (wanted.Count == 0)
        {
            return;
        }

        var found = (await files.FindAllAsync([.. wanted.Select(w => w.File).Distinct()], ct)).ToDictionary(f => f.Id);
        foreach (var (key, id) in wanted)
        {
            if (!found.TryGetValue(id, out var file) || !owners.Contains(file.Owner))
            {
                problems.Add(Problem.Invalid("file.unknown", "materials." + key, ("value", id)));
            }
            else if (requirements.FirstOrDefault(m => m.Key == key) is { FileTypes: { Count: > 0 } types } requirement && !types.Contains(ExtensionOf(file.Type)))
            {
                problems.Add(Problem.Invalid("material.fileType", "materials." + key, ("value", file.Name), ("label", requirement.Name), ("expected", string.Join(", ", types))));
            }
        }
    }

    /// <summary>Refuses files in answers that do not exist or belong to nobody of <paramref name="owners"/>; those in <paramref name="known"/> are the case's already.</summary>
    public async Task CheckAnswerFilesAsync(IReadOnlyList<string> owners, PublishedItem item, Answers answers, IReadOnlySet<Guid> known, List<Problem> problems, CancellationToken ct)
    {
        var wanted = FormFiles.In(item.Form, answers).Where(f => !known.Contains(f)).Distinct().ToList();
        if (wanted.Count == 0)
        {
            return;
        }

        var own = (await files.FindAllAsync(wanted, ct)).Where(f => owners.Contains(f.Owner)).Select(f => f.Id).ToHashSet();
        problems.AddRange(wanted.Where(f => !own.Contains(f)).Select(f => Problem.Invalid("file.unknown", "answers", ("value", f))));
    }

    /// <summary>Whose files somebody may hand in who files for the first time: their own.</summary>
    public static IReadOnlyList<string> OwnersOf(Actor actor) => FileOwner.Of(actor) is { } own ? [own] : [];

    /// <summary>The word by which items name a file type: pdf, jpg, png, docx, xlsx, ofd.</summary>
    private static string ExtensionOf(string mediaType) => mediaType switch
    {
        "image/jpeg" => "jpg",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document" => "docx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" => "xlsx",
        _ => mediaType[(mediaType.LastIndexOf('/') + 1)..],
    };

    private static CaseMaterial Take(MaterialRequirement requirement, MaterialInput? given, Actor actor, List<Problem> problems)
    {
        var handed = (given?.Files ?? []).ToImmutableList();
        var onPaper = given?.OnPaper == true && actor.Kind is ActorKind.Staff or ActorKind.Channel;
        var status = handed.Count > 0 ? MaterialStatus.Provided : onPaper ? MaterialStatus.OnPaper : MaterialStatus.Missing;
        if (status == MaterialStatus.Missing && requirement.Mandatory)
        {
            if (given?.Deferred == true && !requirement.Deferrable)
            {
                problems.Add(Problem.Invalid("material.notDeferrable", "materials." + requirement.Key, ("label", requirement.Name)));
            }
            else if (given?.Deferred != true)
            {
                problems.Add(Problem.Invalid("material.missing", "materials." + requirement.Key, ("label", requirement.Name), ("expected", requirement.FileTypes is { } types ? string.Join(", ", types) : "pdf, jpeg, png")));
            }
        }

        return new(requirement.Key, requirement.Name, requirement.Mandatory, status, handed, status == MaterialStatus.OnPaper ? "B" : "C", Deferred: status == MaterialStatus.Missing && given?.Deferred == true);
    }
}
