using System.Collections.Immutable;
using Platform.Designer.Ui.Forms;
using Platform.Model;
using Platform.Model.Cases;
using Platform.Model.Files;
using Platform.Model.Forms;
using Platform.Model.Identity;
using Platform.Model.Items;
using Platform.Server.Cases.Intake;
using Platform.Server.Hosting.Repetition;

namespace Platform.Server.Cases;

/// <summary>What an applicant does with a case that is filed, for the API and the portal alike.</summary>
internal sealed class ApplicantDesk(CaseReader cases, FilingMaterials materials, IItemCatalogue items) : ICaseUploads
{
    public async Task<Result<CaseAnswer>> WithdrawAsync(Actor actor, string number, string? code, string reason, long? seenVersion, RequestKey? key, CancellationToken ct)
    {
        var found = await FindOwnAsync(actor, number, code, ct);
        return found.TryGet(out var file)
            ? await cases.SendAsync(file.Id, new WithdrawCase { Actor = actor, OnBehalfOf = actor.Kind == ActorKind.Staff ? CaseCommand.Applicant : null, Reason = reason, IfVersion = seenVersion, Key = key })
            : Result<CaseAnswer>.Refused(found.Problems);
    }

    public async Task<Result<CaseAnswer>> SupplementAsync(Actor actor, string number, string? code, SupplementInput input, long? seenVersion, RequestKey? key, CancellationToken ct)
    {
        var found = await FindOwnAsync(actor, number, code, ct);
        if (!found.TryGet(out var file))
        {
            return Result<CaseAnswer>.Refused(found.Problems);
        }

        var problems = new List<Problem>();
        var item = await items.GetAsync(file.ItemVersionId, ct);
        var owners = CaseAccess.FileOwners(actor, file, code);
        await materials.CheckFilesAsync(owners, item.Item.Materials, input.Materials, problems, ct);
        await materials.CheckAnswerFilesAsync(owners, item, input.Answers, FormFiles.In(item.Form, file.Content.Answers).ToHashSet(), problems, ct);
        return problems.Count > 0
            ? Result<CaseAnswer>.Refused(problems)
            : await cases.SendAsync(
                file.Id,
                new SupplementCase
                {
                    Actor = actor,
                    OnBehalfOf = actor.Kind == ActorKind.Staff ? CaseCommand.Applicant : null,
                    Channel = Channels.Normalise(input.Channel) ?? (actor.Kind == ActorKind.Staff ? Channels.Window : Channels.Pc),
                    Answers = input.Answers,
                    Materials = [.. input.Materials],
                    BroughtBy = input.BroughtBy,
                    IfVersion = seenVersion,
                    Key = key,
                });
    }

    /// <summary>Whose the files are that the actor puts up for what the case waits for.</summary>
    public async ValueTask<Result<string>> OwnerAsync(Actor actor, string number, string? code, CancellationToken ct)
    {
        var found = await FindOwnAsync(actor, number, code, ct);
        return !found.TryGet(out var file) ? Result<string>.Refused(found.Problems)
            : !SupplementCase.IsAwaited(file) ? Problem.Conflict("supplement.notAsked", ("number", file.Number))
            : CaseAccess.UploadOwner(actor, file, code) is { } owner ? owner
            : Problem.Forbidden("case.notApplicant", ("number", number));
    }

    /// <summary>A case that the actor may see but not speak for is refused as forbidden, any other as unknown.</summary>
    private async Task<Result<CaseFile>> FindOwnAsync(Actor actor, string number, string? code, CancellationToken ct)
    {
        var found = await cases.FindAsync(actor, number, code, ct);
        return found.TryGet(out var file) && !CaseAccess.MayActAsApplicant(actor, file, code) && !CaseAccess.MayFileFor(actor, file)
            ? Problem.Forbidden("case.notApplicant", ("number", number))
            : found;
    }
}

/// <summary>What is handed in with a supplement.</summary>
/// <param name="Answers">The whole answers with the marked ones replaced, or only the marked ones.</param>
/// <param name="Channel">Any spelling; null = the usual one of the actor.</param>
/// <param name="BroughtBy">Who stood at the window, where somebody of the office hands it in.</param>
internal sealed record SupplementInput(Answers Answers, IReadOnlyList<MaterialInput> Materials, string? Channel = null, Bringer? BroughtBy = null);
