using Platform.Model;
using Platform.Server.Hosting;

namespace Platform.Server.Cases.Workbench;

/// <summary>Refusals of one action: each is shown at the input it is about, the others above them.</summary>
internal sealed class FieldProblems
{
    private readonly Dictionary<string, string> _byField = new(StringComparer.Ordinal);

    private FieldProblems()
    {
    }

    public static FieldProblems None { get; } = new();

    /// <summary>Those that have no input here.</summary>
    public IReadOnlyList<string> Others { get; private init; } = [];

    public bool Any => _byField.Count > 0 || Others.Count > 0;

    /// <param name="inputs">Names of the inputs there are; a field counts for the input it is or lies in.</param>
    public static FieldProblems Of(IEnumerable<Problem> problems, ProblemTexts texts, params IReadOnlyList<string> inputs)
    {
        var others = new List<string>();
        var found = new FieldProblems { Others = others };
        foreach (var problem in problems)
        {
            var field = problem.Field is { } path && path.StartsWith("data.", StringComparison.Ordinal) ? path[5..] : problem.Field;
            var input = field is null ? null : inputs.Where(i => field == i || field.StartsWith(i + ".", StringComparison.Ordinal) || field.StartsWith(i + "[", StringComparison.Ordinal)).MaxBy(i => i.Length);
            if (input is null || !found._byField.TryAdd(input, texts.Say(problem)))
            {
                others.Add(texts.Say(problem));
            }
        }

        return found;
    }

    public string? At(string input) => _byField.GetValueOrDefault(input);
}
