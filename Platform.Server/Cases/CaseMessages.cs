using Platform.Model.Cases;

namespace Platform.Server.Cases;

/// <summary>Which transitions the applicant is told of, and with which message template.</summary>
internal static class CaseMessages
{
    public static void After(CaseWork work, string eventName, CaseTransition transition)
    {
        var template = transition switch
        {
            CaseTransition.Receive => "case-received",
            CaseTransition.RequestSupplement => "supplement-requested",
            CaseTransition.Accept or CaseTransition.DeemAccepted => "case-accepted",
            CaseTransition.RefuseAcceptance or CaseTransition.NotRequire => "case-refused",
            CaseTransition.Suspend => "case-suspended",
            CaseTransition.Extend => "case-extended",
            CaseTransition.Decide => "decision-made",
            CaseTransition.Complete => "ready-to-collect",
            CaseTransition.Deliver => "rating-invited",
            CaseTransition.ForwardUp => "case-forwarded",
            CaseTransition.Annul => "case-annulled",
            CaseTransition.Terminate or CaseTransition.SupplementOverdue => "case-terminated",
            _ => null,
        };
        if (template is not null)
        {
            work.TellApplicant(template, new { @event = eventName });
        }
    }
}
