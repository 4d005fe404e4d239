using System.Text.Json;
using System.Text.Json.Serialization;

namespace Platform.Model.Forms;

/// <summary>
/// How an answer is computed from others, in the file told apart by <c>op</c>. Arithmetic is decimal. An empty operand makes the result empty;
/// only <c>add</c>, <c>sum</c>, <c>min</c>, <c>max</c> and <c>concat</c> pass over it. Dividing by zero and overflow give an empty result.
/// </summary>
[JsonConverter(typeof(FormulaConverter))]
public abstract record Formula : DefinitionPart;

/// <summary>A fixed string, number or boolean.</summary>
public sealed record LiteralFormula : Formula
{
    public required JsonElement Value { get; init; }
}

/// <summary>The answer of a field, looked up as in a <see cref="Condition"/>.</summary>
public sealed record FieldFormula : Formula
{
    public required string Field { get; init => field = Given(value); }
}

/// <summary>The operands added up.</summary>
public sealed record AddFormula : Formula
{
    public IReadOnlyList<Formula> Operands { get; init => field = List(value); } = [];
}

public sealed record SubtractFormula : Formula
{
    public required Formula Left { get; init => field = Given(value); }

    public required Formula Right { get; init => field = Given(value); }
}

/// <summary>The operands multiplied.</summary>
public sealed record MultiplyFormula : Formula
{
    public IReadOnlyList<Formula> Operands { get; init => field = List(value); } = [];
}

public sealed record DivideFormula : Formula
{
    public required Formula Left { get; init => field = Given(value); }

    public required Formula Right { get; init => field = Given(value); }
}

/// <summary>The least of the operands, or of <see cref="Value"/> over the items of a repeat.</summary>
public sealed record MinFormula : Formula
{
    public IReadOnlyList<Formula> Operands { get; init => field = List(value); } = [];

    public string? Repeat { get; init; }

    public Formula? Value { get; init; }
}

/// <summary>The greatest of the operands, or of <see cref="Value"/> over the items of a repeat.</summary>
public sealed record MaxFormula : Formula
{
    public IReadOnlyList<Formula> Operands { get; init => field = List(value); } = [];

    public string? Repeat { get; init; }

    public Formula? Value { get; init; }
}

/// <summary>A value summed over the items of a repeat; each is read inside its item. 0 without items.</summary>
public sealed record SumFormula : Formula
{
    public required string Repeat { get; init => field = Given(value); }

    public required Formula Value { get; init => field = Given(value); }

    /// <summary>Takes only the items that meet this; null takes all.</summary>
    public Condition? Where { get; init; }
}

/// <summary>The number of items of a repeat, or of those that meet a condition.</summary>
public sealed record CountFormula : Formula
{
    public required string Repeat { get; init => field = Given(value); }

    public Condition? Where { get; init; }
}

/// <summary>The operands as text, one after the other.</summary>
public sealed record ConcatFormula : Formula
{
    public IReadOnlyList<Formula> Operands { get; init => field = List(value); } = [];

    /// <summary>Stands between two operands that are not empty.</summary>
    public string Separator { get; init => field = value ?? ""; } = "";
}

/// <summary>Completed years from a day (a date field, or the birth date in a citizen id) to today; empty for a day to come.</summary>
public sealed record AgeFormula : Formula
{
    public required Formula Date { get; init => field = Given(value); }
}

public sealed record IfFormula : Formula
{
    public required Condition When { get; init => field = Given(value); }

    public required Formula Then { get; init => field = Given(value); }

    /// <summary>Null: empty.</summary>
    public Formula? Else { get; init; }
}

internal sealed class FormulaConverter() : TaggedByTableConverter<Formula>("op", new Dictionary<string, Type>
{
    ["literal"] = typeof(LiteralFormula),
    ["field"] = typeof(FieldFormula),
    ["add"] = typeof(AddFormula),
    ["sub"] = typeof(SubtractFormula),
    ["mul"] = typeof(MultiplyFormula),
    ["div"] = typeof(DivideFormula),
    ["min"] = typeof(MinFormula),
    ["max"] = typeof(MaxFormula),
    ["sum"] = typeof(SumFormula),
    ["count"] = typeof(CountFormula),
    ["concat"] = typeof(ConcatFormula),
    ["ageInYears"] = typeof(AgeFormula),
    ["if"] = typeof(IfFormula),
});
