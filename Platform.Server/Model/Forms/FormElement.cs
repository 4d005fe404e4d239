using System.Text.Json.Serialization;

namespace Platform.Model.Forms;

/// <summary>A field, a field from the library or a repeat. In the file <c>type</c> tells them apart: <c>repeat</c>, <c>question</c>, or one of <see cref="FieldType"/>.</summary>
[JsonConverter(typeof(FormElementConverter))]
public abstract record FormElement : DefinitionPart
{
    /// <summary>Name of the answer: a letter, then letters, digits and underscores. Unique in the form, or in the repeat and all around it.</summary>
    [JsonPropertyOrder(-4)]
    public required string Key { get; init => field = Given(value); }

    [JsonPropertyOrder(-2)]
    public LocalizedText Label { get; init => field = value ?? LocalizedText.Empty; } = LocalizedText.Empty;

    [JsonPropertyOrder(-1)]
    public LocalizedText? Hint { get; init; }

    /// <summary>The element is left out, and its answer dropped, when this does not hold. Null: always shown.</summary>
    public Condition? VisibleWhen { get; init; }

    /// <summary>When an answer must be given; null for what says nothing of it.</summary>
    internal virtual Condition? NeededWhen => null;
}

/// <summary>A list of items that each answer the same questions: members of a household, their incomes.</summary>
public sealed record FormRepeat : FormElement
{
    /// <summary>Fewest items, 0 or more.</summary>
    public int MinItems { get; init; }

    /// <summary>Most items; null takes the limit of the platform (<see cref="FormLimits.MaxItems"/>).</summary>
    public int? MaxItems { get; init; }

    /// <summary>What one item is called: "成员". Null takes the label.</summary>
    public LocalizedText? ItemLabel { get; init; }

    public IReadOnlyList<FormElement> Elements { get; init => field = List(value); } = [];
}

internal sealed class FormElementConverter() : TaggedConverter<FormElement>("type")
{
    private const string Repeat = "repeat";
    private const string Question = "question";

    /// <summary>Any other type is one of a field, which reads it itself.</summary>
    protected override Type? TypeOf(string tag) => tag switch { Repeat => typeof(FormRepeat), Question => typeof(FormQuestion), _ => typeof(FormField) };

    protected override string? TagOf(FormElement value) => value switch { FormRepeat => Repeat, FormQuestion => Question, _ => null };
}
