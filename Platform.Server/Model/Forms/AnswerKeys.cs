namespace Platform.Model.Forms;

/// <summary>Members of answers that are no question of the form.</summary>
public static class AnswerKeys
{
    /// <summary>
    /// The answers of the item's scenario questions, an object of texts. Conditions read them as <c>scenario.x</c>; the form itself asks none of them,
    /// so no element outside repeats may have this key.
    /// </summary>
    public const string Scenario = "scenario";
}
