using System.Text.Json.Serialization;

namespace Platform.Model.Forms;

/// <summary>
/// A field that asks a question of the library. What is asked and which answers are right is said there; the form says where the field stands, when it is shown and
/// required, and, where the question lets it, how much narrower the limits are here. <see cref="FormQuestions.Compose"/> makes a field of it.
/// </summary>
public sealed record FormQuestion : FormElement
{
    /// <summary>Key of the question in the library.</summary>
    public required string Question { get; init => field = Given(value); }

    /// <summary>When an answer must be given, as in a <see cref="FormField"/>.</summary>
    [JsonConverter(typeof(RequirementConverter))]
    public Condition? Required { get; init; }

    public Bound? Min { get; init; }

    public Bound? Max { get; init; }

    public int? MinLength { get; init; }

    public int? MaxLength { get; init; }

    public int? MinItems { get; init; }

    public int? MaxItems { get; init; }

    /// <summary>Cases are found by this answer, in lists and searches of the office.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Searchable { get; init; }

    public FieldWidth? Width { get; init; }

    internal override Condition? NeededWhen => Required;
}
