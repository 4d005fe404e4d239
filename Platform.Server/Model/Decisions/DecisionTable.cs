using System.Text.Json.Serialization;

namespace Platform.Model.Decisions;

/// <summary>What comes of the rows that fire, as in DMN 1.3 §8.2.8.</summary>
public enum HitPolicy
{
    /// <summary>One row at most may fire.</summary>
    Unique,
    /// <summary>The first of the rows that fire.</summary>
    First,
    /// <summary>The row whose outputs come first in their lists of allowed values.</summary>
    Priority,
    /// <summary>Several rows may fire if they say the same.</summary>
    Any,
    /// <summary>All rows that fire, in no order of meaning; or a figure over them, see <see cref="Aggregation"/>.</summary>
    Collect,
    /// <summary>All rows that fire, in the order of the table.</summary>
    RuleOrder,
    /// <summary>All rows that fire, in the order of the allowed values of the outputs.</summary>
    OutputOrder,
}

/// <summary>Makes one figure of what <see cref="HitPolicy.Collect"/> has collected.</summary>
public enum Aggregation
{
    Sum,
    Min,
    Max,
    Count,
}

/// <summary>Type of a column.</summary>
public enum DecisionType
{
    Text,
    Number,
    /// <summary>A number without decimals: between 1 and 2 there is nothing.</summary>
    Integer,
    /// <summary>A day without time.</summary>
    Date,
    Boolean,
}

/// <summary>
/// A table of rules that turns facts into a result, and can say which of its rows did. The same whatever asks: it has no state and sees no clock.
/// </summary>
/// <param name="Key">Lower-case words with dashes.</param>
/// <param name="Inputs">What it asks, in the order of the columns.</param>
/// <param name="Outputs">What it answers, in the order of the columns.</param>
/// <param name="Rules">The rows; their order counts where the hit policy says so.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record DecisionTable(
    string Key,
    LocalizedText Name,
    HitPolicy HitPolicy,
    IReadOnlyList<DecisionInput> Inputs,
    IReadOnlyList<DecisionOutput> Outputs,
    IReadOnlyList<DecisionRule> Rules)
{
    public int SchemaVersion { get; init; } = 1;

    public LocalizedText? Description { get; init; }

    /// <summary>Law and article it follows.</summary>
    public LocalizedText? Basis { get; init; }

    /// <summary>Only with <see cref="HitPolicy.Collect"/>; null = the plain list.</summary>
    public Aggregation? Aggregation { get; init; }

    /// <summary>One value per output, for when no row fires; null = then there is no result.</summary>
    public IReadOnlyList<string>? Default { get; init; }

    /// <summary>The applicant may read the annotations of the rows that fired.</summary>
    public bool ShownToApplicant { get; init; }

    /// <summary>Invented for the example.</summary>
    public bool Sample { get; init; }
}

/// <summary>A column that asks.</summary>
/// <param name="Id">Letters, digits and underscores; names the column where values are handed in.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record DecisionInput(string Id, LocalizedText Label, DecisionType Type)
{
    /// <summary>Where its value comes from when nobody hands it in: <c>answers.household</c>, <c>scenario.placeType</c>; null = it has to be handed in.</summary>
    public string? Reads { get; init; }

    /// <summary>What its value may be, as a cell says it: <c>"local","other"</c> or <c>[0..150]</c>; null = anything of its type.</summary>
    public string? Allowed { get; init; }

    /// <summary>What its texts are called, by text.</summary>
    public IReadOnlyDictionary<string, LocalizedText>? Labels { get; init; }

    /// <summary>Its value is personal: no explanation shows it.</summary>
    public bool Hidden { get; init; }
}

/// <summary>A column that answers.</summary>
/// <param name="Name">Letters, digits and underscores.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record DecisionOutput(string Name, LocalizedText Label, DecisionType Type)
{
    /// <summary>What its value may be: values with commas between, the first of the highest priority; null = anything of its type.</summary>
    public string? Allowed { get; init; }

    /// <summary>What its texts are called, by text.</summary>
    public IReadOnlyDictionary<string, LocalizedText>? Labels { get; init; }
}

/// <summary>A row.</summary>
/// <param name="Id">Unique in the table; stays the same when rows are moved.</param>
/// <param name="When">One cell per input, see <see cref="UnaryTests"/>.</param>
/// <param name="Then">One value per output.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record DecisionRule(string Id, IReadOnlyList<string> When, IReadOnlyList<string> Then)
{
    /// <summary>The reason in plain words, as a citizen may read it.</summary>
    public LocalizedText? Annotation { get; init; }
}
