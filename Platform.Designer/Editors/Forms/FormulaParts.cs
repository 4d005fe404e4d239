using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Designer.Editors.Shapes;

namespace Platform.Designer.Editors.Forms;

/// <summary>What sort of value a part of a formula has, or what is wanted of it.</summary>
public enum FormulaKind
{
    /// <summary>Not known, or of no matter.</summary>
    Any,
    Number,
    Text,
    Date,
    /// <summary>A day, or an identity number that holds one.</summary>
    Birth,
    YesNo,
    /// <summary>Words that are figures: points of a scale.</summary>
    Figure,
    /// <summary>A list, which no formula computes with.</summary>
    List,
}

/// <summary>What a place in a formula asks for.</summary>
/// <param name="Options">The answers to choose from; empty where anything can stand.</param>
public sealed record FormulaWant(FormulaKind Kind, IReadOnlyList<(string Value, string Label)> Options)
{
    public static FormulaWant Any { get; } = Of(FormulaKind.Any);

    public static FormulaWant Of(FormulaKind kind) => new(kind, []);
}

/// <summary>Parts of formulas as they stand in a file, and what becomes of them. Nothing is changed in place; members nobody knows are kept.</summary>
public static class FormulaParts
{
    public const string Operands = "operands";

    /// <summary>A place of a container that is named rather than counted, in reading order.</summary>
    private static readonly Dictionary<string, string[]> Sides = new(StringComparer.Ordinal)
    {
        ["sub"] = ["left", "right"],
        ["div"] = ["left", "right"],
        ["sum"] = ["value"],
        ["min"] = ["value"],
        ["max"] = ["value"],
        ["ageInYears"] = ["date"],
        ["if"] = ["then", "else"],
    };

    private static readonly string[] Leaves = ["literal", "field"];
    private static readonly string[] Listing = ["add", "mul", "min", "max", "concat"];
    private static readonly string[] Numeric = ["add", "sub", "mul", "div", "sum", "count", "min", "max", "ageInYears"];
    private static readonly HashSet<string> Members = ["op", "value", "field", Operands, "left", "right", "repeat", "where", "separator", "date", "when", "then", "else"];

    /// <summary>True for a part that has an editor; others are edited as JSON.</summary>
    public static bool IsKnown(JsonNode? part) => ConditionParts.OpOf(part) is var op && (Leaves.Contains(op) || op == "count" || Listing.Contains(op) || Sides.ContainsKey(op))
        && part![Operands] is null or JsonArray && Texts(part, "field", "repeat", "separator");

    /// <summary>The operands stand in a list, to which more can be added.</summary>
    public static bool IsListing(string op) => Listing.Contains(op);

    public static bool IsOverItems(string op) => op is "sum" or "count" or "min" or "max";

    /// <summary>A part that says nothing yet.</summary>
    public static JsonObject New() => new() { ["op"] = "field", ["field"] = "" };

    /// <summary>The kinds of parts that fit a place: leaves, then what computes.</summary>
    public static IReadOnlyList<string> Offered(FormulaKind wanted) => wanted switch
    {
        FormulaKind.Number => [.. Leaves, .. Numeric, "if"],
        FormulaKind.Text => [.. Leaves, "concat", "if", .. Numeric],
        FormulaKind.Any => [.. Leaves, .. Numeric, "concat", "if"],
        _ => [.. Leaves, "if"],
    };

    /// <summary>What a part can be put into where it stands.</summary>
    public static IReadOnlyList<string> Wraps(FormulaKind wanted) => wanted switch
    {
        FormulaKind.Number => ["add", "sub", "mul", "div", "min", "max", "if"],
        FormulaKind.Text => ["concat", "if"],
        FormulaKind.Any => ["add", "sub", "mul", "div", "min", "max", "concat", "if"],
        _ => ["if"],
    };

    /// <summary>What is wanted of the answers of a field.</summary>
    public static FormulaWant WantOf(JsonObject? field) => new(
        OfType(TextOf(field?["type"])) switch { FormulaKind.Birth => FormulaKind.Text, FormulaKind.List => FormulaKind.Any, var kind => kind },
        field?["options"] is JsonArray options ? [.. options.OfType<JsonObject>().Select(o => (TextOf(o["value"]), EntryTitles.Of(o)))] : []);

    /// <summary>What is wanted at a place of a part.</summary>
    /// <param name="around">What is wanted of the part.</param>
    public static FormulaWant WantAt(string op, FormulaWant around) => op switch
    {
        "if" => around,
        "concat" => FormulaWant.Of(FormulaKind.Text),
        "ageInYears" => FormulaWant.Of(FormulaKind.Birth),
        _ => FormulaWant.Of(FormulaKind.Number),
    };

