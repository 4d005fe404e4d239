using Platform.Model.Cases;

namespace Platform.Model.Flows;

/// <summary>What becomes of the flow between a step that sends back 退回 and the step it is sent back to; the input <c>sendBack</c> of the sending step.</summary>
public enum SendBackRule
{
    /// <summary>The earlier step is done again and everything that followed from it as well. What was open of that ends.</summary>
    Through,
    /// <summary>退回后直送: the earlier step is done again and goes straight back to whoever sent it, when nothing else would have to be done again and its new outcome leads there.</summary>
    Straight,
    /// <summary>Only the one task goes; the others of its step stay open, with what was signed, and it comes back to whoever sent it.</summary>
    Alone,
    /// <summary>Nothing can be sent back from here, except over a connection.</summary>
    None,
}

/// <summary>A step somebody has done and that can be sent back to.</summary>
/// <param name="By">Account id of whoever did it and will be given it again; null when nobody is known.</param>
/// <param name="Way">What would happen, never <see cref="SendBackRule.None"/>.</param>
/// <param name="Ends">Open tasks of other steps that would close; what they were for is done again.</param>
public sealed record EarlierStep(string StepId, LocalizedText Title, string? By, SendBackRule Way, IReadOnlyList<Guid> Ends);

/// <summary>What holds for sending back in every engine.</summary>
public static class SendingBack
{
    /// <summary>Input of a step that says what its tasks may send back, see <see cref="SendBackRule"/>.</summary>
    public const string Input = "sendBack";

    /// <summary>Reason of a task that closes because what it was for is done again.</summary>
    public const string Reason = "sentBack";

    /// <summary>Whether the effect is an act in law that cannot be made a second time: nobody sends back past it.</summary>
    public static bool IsBarredBy(FlowEffect effect) => effect is FlowEffect.RequestTransition
    {
        Transition: not (CaseTransition.BeginReview or CaseTransition.Suspend or CaseTransition.Resume or CaseTransition.MoveInternally),
    };
}
