using Platform.Model.Forms;

namespace Platform.Model.Items;

/// <summary>Finds conditions of an item that name scenario questions it does not ask.</summary>
public static class ItemReferences
{
    /// <summary>Of a condition that asks for an answer the form does not have.</summary>
    public const string FormCode = "item.formReference";

    /// <summary>One <c>item.scenarioReference</c> per wrong name. Names outside the scenario belong to the form, which the item does not know.</summary>
    public static IReadOnlyList<Problem> Check(ServiceItem item)
    {
        var problems = new List<Problem>();
        for (var i = 0; i < item.Scenario.Count; i++)
        {
            var earlier = item.Scenario.Take(i).Select(q => q.Key).ToHashSet(StringComparer.Ordinal);
            problems.AddRange(Wrong(item.Scenario[i].VisibleWhen, earlier, $"scenario[{item.Scenario[i].Key}].visibleWhen"));
        }

        var all = item.Scenario.Select(q => q.Key).ToHashSet(StringComparer.Ordinal);
        problems.AddRange(item.Materials.SelectMany(m => Wrong(m.Condition, all, $"materials[{m.Key}].condition")));
        return problems;
    }

    /// <summary>One <c>item.formReference</c> per name by which a condition of a material asks for an answer that the form does not have.</summary>
    public static IReadOnlyList<Problem> CheckForm(ServiceItem item, Form form)
    {
        var index = FormIndex.Of(form);
        return
        [
            .. item.Materials.SelectMany(m => Names(m.Condition)
                .Where(n => !n.StartsWith(MaterialRules.Scenario + ".", StringComparison.Ordinal) && !(FieldPath.TryParse(n, out var path) && index.Find(path) is not null))
                .Distinct()
                .Select(n => Problem.Invalid(FormCode, $"materials[{m.Key}].condition", ("item", item.Name), ("material", m.Name), ("name", n)))),
        ];
    }

    private static IEnumerable<Problem> Wrong(Condition? condition, HashSet<string> questions, string field) =>
        Names(condition)
            .Where(n => n.StartsWith(MaterialRules.Scenario + ".", StringComparison.Ordinal) && !questions.Contains(n[(MaterialRules.Scenario.Length + 1)..]))
            .Select(n => Problem.Invalid("item.scenarioReference", field, ("value", n)));

    /// <summary>The names a condition reads; those it looks up inside the items of a repeat are not among them.</summary>
    internal static IEnumerable<string> Names(Condition? condition) => condition switch
    {
        null or AlwaysCondition => [],
        AllCondition all => all.Conditions.SelectMany(Names),
        AnyCondition any => any.Conditions.SelectMany(Names),
        NotCondition not => Names(not.Condition),
        CompareCondition compare => compare.Other is { } other ? [compare.Field, other] : [compare.Field],
        InCondition one => [one.Field],
        IsEmptyCondition empty => [empty.Field],
        ContainsCondition contains => [contains.Field],
        AnyItemCondition or EveryItemCondition or CountCondition => [],
        _ => throw new ArgumentOutOfRangeException(nameof(condition), condition, "An unknown condition."),
    };
}