    /// <summary>What is known inside the items of a repeat: their own fields, then those around.</summary>
    public static IReadOnlyList<ConditionField> Inside(IReadOnlyList<ConditionField> fields, string repeat) =>
        [.. (fields.FirstOrDefault(f => f.IsRepeat && f.Name == repeat)?.Inside ?? []).Concat(fields.Where(f => f.Name != repeat)).DistinctBy(f => f.Name)];

    /// <summary>The fields whose answers fit.</summary>
    public static IReadOnlyList<ConditionField> Fitting(FormulaKind wanted, IReadOnlyList<ConditionField> fields) => [.. fields.Where(f => !f.IsRepeat && Fits(wanted, KindOf(f)))];

    public static bool Fits(FormulaKind wanted, FormulaKind actual) => actual != FormulaKind.List && (actual == FormulaKind.Any || wanted switch
    {
        FormulaKind.Any => true,
        FormulaKind.Text => actual != FormulaKind.YesNo,
        FormulaKind.Number => actual is FormulaKind.Number or FormulaKind.Figure,
        FormulaKind.Birth => actual is FormulaKind.Birth or FormulaKind.Date,
        FormulaKind.Date => actual is FormulaKind.Date,
        _ => actual == wanted,
    });

    /// <summary>What a part gives, as far as it says.</summary>
    public static FormulaKind KindOf(JsonNode? part, IReadOnlyList<ConditionField> fields) => ConditionParts.OpOf(part) switch
    {
        "literal" => KindOf(part!["value"]),
        "field" => fields.FirstOrDefault(f => f.Name == TextOf(part!["field"])) is { } field ? KindOf(field) : FormulaKind.Any,
        "concat" => FormulaKind.Text,
        var op when Numeric.Contains(op) => FormulaKind.Number,
        _ => FormulaKind.Any,
    };

    /// <summary>What is wrong with a part itself, as a word of the editors; null when nothing is. What stands in it says so itself.</summary>
    public static string? FaultOf(JsonNode? part, FormulaWant wanted, IReadOnlyList<ConditionField> fields)
    {
        var op = ConditionParts.OpOf(part);
        if (part is null || (op == "field" && TextOf(part["field"]).Length == 0))
        {
            return fields.Count > 0 && Fitting(wanted.Kind, fields).Count == 0 ? "nothingFits" : "choose";
        }

        if (op == "field" && TextOf(part["field"]) is var name && !IsKnownName(name, fields))
        {
            return "unknown";
        }

        if (op is "sum" or "count" || part["repeat"] is not null && IsOverItems(op))
        {
            var repeat = TextOf(part["repeat"]);
            return repeat.Length == 0 ? "chooseRepeat" : !IsKnownName(repeat, fields) ? "unknown" : fields.Any(f => f.Name == repeat && !f.IsRepeat) ? "noRepeat" : Unfit(part, wanted, fields);
        }

        return IsListing(op) && part[Operands] is not JsonArray { Count: > 0 } ? "noOperands" : Unfit(part, wanted, fields);
    }

    /// <summary>The part as another kind, with its operands where they fit.</summary>
    public static JsonNode As(JsonNode? part, string op, FormulaWant wanted, IReadOnlyList<ConditionField> fields)
    {
        var was = ConditionParts.OpOf(part);
        if (was == op)
        {
            return part!.DeepClone();
        }

        var isLeaf = Leaves.Contains(was) || !IsKnown(part);
        List<JsonNode> operands = isLeaf ? part is null || IsBlank(part) ? [] : [part] : OperandsOf(part!);
        if (Leaves.Contains(op))
        {
            return operands.FirstOrDefault(o => ConditionParts.OpOf(o) == op)?.DeepClone() ?? (op == "literal" ? Literal(wanted) : New());
        }

        var made = Container(op, operands, part as JsonObject, fields);
        foreach (var (name, value) in !isLeaf && part is JsonObject known ? known.Where(m => !Members.Contains(m.Key)) : [])
        {
            made[name] = value?.DeepClone();
        }

        return made;
    }

    /// <summary>The part as the first operand of another, with room for a second.</summary>
    public static JsonObject Wrap(JsonNode part, string op, IReadOnlyList<ConditionField> fields)
    {
        if (ConditionParts.OpOf(part) == op && Listing.Contains(op))
        {
            var longer = (JsonObject)part.DeepClone();
            Add(longer, New());
            return longer;
        }

        return Container(op, [part], null, fields);
    }

    /// <summary>The number of the operand in which a wrapped part waits to be completed; of a choice that is its condition.</summary>
    public static int NextAfterWrap(JsonObject wrapped) => ConditionParts.OpOf(wrapped) == "if" ? 0 : wrapped[Operands] is JsonArray operands ? operands.Count - 1 : 1;

