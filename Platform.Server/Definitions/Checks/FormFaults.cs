using Platform.Model;
using Platform.Model.Definitions;
using Platform.Model.Forms;
using Platform.Model.Localities;

namespace Platform.Server.Definitions.Checks;

/// <summary>What is wrong with a form together with the questions and code tables it names.</summary>
internal static class FormFaults
{
    /// <param name="parts">What it names; null for a draft, which may name what is a draft itself, or is about to say something else.</param>
    public static IReadOnlyList<Problem> Of(Form form, FormParts? parts) =>
    [
        .. FormQuestions.Check(form, parts?.Questions ?? Questions.None),
        .. FormDefinitionRules.Check(FormQuestions.Compose(form, parts?.Questions ?? Questions.None), parts?.CodeTables),
    ];

    /// <summary>The fault of a form as one of what it is put together with.</summary>
    public static Problem Broken(string code, string form, LocalityCode place, Problem fault) =>
        Problem.Invalid(code, null, ("form", form), ("locality", place.Value), ("value", fault.Code), ("path", fault.Field));
}
