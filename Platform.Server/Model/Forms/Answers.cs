using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Platform.Model.Forms;

/// <summary>
/// The answers to a form as JSON, one member per field or repeat. Immutable: a change gives new answers. Safe to read from several threads.
/// Paths are those of <see cref="FieldPath"/>; a malformed path is a <see cref="FormatException"/>.
/// </summary>
[JsonConverter(typeof(AnswersConverter))]
public sealed class Answers : IEquatable<Answers>
{
    private Answers(JsonObject root) => Root = root;

    public static Answers Empty { get; } = new([]);

    /// <summary>The answers themselves; nobody changes them.</summary>
    internal JsonObject Root { get; }

    public bool IsEmpty => Root.Count == 0;

    /// <summary>Takes over a copy of <paramref name="values"/>.</summary>
    public static Answers Of(JsonObject values) => new((JsonObject)AnswerJson.Copy(values)!);

    /// <summary>Reads a JSON object. Anything else, a name given twice, and nesting deeper than 64 are a <see cref="JsonException"/>.</summary>
    public static Answers Parse([StringSyntax(StringSyntaxAttribute.Json)] string json) =>
        JsonSerializer.Deserialize<Answers>(json, ModelJson.Options) ?? throw new JsonException("Answers are an object.");

    /// <summary>A copy as JSON that the caller may change.</summary>
    public JsonObject ToJson() => (JsonObject)AnswerJson.Copy(Root)!;

    /// <summary>The value at <paramref name="path"/>, null when there is none. Read it, do not change it.</summary>
    public JsonNode? Get(string path) => AnswerJson.Find(Root, FieldPath.Parse(path).Steps);

    /// <summary>The value as a string, null when it is absent or no string.</summary>
    public string? Text(string path) => AnswerValue.TextOf(Get(path));

    /// <summary>The value as a number, also of an amount such as <c>"1200.00"</c>; null when it is absent or neither.</summary>
    public decimal? Number(string path) => AnswerValue.NumberOf(AnswerValue.Read(Get(path)));

    /// <summary>Number of items of a repeat or list; 0 when it is absent.</summary>
    public int Count(string path) => (Get(path) as JsonArray)?.Count ?? 0;

    /// <summary>Sets the value; a null removes it. Objects on the way are made; an index may be at most one past the end, which appends.</summary>
    public Answers With(string path, JsonNode? value) =>
        value is null ? Without(path) : Change(root => AnswerJson.Set(root, FieldPath.Parse(path).Steps, AnswerJson.Copy(value)));

    /// <summary>Removes a value, or an item of a repeat, whose later items move up. Without effect when it is absent.</summary>
    public Answers Without(string path) => Get(path) is null ? this : Change(root => AnswerJson.Remove(root, FieldPath.Parse(path).Steps));

    /// <summary>Appends an item to a repeat.</summary>
    public Answers WithItem(string repeat, JsonObject? item = null) =>
        With(FormattableString.Invariant($"{repeat}[{Count(repeat)}]"), item ?? []);

    /// <summary>Moves an item of a repeat to another place. Without effect when either place does not exist.</summary>
    public Answers MoveItem(string repeat, int from, int to)
    {
        var count = Count(repeat);
        return from == to || from < 0 || to < 0 || from >= count || to >= count ? this : Change(root =>
        {
            var items = (JsonArray)AnswerJson.Find(root, FieldPath.Parse(repeat).Steps)!;
            var item = items[from];
            items.RemoveAt(from);
            items.Insert(to, item);
        });
    }

    public bool Equals(Answers? other) => other is not null && JsonNode.DeepEquals(Root, other.Root);

    public override bool Equals(object? obj) => Equals(obj as Answers);

    public override int GetHashCode() => Root.Aggregate(Root.Count, (h, p) => h ^ p.Key.GetHashCode(StringComparison.Ordinal));

    /// <summary>The answers as compact JSON.</summary>
    public override string ToString() => Root.ToJsonString(ModelJson.Options);

    /// <summary>Wraps a tree that nobody else holds and that <see cref="AnswerJson"/> made.</summary>
    internal static Answers Wrap(JsonObject root) => new(root);

    private Answers Change(Action<JsonObject> change)
    {
        var root = ToJson();
        change(root);
        return new(root);
    }
}

internal sealed class AnswersConverter : JsonConverter<Answers>
{
    public override Answers Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        AnswerJson.Read(ref reader) is JsonObject root ? Answers.Wrap(root) : throw new JsonException("Answers are an object.");

    public override void Write(Utf8JsonWriter writer, Answers value, JsonSerializerOptions options) => value.Root.WriteTo(writer, options);
}
