using Platform.Model;
using Platform.Model.Forms;

namespace Platform.Server.Cases.Intake;

/// <summary>Answers brought into normal form, calculated and checked by the rules of the form; problems carry fields <c>answers.path</c>.</summary>
internal static class FormAnswers
{
    /// <param name="scenario">Option by question: conditions of the form may look at it as <c>scenario.key</c>.</param>
    public static (Answers Answers, IReadOnlyList<Problem> Problems) Check(CompiledForm form, Answers given, IReadOnlyDictionary<string, string> scenario, DateOnly today)
    {
        var (settled, problems) = form.Check(given, scenario, today);
        return (settled, [.. problems.Select(Prefixed)]);
    }

    private static Problem Prefixed(Problem problem) => problem with { Field = problem.Field is null ? "answers" : "answers." + problem.Field };
}
