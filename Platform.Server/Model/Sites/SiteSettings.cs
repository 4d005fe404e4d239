using Platform.Model.Evaluation;

namespace Platform.Model.Sites;

/// <summary>What a place lays down for its site: the document of the definition <see cref="Key"/> of kind Site. Everything has a default.</summary>
public sealed record SiteSettings
{
    /// <summary>The one definition of this kind; the nearest owner at or above a place counts.</summary>
    public const string Key = "site";

    public const int LongestDraftDays = 365;
    public const int LongestBarDays = 3650;

    public const int MostUnmasksPerDay = 1000;

    public static SiteSettings Default { get; } = new();

    /// <summary>Days a draft is kept after it was last saved, 1–365.</summary>
    public int DraftDays { get; init; } = 30;

    /// <summary>Days before its end on which whoever types it is told, at least 0 and less than <see cref="DraftDays"/>; 0 = nobody is told.</summary>
    public int DraftWarningDays { get; init; } = 3;

    /// <summary>Days for which nobody is accepted with a gap after a promise they did not keep; 0 = nobody is entered by the system.</summary>
    public int BrokenPromiseDays { get; init; } = 365;

    /// <summary>Limits of the stages of a negative rating.</summary>
    public EvaluationSettings Evaluation { get; init; } = EvaluationSettings.Default;

    /// <summary>Cases of which one person may see the personal data whole on one day, 0–1000.</summary>
    public int UnmasksPerDay { get; init; } = 50;

    /// <summary>Whether nobody publishes a draft they edited; null = as the installation says, which is yes except in a demo.</summary>
    public bool? FourEyesOnPublishing { get; init; }

    /// <summary>
    /// Problems <c>site.brokenPromiseDays</c>, <c>site.draftDays</c>, <c>site.draftWarningDays</c>, <c>site.unmasksPerDay</c> and those of
    /// <see cref="EvaluationSettings.Check"/>, whose fields begin with <c>evaluation.</c>.
    /// </summary>
    public IReadOnlyList<Problem> Check()
    {
        var problems = new List<Problem>();
        if (DraftDays is < 1 or > LongestDraftDays)
        {
            problems.Add(Problem.Invalid("site.draftDays", "draftDays", ("value", DraftDays), ("expected", $"1–{LongestDraftDays}")));
        }

        if (DraftWarningDays < 0 || DraftWarningDays >= DraftDays)
        {
            problems.Add(Problem.Invalid("site.draftWarningDays", "draftWarningDays", ("value", DraftWarningDays), ("expected", $"0–{DraftDays - 1}")));
        }

        if (BrokenPromiseDays is < 0 or > LongestBarDays)
        {
            problems.Add(Problem.Invalid("site.brokenPromiseDays", "brokenPromiseDays", ("value", BrokenPromiseDays), ("expected", $"0–{LongestBarDays}")));
        }

        if (UnmasksPerDay is < 0 or > MostUnmasksPerDay)
        {
            problems.Add(Problem.Invalid("site.unmasksPerDay", "unmasksPerDay", ("value", UnmasksPerDay), ("expected", $"0–{MostUnmasksPerDay}")));
        }

        problems.AddRange(Evaluation.Check().Select(p => p with { Field = "evaluation." + p.Field }));
        return problems;
    }
}
