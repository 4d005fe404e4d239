using Platform.Model;
using Platform.Model.Forms;
using Platform.Model.Items;

namespace Platform.Server.Cases.Intake;

/// <summary>Answers brought into normal form, calculated and checked by the rules of the item's form; problems carry fields <c>answers.path</c>.</summary>
internal static class FormAnswers
{
    public static (Answers Answers, IReadOnlyList<Problem> Problems) Check(PublishedItem item, Answers given, DateOnly today)
    {
        var settled = item.Form.Settle(given, today);
        return (settled, [.. item.Form.Validate(settled, FormContext.Whole(today)).Select(Prefixed)]);
    }

    private static Problem Prefixed(Problem problem) => problem with { Field = problem.Field is null ? "answers" : "answers." + problem.Field };
}
