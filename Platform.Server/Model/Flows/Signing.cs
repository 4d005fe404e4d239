namespace Platform.Model.Flows;

/// <summary>Where a signer comes in who is added to a step 加签, seen from whoever adds them.</summary>
public enum SignerPlace
{
    /// <summary>前加签: signs first; the task of whoever adds them comes back when they have.</summary>
    Before,
    /// <summary>并加签: signs at the same time.</summary>
    Beside,
    /// <summary>后加签: signs when whoever adds them has.</summary>
    After,
}

/// <summary>Somebody who is asked to sign.</summary>
/// <param name="Role">Key of the role in which they sign.</param>
/// <param name="Authority">Credit code; null = the case's authority.</param>
/// <param name="Person">Account id of the one who is asked; null = whoever holds the role.</param>
/// <param name="Name">Of that person.</param>
/// <param name="LimitDays">Own limit in working days; null = the step's.</param>
public sealed record Signer(string Role, string? Authority = null, string? Group = null, LocalizedText? Title = null, int? LimitDays = null, string? Person = null, string? Name = null);

public enum SignerState
{
    /// <summary>Others sign first.</summary>
    Waiting,
    /// <summary>Has a task.</summary>
    Open,
    Signed,
    /// <summary>Has sent their part back and gets it again.</summary>
    SentBack,
    Removed,
}

/// <summary>One signer of a step as others see it.</summary>
/// <param name="Number">From 1, the same for as long as the step is open.</param>
/// <param name="TaskId">Their open task.</param>
/// <param name="Added">Added by a colleague, not by the flow.</param>
/// <param name="Outcome">What they signed.</param>
/// <param name="By">Account id of whoever signed, or was asked to by name.</param>
/// <param name="Name">Of whoever was asked by name.</param>
public sealed record SignerLine(
    int Number, LocalizedText Title, string Role, string? Authority, SignerState State, Guid? TaskId = null, bool Added = false, string? Outcome = null, string? By = null, string? Name = null);
