using System.Text.Json.Nodes;
using Platform.Model.Forms;

namespace Platform.Model.Items;

/// <summary>Computes the material list of one application (A2).</summary>
public static class MaterialRules
{
    /// <summary>Name under which conditions see the scenario's answers: <c>scenario.placeType</c>.</summary>
    public const string Scenario = AnswerKeys.Scenario;

    /// <summary>The requirements that apply, in the item's order.</summary>
    /// <param name="scenario">Option by question key; answers to questions that are not asked do not count.</param>
    /// <param name="answers">The form's answers so far; conditions on what is not answered yet do not hold.</param>
    public static IReadOnlyList<MaterialRequirement> Required(ServiceItem item, IReadOnlyDictionary<string, string> scenario, Answers answers)
    {
        var facts = answers.With(Scenario, Asked(item.Scenario, scenario));
        return [.. item.Materials.Where(m => ConditionRules.Evaluate(m.Condition, facts))];
    }

    /// <summary>The requirements that may still come to apply, depending on answers to the form that nobody has given yet; in the item's order.</summary>
    /// <param name="scenario">As for <see cref="Required"/>.</param>
    public static IReadOnlyList<MaterialRequirement> Possible(ServiceItem item, IReadOnlyDictionary<string, string> scenario)
    {
        var facts = Answers.Empty.With(Scenario, Asked(item.Scenario, scenario));
        return [.. item.Materials.Where(m => m.Condition is { } condition && !ConditionRules.Evaluate(condition, facts) && CanHold(condition, facts))];
    }

    private static bool CanHold(Condition condition, Answers facts) => condition switch
    {
        AllCondition all => all.Conditions.All(c => CanHold(c, facts)),
        AnyCondition any => any.Conditions.Any(c => CanHold(c, facts)),
        AnyItemCondition or EveryItemCondition or CountCondition => true,
        _ => ConditionRules.Evaluate(condition, facts) || ItemReferences.Names(condition).Any(n => !n.StartsWith(Scenario + ".", StringComparison.Ordinal)),
    };

    /// <summary>The questions to ask, given the answers to those before them.</summary>
    public static IReadOnlyList<ScenarioQuestion> Questions(IReadOnlyList<ScenarioQuestion> questions, IReadOnlyDictionary<string, string> scenario)
    {
        var asked = new List<ScenarioQuestion>();
        var known = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var question in questions)
        {
            if (!ConditionRules.Evaluate(question.VisibleWhen, Answers.Empty.With(Scenario, ToJson(known))))
            {
                continue;
            }

            asked.Add(question);
            if (scenario.TryGetValue(question.Key, out var option) && question.Options.Any(o => o.Value == option))
            {
                known[question.Key] = option;
            }
        }

        return asked;
    }

    /// <summary>
    /// What is wrong with the answers: <c>scenario.unknown</c> for a question that is none of these, <c>scenario.option</c> for an option it does not
    /// offer, and with <paramref name="complete"/> <c>scenario.missing</c>. Fields are <c>scenario.&lt;key&gt;</c>.
    /// </summary>
    public static IReadOnlyList<Problem> Check(IReadOnlyList<ScenarioQuestion> questions, IReadOnlyDictionary<string, string> scenario, bool complete)
    {
        var problems = new List<Problem>();
        foreach (var (key, value) in scenario)
        {
            if (questions.FirstOrDefault(q => q.Key == key) is not { } question)
            {
                problems.Add(Problem.Invalid("scenario.unknown", $"{Scenario}.{key}", ("value", key), ("expected", string.Join(", ", questions.Select(q => q.Key)))));
            }
            else if (question.Options.All(o => o.Value != value))
            {
                problems.Add(Problem.Invalid("scenario.option", $"{Scenario}.{key}", ("value", value), ("expected", string.Join(", ", question.Options.Select(o => o.Value)))));
            }
        }

        if (complete)
        {
            problems.AddRange(Questions(questions, scenario).Where(q => !scenario.ContainsKey(q.Key)).Select(q => Problem.Invalid("scenario.missing", $"{Scenario}.{q.Key}", ("label", q.Question))));
        }

        return problems;
    }

    /// <summary>The answers that count, as conditions see them: to questions that are asked, with options they offer.</summary>
    public static JsonObject Asked(IReadOnlyList<ScenarioQuestion> questions, IReadOnlyDictionary<string, string> scenario) => ToJson(
        Questions(questions, scenario)
            .Where(q => scenario.TryGetValue(q.Key, out var option) && q.Options.Any(o => o.Value == option))
            .ToDictionary(q => q.Key, q => scenario[q.Key], StringComparer.Ordinal));

    private static JsonObject ToJson(IReadOnlyDictionary<string, string> values) => new(values.Select(v => KeyValuePair.Create<string, JsonNode?>(v.Key, v.Value)));
}
