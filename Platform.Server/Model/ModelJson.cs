using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Platform.Model;

/// <summary>The one JSON dialect of the platform: camel case, enums as camel-case words, nulls left out, Chinese unescaped.</summary>
public static class ModelJson
{
    /// <summary>For storage, hashing and the journal. Unknown members are ignored on reading.</summary>
    public static JsonSerializerOptions Options { get; } = Create(indented: false);

    /// <summary>For state that is written at every step: what a constructor supplies by itself when it is missing is left out.</summary>
    public static JsonSerializerOptions Terse { get; } = CreateTerse();

    /// <summary>For files that people read and diff.</summary>
    public static JsonSerializerOptions Readable { get; } = Create(indented: true);

    private static JsonSerializerOptions CreateTerse()
    {
        var options = new JsonSerializerOptions(Options) { TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { LeaveOutDefaults } } };
        options.MakeReadOnly();
        return options;
    }

    private static void LeaveOutDefaults(JsonTypeInfo type)
    {
        foreach (var property in type.Properties)
        {
            if (property.AssociatedParameter is { HasDefaultValue: true, DefaultValue: var supplied })
            {
                property.ShouldSerialize = (_, value) => !Equals(value, supplied);
            }
        }
    }

    private static JsonSerializerOptions Create(bool indented)
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            WriteIndented = indented,
            NumberHandling = JsonNumberHandling.Strict,
            AllowOutOfOrderMetadataProperties = true,
        };
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false));
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }
}