    /// <summary>The part with one more operand.</summary>
    public static void Add(JsonObject part, JsonNode operand)
    {
        if (part[Operands] is not JsonArray list)
        {
            part[Operands] = list = [];
        }

        list.Add(operand);
    }

    /// <summary>What is left of a part when one of its operands goes: the part with one less, the other operand where there were two, null where nothing is left.</summary>
    /// <param name="at">Number of an operand, among those of the list.</param>
    public static JsonNode? Without(JsonObject part, int at)
    {
        if (part[Operands] is not JsonArray list || at < 0 || at >= list.Count)
        {
            return part;
        }

        var left = (JsonObject)part.DeepClone();
        ((JsonArray)left[Operands]!).RemoveAt(at);
        var isAlone = list.Count == 2 && left["repeat"] is null && left.All(m => m.Key is "op" or Operands or "separator");
        return isAlone ? ((JsonArray)left[Operands]!)[0]?.DeepClone() : left;
    }

    /// <summary>The operand that stays when the other side of a difference or a quotient goes.</summary>
    public static JsonNode? WithoutSide(JsonObject part, string side) => part[side == "left" ? "right" : "left"]?.DeepClone();

    /// <summary>A difference or quotient the other way round.</summary>
    public static JsonObject Swapped(JsonObject part)
    {
        var swapped = (JsonObject)part.DeepClone();
        (swapped["left"], swapped["right"]) = (part["right"]?.DeepClone(), part["left"]?.DeepClone());
        return swapped;
    }

    /// <summary>The smallest or greatest also, or no longer, over the items of a repeat.</summary>
    public static JsonObject OverItems(JsonObject part, bool over, IReadOnlyList<ConditionField> fields)
    {
        var changed = (JsonObject)part.DeepClone();
        changed.Remove("repeat");
        changed.Remove("value");
        if (over)
        {
            (changed["repeat"], changed["value"]) = (OnlyRepeat(fields), New());
            // Places that nobody has filled are not needed beside it.
            changed[Operands] = new JsonArray([.. (part[Operands] as JsonArray ?? []).Where(o => o is null || !IsBlank(o)).Select(o => o?.DeepClone())]);
        }

        return changed;
    }

    /// <summary>The places of a part that hold one operand each, in reading order.</summary>
    public static IReadOnlyList<string> SidesOf(JsonObject part) => ConditionParts.OpOf(part) switch
    {
        "min" or "max" => part["repeat"] is not null || part["value"] is not null ? ["value"] : [],
        "if" => part["else"] is null ? ["then"] : ["then", "else"],
        var op => Sides.GetValueOrDefault(op) ?? [],
    };

