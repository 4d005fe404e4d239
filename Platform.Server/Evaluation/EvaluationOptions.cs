namespace Platform.Server.Evaluation;

/// <summary>Section <c>Evaluation</c> of the configuration.</summary>
internal sealed class EvaluationOptions
{
    public const string Section = "Evaluation";

    /// <summary>Hours in which the desk verifies a negative rating; places ask for 24 or 48.</summary>
    public int VerifyHours { get; set; } = 48;
}
