using System.Collections.Immutable;
using Platform.Designer.Ui.Forms;
using Platform.Model;
using Platform.Model.Forms;
using Platform.Model.Identity;
using Platform.Model.Items;
using Platform.Server.Cases.Intake;
using Platform.Server.Hosting.Repetition;

namespace Platform.Server.Cases;

/// <summary>What an applicant does with a case that is filed, for the API and the portal alike.</summary>
internal sealed class ApplicantDesk(CaseReader cases, FilingMaterials materials, IItemCatalogue items)
{
    public async Task<Result<CaseAnswer>> WithdrawAsync(Actor actor, string number, string? code, string reason, long? seenVersion, RequestKey? key, CancellationToken ct)
    {
        var found = await FindOwnAsync(actor, number, code, ct);
        return found.TryGet(out var file)
            ? await cases.SendAsync(file.Id, new WithdrawCase { Actor = actor, OnBehalfOf = actor.Kind == ActorKind.Staff ? CaseCommand.Applicant : null, Reason = reason, IfVersion = seenVersion, Key = key })
            : Result<CaseAnswer>.Refused(found.Problems);
    }

    public async Task<Result<CaseAnswer>> SupplementAsync(
        Actor actor, string number, string? code, Answers answers, IReadOnlyList<MaterialInput> given, string? channel, long? seenVersion, RequestKey? key, CancellationToken ct)
    {
        var found = await FindOwnAsync(actor, number, code, ct);
        if (!found.TryGet(out var file))
        {
            return Result<CaseAnswer>.Refused(found.Problems);
        }

        var problems = new List<Problem>();
        var item = await items.GetAsync(file.ItemVersionId, ct);
        await materials.CheckFilesAsync(actor, item, given, problems, ct);
        await materials.CheckAnswerFilesAsync(actor, item, answers, FormFiles.In(item.Form, file.Content.Answers).ToHashSet(), problems, ct);
        return problems.Count > 0
            ? Result<CaseAnswer>.Refused(problems)
            : await cases.SendAsync(
                file.Id,
                new SupplementCase { Actor = actor, OnBehalfOf = actor.Kind == ActorKind.Staff ? CaseCommand.Applicant : null, Channel = Channels.Normalise(channel) ?? Channels.Pc, Answers = answers, Materials = [.. given], IfVersion = seenVersion, Key = key });
    }

    /// <summary>A case that the actor may see but not speak for is refused as forbidden, any other as unknown.</summary>
    private async Task<Result<CaseFile>> FindOwnAsync(Actor actor, string number, string? code, CancellationToken ct)
    {
        var found = await cases.FindAsync(actor, number, code, ct);
        return found.TryGet(out var file) && !CaseAccess.MayActAsApplicant(actor, file, code) && !FiledFor(actor, file)
            ? Problem.Forbidden("case.notApplicant", ("number", number))
            : found;
    }

    /// <summary>A window clerk hands in for the person who stands there.</summary>
    private static bool FiledFor(Actor actor, CaseFile file) =>
        actor.Kind is ActorKind.Staff or ActorKind.Channel && actor.May(Permissions.CasesFile, file.Locality, file.Authority);
}
