using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Model;
using Platform.Model.Cases;
using Platform.Model.Flows;
using Platform.Model.Identity;

namespace Platform.Server.Cases;

/// <summary>Ask the head of the authority for more time 延长 (Art 42): opens a task for the approver; the clocks change only when it is approved.</summary>
internal sealed record ExtendCase : CaseCommand
{
    private const string StepId = "extension";

    public required int Days { get; init; }
    public required string Reason { get; init; }

    public override ValueTask<Result<Done>> DecideAsync(CaseWork work, CancellationToken ct)
    {
        if (!Actor.May(Permissions.CasesReview, work.File.Locality, work.File.Authority))
        {
            return new(Problem.Forbidden("case.extension.forbidden"));
        }

        if (work.File.State != CaseState.InReview)
        {
            return new(Problem.Conflict("case.transition.notAllowed", ("from", work.File.State), ("event", "extended")));
        }

        var longest = work.File.Facts.Settings.LongestExtension;
        if (Days < 1 || Days > longest)
        {
            return new(Problem.Invalid("case.extension.days", "days", ("value", Days), ("expected", $"1–{longest}")));
        }

        if (string.IsNullOrWhiteSpace(Reason))
        {
            return new(Problem.Invalid("case.reason.required", "reason"));
        }

        if (work.File.Tasks.Exists(t => t.Kind == TaskKind.ApproveExtension))
        {
            return new(Problem.Conflict("case.extension.asked"));
        }

        var data = JsonSerializer.SerializeToElement(new { days = Days, reason = Reason, askedBy = Actor.Name, askedById = Actor.AccountId }, ModelJson.Options);
        work.OpenTask(
            new(
                work.Ids.Next(),
                StepId,
                TaskKind.ApproveExtension,
                LocalizedText.Of("批准延长审批期限", "Approve the extension"),
                TaskAudience.Of(Roles.Approver),
                [new("Approve", LocalizedText.Of("批准", "Approve"), "primary"), new("Reject", LocalizedText.Of("不批准", "Reject"), OpinionRequired: true)],
                Data: data),
            fromFlow: false);
        work.ActingRole = Roles.CaseOfficer;
        work.Record("extension.asked", new { Days, Reason });
        return new(Done.It);
    }

    /// <summary>The approver has decided.</summary>
    internal static async ValueTask<Result<Done>> ApprovedAsync(CaseWork work, CaseTask task, string outcome, string opinion, CancellationToken ct)
    {
        if (outcome != "Approve" || task.Data is not { } asked)
        {
            return Done.It;
        }

        if (asked.TryGetProperty("askedById", out var by) && by.GetString() == work.Actor.AccountId?.ToString())
        {
            return Problem.Of(Duties.OfficerIsApprover, ProblemKind.Forbidden);
        }

        var days = asked.GetProperty("days").GetInt32();
        var extended = work.Apply(new CaseTransition.Extend(days, asked.GetProperty("reason").GetString()!, work.Actor.AccountId!.Value.ToString()));
        return extended.Succeeded
            ? await work.AdvanceAsync(new FlowStimulus.Signal(FlowSignals.Extended, JsonSerializer.SerializeToElement(new JsonObject { ["days"] = days, ["opinion"] = opinion })), ct)
            : extended;
    }
}
