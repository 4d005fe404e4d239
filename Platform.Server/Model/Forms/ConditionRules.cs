using System.Text.Json.Nodes;

namespace Platform.Model.Forms;

/// <summary>Evaluates conditions.</summary>
public static class ConditionRules
{
    /// <summary>Whether <paramref name="condition"/> holds. Null holds.</summary>
    /// <param name="scopePath">Path of the repeat item the names are looked up in, as <c>members[2]</c>; empty for the whole form.</param>
    public static bool Evaluate(Condition? condition, Answers answers, string scopePath = "") =>
        condition is null || Holds(condition, AnswerScope.At(answers, scopePath));

    internal static bool Holds(Condition condition, AnswerScope scope) => condition switch
    {
        AlwaysCondition => true,
        AllCondition all => all.Conditions.All(c => Holds(c, scope)),
        AnyCondition any => any.Conditions.Any(c => Holds(c, scope)),
        NotCondition not => !Holds(not.Condition, scope),
        CompareCondition compare => AnswerValue.Holds(AnswerValue.Read(scope.Find(compare.Field)), compare.Is, RightSide(compare, scope)),
        InCondition one => AnswerValue.Read(scope.Find(one.Field)) is { } value && one.Values.Any(v => AnswerValue.AreEqual(value, AnswerValue.Read(v))),
        IsEmptyCondition empty => AnswerValue.IsEmpty(scope.Find(empty.Field)),
        ContainsCondition contains => Contains(scope.Find(contains.Field), contains.Value),
        AnyItemCondition any => scope.Items(any.Repeat).Any(i => Holds(any.Where, i)),
        EveryItemCondition every => scope.Items(every.Repeat).All(i => Holds(every.Where, i)),
        CountCondition count => AnswerValue.Holds((decimal)Count(scope, count.Repeat, count.Where), count.Is, (decimal)count.Value),
        _ => throw new ArgumentOutOfRangeException(nameof(condition), condition, "An unknown condition."),
    };

    internal static int Count(AnswerScope scope, string repeat, Condition? where) =>
        scope.Items(repeat).Count(i => where is null || Holds(where, i));

    private static object? RightSide(CompareCondition compare, AnswerScope scope) =>
        compare.Other is { } other ? AnswerValue.Read(scope.Find(other))
        : compare.Value is { } literal ? AnswerValue.Read(literal)
        : null;

    private static bool Contains(JsonNode? answer, string value) => answer switch
    {
        JsonArray items => items.Any(i => AnswerValue.TextOf(i) == value),
        _ => AnswerValue.TextOf(answer)?.Contains(value, StringComparison.Ordinal) ?? false,
    };
}