    /// <summary>What was typed as a fixed value; null while it is none.</summary>
    public static JsonNode? Value(FormulaKind wanted, string typed) => wanted switch
    {
        FormulaKind.Number => decimal.TryParse(typed, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number : null,
        FormulaKind.YesNo => typed == "true",
        _ => typed,
    };

    public static string TextOf(JsonNode? node) => Fields.ValueTexts.Write(node, ShapeKind.Line);

    private static JsonObject Container(string op, List<JsonNode> operands, JsonObject? from, IReadOnlyList<ConditionField> fields)
    {
        var made = new JsonObject { ["op"] = op };
        JsonNode At(int place) => operands.ElementAtOrDefault(place)?.DeepClone() ?? New();
        switch (op)
        {
            case "sub" or "div":
                made["left"] = At(0);
                made["right"] = operands.Count <= 2 ? At(1) : Container(op == "sub" ? "add" : "mul", [.. operands.Skip(1)], null, fields);
                break;
            case "sum":
                made["repeat"] = from?["repeat"]?.DeepClone() ?? OnlyRepeat(fields);
                made["value"] = (ConditionParts.OpOf(from) is "min" or "max" ? from!["value"]?.DeepClone() : null) ?? At(0);
                break;
            case "count":
                made["repeat"] = from?["repeat"]?.DeepClone() ?? OnlyRepeat(fields);
                break;
            case "ageInYears":
                made["date"] = At(0);
                break;
            case "if":
                made["when"] = from?["when"]?.DeepClone() ?? Answered(operands, fields);
                made["then"] = At(0);
                if (operands.Count > 1)
                {
                    made["else"] = At(1);
                }

                break;
            case "min" or "max" when from is not null && from["repeat"] is { } repeat:
                (made["repeat"], made["value"]) = (repeat.DeepClone(), from["value"]?.DeepClone() ?? New());
                Keep(made, from[Operands] is JsonArray list ? [.. list.OfType<JsonNode>()] : [], 0);
                break;
            default:
                Keep(made, operands, 2);
                break;
        }

        if (op is "sum" or "count" && from?["where"] is { } where)
        {
            made["where"] = where.DeepClone();
        }

        if (op == "concat" && from?["separator"] is { } separator)
        {
            made["separator"] = separator.DeepClone();
        }

        return made;
    }

    private static void Keep(JsonObject made, List<JsonNode> operands, int least)
    {
        if (Math.Max(operands.Count, least) > 0)
        {
            made[Operands] = new JsonArray([.. operands.Select(o => o.DeepClone()), .. Enumerable.Repeat(0, Math.Max(0, least - operands.Count)).Select(_ => New())]);
        }
    }

    private static List<JsonNode> OperandsOf(JsonNode part) =>
    [
        .. (part[Operands] as JsonArray ?? []).OfType<JsonNode>(),
        .. (Sides.GetValueOrDefault(ConditionParts.OpOf(part)) ?? []).Select(side => part[side]).OfType<JsonNode>(),
    ];

    private static bool IsBlank(JsonNode part) => ConditionParts.OpOf(part) == "field" && TextOf(part["field"]).Length == 0;

    /// <summary>A choice begins with whether the first field it computes with is answered.</summary>
    private static JsonObject Answered(List<JsonNode> operands, IReadOnlyList<ConditionField> fields)
    {
        var name = operands.Select(FirstField).FirstOrDefault(f => f is not null) ?? fields.FirstOrDefault(f => !f.IsRepeat)?.Name ?? "";
        return ConditionParts.With([], name, "isAnswered");
    }

    /// <summary>The first field read outside the items of a repeat.</summary>
    private static string? FirstField(JsonNode part) => ConditionParts.OpOf(part) switch
    {
        "field" => TextOf(part["field"]) is { Length: > 0 } name ? name : null,
        "sum" or "count" => TextOf(part["repeat"]) is { Length: > 0 } repeat ? repeat : null,
        _ => OperandsOf(part).Select(FirstField).FirstOrDefault(f => f is not null),
    };

    private static string OnlyRepeat(IReadOnlyList<ConditionField> fields) => fields.Where(f => f.IsRepeat).Take(2).ToList() is [var only] ? only.Name : "";

    private static JsonObject Literal(FormulaWant wanted) => new()
    {
        ["op"] = "literal",
        ["value"] = wanted switch
        {
            { Options: [var first, ..] } => first.Value,
            { Kind: FormulaKind.Number } => 0,
            { Kind: FormulaKind.YesNo } => true,
            _ => "",
        },
    };

    private static bool IsKnownName(string name, IReadOnlyList<ConditionField> fields) =>
        fields.Count == 0 || name.StartsWith($"{Model.Forms.AnswerKeys.Scenario}.", StringComparison.Ordinal) || fields.Any(f => f.Name == name.Split('.')[0]);

    private static string? Unfit(JsonNode part, FormulaWant wanted, IReadOnlyList<ConditionField> fields) =>
        TextOf(part["field"]).Contains('.', StringComparison.Ordinal) || Fits(wanted.Kind, KindOf(part, fields)) ? null : $"unfit.{wanted.Kind}";

    private static FormulaKind KindOf(JsonNode? literal) => literal?.GetValueKind() switch
    {
        JsonValueKind.Number => FormulaKind.Number,
        JsonValueKind.True or JsonValueKind.False => FormulaKind.YesNo,
        JsonValueKind.String when literal.GetValue<string>() is var text => decimal.TryParse(text, NumberStyles.Number, CultureInfo.InvariantCulture, out _) ? FormulaKind.Figure
            : DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _) ? FormulaKind.Date : FormulaKind.Text,
        _ => FormulaKind.Any,
    };

    private static FormulaKind KindOf(ConditionField field) =>
        field.Options.Count > 0 && field.Type == "choice" && field.Options.All(o => decimal.TryParse(o.Value, NumberStyles.Number, CultureInfo.InvariantCulture, out _)) ? FormulaKind.Figure : OfType(field.Type);

    private static FormulaKind OfType(string type) => type switch
    {
        "number" or "integer" or "money" => FormulaKind.Number,
        "date" => FormulaKind.Date,
        "citizenId" => FormulaKind.Birth,
        "boolean" => FormulaKind.YesNo,
        "choices" or "file" or "address" or "repeat" or "note" => FormulaKind.List,
        "question" or "" => FormulaKind.Any,
        _ => FormulaKind.Text,
    };

    private static bool Texts(JsonNode part, params string[] members) => members.All(m => part[m] is null || (part[m] is JsonValue value && value.GetValueKind() == JsonValueKind.String));
}
