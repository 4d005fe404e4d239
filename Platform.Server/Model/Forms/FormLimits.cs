namespace Platform.Model.Forms;

/// <summary>What a platform takes at most, whatever a form allows.</summary>
/// <param name="MaxItems">Items of one repeat, or entries of one list, that names no limit of its own.</param>
/// <param name="MaxItemsAllowed">Upper end for a form's own limit.</param>
/// <param name="MaxText">Characters of a text that names no limit of its own.</param>
/// <param name="MaxDepth">Repeats inside each other.</param>
/// <param name="MaxValues">Answers of all items together.</param>
/// <param name="MaxProblems">Problems one validation reports; it stops there.</param>
/// <param name="MaxNameShown">Characters of an unknown name that a problem repeats.</param>
public sealed record FormLimits(int MaxItems = 200, int MaxItemsAllowed = 1000, int MaxText = 4000, int MaxDepth = 4, int MaxValues = 50_000, int MaxProblems = 200, int MaxNameShown = 80)
{
    public static FormLimits Default { get; } = new();
}
