using System.Text.Json;
using System.Text.Json.Nodes;

namespace Platform.Model.Forms;

/// <summary>Says conditions in JSON Schema, as far as it can: exactly, or not at all.</summary>
internal sealed class ConditionSchema(FormIndex index)
{
    /// <summary>
    /// A schema that an object meets exactly when the condition holds in it. Null for what a schema cannot see: answers around the object, calculated answers,
    /// the order of days and amounts, two answers compared.
    /// </summary>
    /// <param name="scope">The repeat whose item the object is; null for the whole form.</param>
    public JsonObject? TryWrite(Condition condition, FormNode? scope) => condition switch
    {
        AlwaysCondition => [],
        AllCondition all => Group("allOf", all.Conditions, scope),
        AnyCondition any => any.Conditions.Count == 0 ? new JsonObject { ["not"] = new JsonObject() } : Group("anyOf", any.Conditions, scope),
        NotCondition not => Not(TryWrite(not.Condition, scope)),
        CompareCondition { Other: null, Value: { } value } compare => Compare(compare, value, scope),
        InCondition one when IsPlain(one.Field, scope) => Member(one.Field, new JsonObject { ["enum"] = new JsonArray([.. one.Values.Select(v => JsonNode.Parse(v.GetRawText()))]) }),
        IsEmptyCondition empty when IsOwn(empty.Field, scope) && !empty.Field.Contains('.', StringComparison.Ordinal) => IsEmpty(empty.Field),
        ContainsCondition contains when IsOwn(contains.Field, scope) && TypeOf(contains.Field, scope) == FieldType.Choices =>
            Member(contains.Field, new JsonObject { ["type"] = "array", ["contains"] = new JsonObject { ["const"] = contains.Value } }),
        AnyItemCondition any => Repeat(any.Repeat, any.Where, scope, where => Member(any.Repeat, new JsonObject { ["type"] = "array", ["contains"] = where })),
        EveryItemCondition every => Repeat(every.Repeat, every.Where, scope, where => new JsonObject { ["properties"] = new JsonObject { [every.Repeat] = new JsonObject { ["items"] = where } } }),
        CountCondition count => Repeat(count.Repeat, count.Where ?? Condition.Always, scope, where => Count(count, where)),
        _ => null,
    };

    private JsonObject? Group(string keyword, IReadOnlyList<Condition> conditions, FormNode? scope)
    {
        var parts = conditions.Select(c => TryWrite(c, scope)).ToList();
        return parts.Contains(null) ? null : parts.Count == 0 ? [] : new JsonObject { [keyword] = new JsonArray([.. parts]) };
    }

    private JsonObject? Compare(CompareCondition compare, JsonElement value, FormNode? scope)
    {
        if (!IsPlain(compare.Field, scope))
        {
            return null;
        }

        var isNumber = TypeOf(compare.Field, scope) is FieldType.Number or FieldType.Integer && value.ValueKind == JsonValueKind.Number;
        var keyword = compare.Is switch
        {
            Comparison.Less => "exclusiveMaximum",
            Comparison.LessOrEqual => "maximum",
            Comparison.Greater => "exclusiveMinimum",
            Comparison.GreaterOrEqual => "minimum",
            _ => "const",
        };
        if (keyword != "const" && !isNumber)
        {
            return null;
        }

        var member = new JsonObject { [keyword] = JsonNode.Parse(value.GetRawText()) };
        if (keyword != "const")
        {
            member["type"] = "number";
        }

        var holds = Member(compare.Field, member);
        return compare.Is == Comparison.NotEquals ? Not(holds) : holds;
    }

    private JsonObject? Repeat(string repeat, Condition where, FormNode? scope, Func<JsonObject, JsonObject?> write) =>
        IsOwn(repeat, scope) && index.Resolve(repeat, scope) is { Element: FormRepeat } node && TryWrite(where, node) is { } schema ? write(schema) : null;

    private static JsonObject Count(CountCondition count, JsonObject where)
    {
        var (least, most) = count.Is switch
        {
            Comparison.Equals or Comparison.NotEquals => (count.Value, count.Value),
            Comparison.Less => (0, count.Value - 1),
            Comparison.LessOrEqual => (0, count.Value),
            Comparison.Greater => (count.Value + 1, int.MaxValue),
            Comparison.GreaterOrEqual => (count.Value, int.MaxValue),
            _ => throw new ArgumentOutOfRangeException(nameof(count), count, "An unknown comparison."),
        };
        if (most < 0 || least == int.MinValue)
        {
            return count.Is == Comparison.NotEquals ? [] : new JsonObject { ["not"] = new JsonObject() };
        }

        var counted = new JsonObject { ["contains"] = where, ["minContains"] = Math.Max(0, least) };
        if (most < int.MaxValue)
        {
            counted["maxContains"] = most;
        }

        // A repeat that is absent has no items.
        var holds = least <= 0 ? new JsonObject { ["properties"] = new JsonObject { [count.Repeat] = counted } } : Member(count.Repeat, counted);
        return count.Is == Comparison.NotEquals ? Not(holds)! : holds;
    }

    /// <summary>Asked of settled answers, where what is blank is gone.</summary>
    private static JsonObject IsEmpty(string name) => new()
    {
        ["anyOf"] = new JsonArray(
            new JsonObject { ["not"] = new JsonObject { ["required"] = new JsonArray(name) } },
            new JsonObject { ["properties"] = new JsonObject { [name] = new JsonObject { ["enum"] = new JsonArray("", null, new JsonArray(), new JsonObject()) } } }),
    };

    private static JsonObject Member(string name, JsonObject schema)
    {
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        return dot < 0
            ? new JsonObject { ["properties"] = new JsonObject { [name] = schema }, ["required"] = new JsonArray(name) }
            : Member(name[..dot], Member(name[(dot + 1)..], schema));
    }

    private static JsonObject? Not(JsonObject? schema) => schema is null ? null : new JsonObject { ["not"] = schema };

    /// <summary>A scalar of this object whose equality in JSON is that of <see cref="AnswerValue.AreEqual"/>: amounts compare as numbers, but stand as strings.</summary>
    private bool IsPlain(string name, FormNode? scope) =>
        (scope is null && name.StartsWith(AnswerKeys.Scenario + ".", StringComparison.Ordinal)) || (IsOwn(name, scope) && TypeOf(name, scope) is not (null or FieldType.Money));

    /// <summary>An answer of this very object that somebody gives.</summary>
    private bool IsOwn(string name, FormNode? scope) =>
        index.Resolve(name, scope) is { } node && node.Repeat == scope && node.Element is not FormField { Calculated: not null };

    private FieldType? TypeOf(string name, FormNode? scope) => (index.Resolve(name, scope)?.Element as FormField)?.Type;
}
