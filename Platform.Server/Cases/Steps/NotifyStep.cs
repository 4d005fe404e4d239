using System.Text.Json;
using Platform.Model.Flows;

namespace Platform.Server.Cases.Steps;

/// <summary>Sends a message to the applicant, or to everybody who holds a role.</summary>
internal sealed class NotifyStep : CaseStep
{
    private const string Applicant = "applicant";

    private static readonly JsonElement Nothing = JsonElement.Parse("{}");

    public override StepDescription Description { get; } = Describe(
        "Notify",
        "bell",
        [
            In("template", StepEditor.MessageTemplate, required: true),
            In("to", StepEditor.Choice, Applicant, choices: [Port(Applicant, "input.to.applicant"), Port("role", "input.to.role")]),
            In("role", StepEditor.Role),
            In("authority", StepEditor.Authority),
            In("data", StepEditor.Json),
        ],
        [StepOutcome.Done]) with
    {
        Waits = false,
        CanUndo = true,
    };

    public override ValueTask<StepResult> ExecuteAsync(StepContext context, CancellationToken ct)
    {
        var to = context.Input("to", Applicant);
        var role = to is Applicant or "role" ? Text(context, "role") : to;
        if (Text(context, "template") is not { } template || (to != Applicant && role is null))
        {
            return new(StepResult.Fault("step.inputMissing", $"Step '{context.StepId}' needs a template, and a role when it is not for the applicant."));
        }

        var audience = to == Applicant ? TaskAudience.TheApplicant : new TaskAudience(false, role, Text(context, "authority"));
        context.Emit(new FlowEffect.Notify(template, audience, context.Input("data", Nothing)));
        return new(StepResult.Complete());
    }
}
