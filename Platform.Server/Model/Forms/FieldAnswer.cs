using System.Text.Json.Nodes;

namespace Platform.Model.Forms;

/// <summary>One answer on its way through the validator of its field.</summary>
internal sealed class FieldAnswer(JsonNode? value, bool isRequired, FormContext context)
{
    public JsonNode? Value { get; } = value;

    public bool IsRequired { get; } = isRequired;

    /// <summary>Whether the person says that they are done.</summary>
    public bool IsComplete => context.Complete;

    public DateOnly Today => context.Today;

    public bool IsEmpty { get; } = AnswerValue.IsEmpty(value);

    /// <summary>The value when it is a string, else "".</summary>
    public string Text { get; } = AnswerValue.TextOf(value) ?? "";

    public bool IsText => AnswerValue.TextOf(Value) is not null;

    /// <summary>The value when it is a JSON number or an amount.</summary>
    public decimal? Number => AnswerValue.NumberOf(AnswerValue.Read(Value));

    public JsonArray Items => Value as JsonArray ?? [];
}

/// <summary>One rule a field's answer has to meet.</summary>
/// <param name="Code">Code of the problem when it does not.</param>
/// <param name="Expected">What would be right, for the text of the problem; null when the code says it all.</param>
/// <param name="Part">Member of the answer the problem is about, as <c>.detail</c>.</param>
internal sealed record FieldCheck(string Code, Func<FieldAnswer, bool> Holds, Func<FieldAnswer, object?>? Expected = null, string Part = "");
