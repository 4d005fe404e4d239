using Platform.Model;
using Platform.Model.Cases;
using Platform.Model.Identity;

namespace Platform.Server.Cases;

/// <summary>The officer ticks one material: seen and right, or rejected with a reason (A2). A promised material that does not do ends the case.</summary>
internal sealed record CheckMaterial : CaseCommand
{
    public required string Material { get; init; }
    public required bool Accepted { get; init; }
    public string Reason { get; init; } = "";

    public override async ValueTask<Result<Done>> DecideAsync(CaseWork work, CancellationToken ct)
    {
        if (!Actor.May(Permissions.CasesReceive, work.File.Locality, work.File.Authority) && !Actor.May(Permissions.CasesReview, work.File.Locality, work.File.Authority))
        {
            return Problem.Forbidden("material.check.forbidden");
        }

        if (work.File.State.IsTerminal())
        {
            return Problem.Conflict("case.transition.notAllowed", ("from", work.File.State), ("event", "material.checked"));
        }

        if (work.File.Content.Materials.Find(m => m.Key == Material) is not { } found)
        {
            return Problem.NotFound("material.unknown", ("value", Material));
        }

        if (found.Status == MaterialStatus.Missing)
        {
            return Problem.Conflict("material.missing", ("label", found.Name));
        }

        if (!Accepted && string.IsNullOrWhiteSpace(Reason))
        {
            return Problem.Invalid("case.reason.required", "reason");
        }

        var ticked = found with
        {
            Status = Accepted ? MaterialStatus.Checked : MaterialStatus.Rejected,
            TrustGrade = Accepted ? "B" : found.TrustGrade,
            CheckedBy = Actor.Name,
            CheckedAt = work.Now,
            Reason = Accepted ? null : Reason,
        };
        work.File = work.File with { Content = work.File.Content with { Materials = work.File.Content.Materials.Replace(found, ticked) } };
        work.Record("material.checked", new { material = Material, accepted = Accepted, reason = Accepted ? null : Reason });
        if (!Accepted && work.File.State is CaseState.Accepted or CaseState.InReview or CaseState.Suspended && work.File.Facts.Promised?.Contains(Material) == true)
        {
            return work.File.State == CaseState.Suspended
                ? Problem.Conflict("material.promised.suspended", ("label", found.Name))
                : await BrokenPromise.TerminateAsync(work, $"容缺承诺补交的材料不符合要求：{found.Name.In(LocalizedText.Chinese)}（{Reason}）", ct);
        }

        return Done.It;
    }
}
