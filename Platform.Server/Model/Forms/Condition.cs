using System.Text.Json;
using System.Text.Json.Serialization;

namespace Platform.Model.Forms;

/// <summary>
/// A condition over answers, in the file told apart by <c>op</c>. A field is named by its key, a part of an address as <c>home.division</c>;
/// inside a repeat the name is looked up in the same item first, then outward.
/// </summary>
[JsonConverter(typeof(ConditionConverter))]
public abstract record Condition : DefinitionPart
{
    public static Condition Always { get; } = new AlwaysCondition();
}

/// <summary>Holds always.</summary>
public sealed record AlwaysCondition : Condition;

/// <summary>Holds when each part holds; without parts it holds.</summary>
public sealed record AllCondition : Condition
{
    public IReadOnlyList<Condition> Conditions { get; init => field = List(value); } = [];
}

/// <summary>Holds when at least one part holds; without parts it does not.</summary>
public sealed record AnyCondition : Condition
{
    public IReadOnlyList<Condition> Conditions { get; init => field = List(value); } = [];
}

/// <summary>Holds when its part does not.</summary>
public sealed record NotCondition : Condition
{
    public required Condition Condition { get; init => field = Given(value); }
}

/// <summary>How two values are compared.</summary>
public enum Comparison
{
    Equals,
    NotEquals,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// <summary>
/// Compares the answer of a field with a literal or with the answer of another field. Numbers and amounts compare as numbers, days by date, the rest as text.
/// A missing answer equals nothing and is neither less nor greater.
/// </summary>
public sealed record CompareCondition : Condition
{
    public required string Field { get; init => field = Given(value); }

    public required Comparison Is { get; init; }

    /// <summary>A string, number or boolean; ignored when <see cref="Other"/> is given.</summary>
    public JsonElement? Value { get; init; }

    /// <summary>Name of the other field.</summary>
    public string? Other { get; init; }
}

/// <summary>Holds when the answer is one of the values.</summary>
public sealed record InCondition : Condition
{
    public required string Field { get; init => field = Given(value); }

    public IReadOnlyList<JsonElement> Values { get; init => field = value ?? []; } = [];
}

/// <summary>Holds when a field or repeat has no answer: absent, blank, or an empty list.</summary>
public sealed record IsEmptyCondition : Condition
{
    public required string Field { get; init => field = Given(value); }
}

/// <summary>Holds when the chosen options include the value, or the text contains it.</summary>
public sealed record ContainsCondition : Condition
{
    public required string Field { get; init => field = Given(value); }

    public required string Value { get; init => field = Given(value); }
}

/// <summary>Holds when at least one item of the repeat meets the condition, which is read inside the item.</summary>
public sealed record AnyItemCondition : Condition
{
    public required string Repeat { get; init => field = Given(value); }

    public required Condition Where { get; init => field = Given(value); }
}

/// <summary>Holds when all items of the repeat meet the condition, and so when there are none.</summary>
public sealed record EveryItemCondition : Condition
{
    public required string Repeat { get; init => field = Given(value); }

    public required Condition Where { get; init => field = Given(value); }
}

/// <summary>Compares the number of items of a repeat, or of those that meet a condition.</summary>
public sealed record CountCondition : Condition
{
    public required string Repeat { get; init => field = Given(value); }

    /// <summary>Counts only the items that meet this; null counts all.</summary>
    public Condition? Where { get; init; }

    public required Comparison Is { get; init; }

    public required int Value { get; init; }
}

/// <summary>Reads and writes when a field is required: <c>true</c>, <c>false</c> or a condition.</summary>
internal sealed class RequirementConverter : JsonConverter<Condition>
{
    public override Condition? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.True => Condition.Always,
        JsonTokenType.False => null,
        _ => JsonSerializer.Deserialize<Condition>(ref reader, options),
    };

    public override void Write(Utf8JsonWriter writer, Condition value, JsonSerializerOptions options)
    {
        if (value is AlwaysCondition { More: null })
        {
            writer.WriteBooleanValue(true);
        }
        else
        {
            JsonSerializer.Serialize(writer, value, options);
        }
    }
}

internal sealed class ConditionConverter() : TaggedByTableConverter<Condition>("op", new Dictionary<string, Type>
{
    ["always"] = typeof(AlwaysCondition),
    ["all"] = typeof(AllCondition),
    ["any"] = typeof(AnyCondition),
    ["not"] = typeof(NotCondition),
    ["compare"] = typeof(CompareCondition),
    ["in"] = typeof(InCondition),
    ["isEmpty"] = typeof(IsEmptyCondition),
    ["contains"] = typeof(ContainsCondition),
    ["anyItem"] = typeof(AnyItemCondition),
    ["everyItem"] = typeof(EveryItemCondition),
    ["count"] = typeof(CountCondition),
});
