namespace Platform.Model.Forms;

/// <summary>Finds faults of a form before anybody has to fill it in.</summary>
public static class FormDefinitionRules
{
    /// <summary>The faults, in reading order; empty for a sound form.</summary>
    public static IReadOnlyList<Problem> Check(Form form, CodeTables? codeTables = null, FormLimits? limits = null) => [];
}
