using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using Jint;
using Platform.Model;
using Platform.Model.Flows;

namespace Platform.Server.Flows.BuiltIn;

/// <summary>Where the value of an input comes from; scripts are parsed once per definition version.</summary>
internal abstract record FlowExpression
{
    private FlowExpression()
    {
    }

    /// <summary>Null when the value is known only at run time.</summary>
    public virtual JsonElement? Constant => null;

    /// <summary>A value as it stands, of the types Literal and Object.</summary>
    public sealed record Literal(JsonElement? Value) : FlowExpression
    {
        public override JsonElement? Constant => Value;
    }

    /// <param name="Reference">Id or name as written; <paramref name="VariableId"/> is null when no such variable is in scope.</param>
    public sealed record Variable(string Reference, string? VariableId) : FlowExpression;

    public sealed record Input(string Name) : FlowExpression;

    public sealed record Script(string Text, Prepared<Acornima.Ast.Script> Prepared) : FlowExpression;

    public sealed record Liquid(string Text, Fluid.IFluidTemplate Template) : FlowExpression;

    /// <summary>Cannot be evaluated; the flow faults where it is asked for.</summary>
    public sealed record Broken(string Message) : FlowExpression;
}

/// <summary>Where a value stands, put into words only for whoever has to be told of it.</summary>
/// <param name="Node">Null where <paramref name="Name"/> says it all.</param>
internal readonly record struct FlowWhere(FlowNode? Node, string Name)
{
    public static implicit operator FlowWhere(string name) => new(null, name);

    public override string ToString() => Node is null ? Name : $"'{Name}' of step '{Node.Key}'";
}

/// <summary>Values of expressions as the types steps ask for.</summary>
internal static class FlowValue
{
    private static readonly JsonElement True = JsonElement.Parse("true");
    private static readonly JsonElement False = JsonElement.Parse("false");

    public static JsonElement Null { get; } = JsonElement.Parse("null");

    public static JsonElement Of(bool value) => value ? True : False;

    public static JsonElement Of(string value) => JsonSerializer.SerializeToElement(value, ModelJson.Options);

    public static bool IsAbsent(JsonElement? value) => value is null || value.Value.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined;

    /// <summary>False for absent, zero, empty text and "false"; true for other numbers, "true", lists and objects.</summary>
    /// <exception cref="FlowExpressionException">Any other text.</exception>
    public static bool ToBoolean(JsonElement? value, FlowWhere where) => value?.ValueKind switch
    {
        null or JsonValueKind.Null or JsonValueKind.Undefined or JsonValueKind.False => false,
        JsonValueKind.True or JsonValueKind.Array or JsonValueKind.Object => true,
        JsonValueKind.Number => value.Value.GetDouble() != 0,
        _ when value.Value.GetString() is { } text && (text.Length == 0 || bool.TryParse(text, out _)) => text.Length > 0 && bool.Parse(text),
        _ => throw new FlowExpressionException($"{where}: expected true or false, found {Shown(value.Value)}."),
    };

    /// <summary>Text as it is, everything else as JSON; null when absent.</summary>
    public static string? ToText(JsonElement? value) =>
        IsAbsent(value) ? null : value!.Value.ValueKind == JsonValueKind.String ? value.Value.GetString() : value.Value.GetRawText();

    /// <summary>A list of texts; one text counts as a list of one, or as the JSON list it contains.</summary>
    public static IReadOnlyList<string> ToTexts(JsonElement? value, FlowWhere where) => To<string[]>(value, [], where);

    /// <exception cref="FlowExpressionException">The value is no <typeparamref name="T"/>.</exception>
    public static T To<T>(JsonElement? value, T fallback, FlowWhere where)
    {
        if (IsAbsent(value))
        {
            return fallback;
        }

        var element = value!.Value;
        if (typeof(T) == typeof(string))
        {
            return (T)(object)ToText(element)!;
        }

        if (typeof(T) == typeof(JsonElement))
        {
            return (T)(object)element;
        }

        if (typeof(T) == typeof(bool))
        {
            return (T)(object)ToBoolean(element, where);
        }

        try
        {
            return Deserialize<T>(element) ?? fallback;
        }
        catch (JsonException)
        {
            throw new FlowExpressionException($"{where}: expected {typeof(T).Name}, found {Shown(element)}.");
        }
    }

    private static T? Deserialize<T>(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.String)
        {
            return element.Deserialize<T>(ModelJson.Options);
        }

        // Elsa writes lists, objects and numbers of literals as text that holds JSON.
        var text = element.GetString()!.Trim();
        if (typeof(T) == typeof(string[]) && !text.StartsWith('['))
        {
            return text.Length == 0 ? default : (T)(object)new[] { text };
        }

        if (text.Length > 0 && (text[0] is '[' or '{' or '-' || char.IsAsciiDigit(text[0])) && TryParse(text, out var parsed))
        {
            return parsed.Deserialize<T>(ModelJson.Options);
        }

        return text.Length == 0 && typeof(T) != typeof(LocalizedText) ? default : element.Deserialize<T>(ModelJson.Options);
    }

    public static bool TryParse(string text, out JsonElement element) => TryParse(text, out element, out _);

    /// <param name="fault">That it is no JSON, and where.</param>
    public static bool TryParse(string text, out JsonElement element, [NotNullWhen(false)] out Problem? fault)
    {
        try
        {
            (element, fault) = (JsonElement.Parse(text), null);
            return true;
        }
        catch (JsonException e)
        {
            var line = (int)(e.LineNumber ?? 0);
            var written = Encoding.UTF8.GetBytes(text.Split('\n')[line]);
            var column = Encoding.UTF8.GetCharCount(written, 0, (int)Math.Min(e.BytePositionInLine ?? 0, written.Length));
            (element, fault) = (default, Problem.Invalid("flow.notJson", null, ("line", line + 1), ("column", column + 1)));
            return false;
        }
    }

    private static string Shown(JsonElement value)
    {
        var text = value.GetRawText();
        return text.Length <= 60 ? text : string.Concat(text.AsSpan(0, 60), "…");
    }
}
