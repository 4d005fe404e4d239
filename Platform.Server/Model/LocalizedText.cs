using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Platform.Model;

/// <summary>A text in several languages: <c>{"zh-CN":"受理","en":"Acceptance"}</c>; a plain JSON string is read as zh-CN.</summary>
[JsonConverter(typeof(LocalizedTextConverter))]
public sealed class LocalizedText(IReadOnlyDictionary<string, string> texts) : IEquatable<LocalizedText>
{
    public const string Chinese = "zh-CN";
    public const string English = "en";

    public static LocalizedText Empty { get; } = new(new Dictionary<string, string>());

    /// <summary>Text by culture name.</summary>
    public IReadOnlyDictionary<string, string> Texts { get; } = texts;

    public bool IsEmpty => Texts.Values.All(string.IsNullOrEmpty);

    public static LocalizedText Of(string chinese, string? english = null) =>
        new(english is null ? new Dictionary<string, string> { [Chinese] = chinese } : new Dictionary<string, string> { [Chinese] = chinese, [English] = english });

    /// <summary>The text in <paramref name="culture"/>, its parent language, Chinese, or any there is, in that order.</summary>
    public string In(string culture)
    {
        if (Texts.TryGetValue(culture, out var exact))
        {
            return exact;
        }

        var dash = culture.IndexOf('-', StringComparison.Ordinal);
        return dash > 0 && Texts.TryGetValue(culture[..dash], out var language) ? language
            : Texts.TryGetValue(Chinese, out var chinese) ? chinese
            : Texts.Values.FirstOrDefault() ?? "";
    }

    /// <summary>The text in the language of the present request.</summary>
    public override string ToString() => In(CultureInfo.CurrentUICulture.Name);

    public bool Equals(LocalizedText? other) =>
        other is not null && Texts.Count == other.Texts.Count && Texts.All(t => other.Texts.TryGetValue(t.Key, out var v) && v == t.Value);

    public override bool Equals(object? obj) => Equals(obj as LocalizedText);

    public override int GetHashCode() => Texts.Aggregate(0, (h, t) => h ^ HashCode.Combine(t.Key, t.Value));
}

internal sealed class LocalizedTextConverter : JsonConverter<LocalizedText>
{
    public override LocalizedText Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.String => LocalizedText.Of(reader.GetString()!),
        JsonTokenType.StartObject => new LocalizedText(JsonSerializer.Deserialize<Dictionary<string, string>>(ref reader, options)!),
        _ => throw new JsonException("A text is a string or an object of culture to string."),
    };

    public override void Write(Utf8JsonWriter writer, LocalizedText value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        foreach (var (culture, text) in value.Texts)
        {
            writer.WriteString(culture, text);
        }

        writer.WriteEndObject();
    }
}
