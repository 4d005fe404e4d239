using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Platform.Model.Decisions;

/// <summary>A value as cells of a decision table know it. Numbers are decimal, so that 0.1 + 0.2 is 0.3.</summary>
public abstract record DecisionValue
{
    private DecisionValue()
    {
    }

    public static DecisionValue Missing { get; } = new Null();

    /// <summary>Nothing is known; prints as <c>null</c>.</summary>
    public sealed record Null : DecisionValue
    {
        public override string ToString() => "null";
    }

    public sealed record Text(string Value) : DecisionValue
    {
        public override string ToString() => Quote(Value);
    }

    public sealed record Number(decimal Value) : DecisionValue
    {
        public override string ToString() => Value == 0 ? "0" : Value.ToString("0.#############################", CultureInfo.InvariantCulture);
    }

    public sealed record Date(DateOnly Value) : DecisionValue
    {
        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"date(\"{Value:yyyy-MM-dd}\")");
    }

    public sealed record Truth(bool Value) : DecisionValue
    {
        public override string ToString() => Value ? "true" : "false";
    }

    public bool IsNull => this is Null;

    /// <summary>As a cell says it; reading it gives the same value.</summary>
    public abstract override string ToString();

    /// <summary>Whether a column of this type may hold it; nothing may be missing anywhere.</summary>
    public bool Fits(DecisionType type) => this switch
    {
        Null => true,
        Text => type == DecisionType.Text,
        Number number => type == DecisionType.Number || (type == DecisionType.Integer && decimal.IsInteger(number.Value)),
        Date => type == DecisionType.Date,
        Truth => type == DecisionType.Boolean,
        _ => throw new InvalidOperationException($"Unexpected value {this}."),
    };

    /// <summary>Which comes first of two values of one ordered type; null where there is no order: other types, or something missing.</summary>
    public static int? Compare(DecisionValue left, DecisionValue right) => (left, right) switch
    {
        (Number a, Number b) => a.Value.CompareTo(b.Value),
        (Date a, Date b) => a.Value.CompareTo(b.Value),
        _ => null,
    };

    public JsonElement ToJson() => this switch
    {
        Null => JsonSerializer.SerializeToElement<object?>(null),
        Text text => JsonSerializer.SerializeToElement(text.Value, ModelJson.Options),
        Number number => JsonElement.Parse(number.ToString()),
        Date date => JsonSerializer.SerializeToElement(date.Value.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
        Truth truth => JsonSerializer.SerializeToElement(truth.Value),
        _ => throw new InvalidOperationException($"Unexpected value {this}."),
    };

    /// <summary>Reads what a form, a script or a request gives: days are ISO texts, amounts of money are texts in a form (<c>"500.00"</c>), an empty text is missing.</summary>
    public static bool TryRead(JsonElement? json, DecisionType type, [NotNullWhen(true)] out DecisionValue? value)
    {
        value = json?.ValueKind switch
        {
            null or JsonValueKind.Null or JsonValueKind.Undefined => Missing,
            JsonValueKind.String when json.Value.GetString() is "" => Missing,
            JsonValueKind.String when type == DecisionType.Text => new Text(json.Value.GetString()!),
            JsonValueKind.String when type == DecisionType.Date && DateOnly.TryParseExact(json.Value.GetString(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) => new Date(day),
            JsonValueKind.String when type is DecisionType.Number or DecisionType.Integer
                && decimal.TryParse(json.Value.GetString(), NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount) => new Number(amount),
            JsonValueKind.Number when type is DecisionType.Number or DecisionType.Integer && json.Value.TryGetDecimal(out var number) => new Number(number),
            JsonValueKind.True or JsonValueKind.False when type == DecisionType.Boolean => new Truth(json.Value.ValueKind == JsonValueKind.True),
            _ => null,
        };
        if (value is not null && !value.Fits(type))
        {
            value = null;
        }

        return value is not null;
    }

    private static string Quote(string text)
    {
        var quoted = new StringBuilder("\"", text.Length + 2);
        foreach (var character in text)
        {
            _ = character switch
            {
                '"' => quoted.Append("\\\""),
                '\\' => quoted.Append("\\\\"),
                '\n' => quoted.Append("\\n"),
                '\r' => quoted.Append("\\r"),
                '\t' => quoted.Append("\\t"),
                _ when char.IsControl(character) => quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:X4}"),
                _ => quoted.Append(character),
            };
        }

        return quoted.Append('"').ToString();
    }
}
