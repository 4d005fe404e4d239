using System.Text.Json;
using System.Text.Json.Serialization;

namespace Platform.Model.Forms;

/// <summary>Anything that stands in a form's definition file. Members this version does not know survive being read and written.</summary>
public abstract record DefinitionPart
{
    /// <summary>Members of the file that have no property here, by name; null when there are none.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? More { get; init; }

    private protected static IReadOnlyList<T> List<T>(IReadOnlyList<T>? items) where T : class =>
        items is null ? [] : items.Any(i => i is null) ? throw new JsonException("A list of a definition has no empty entries.") : items;

    /// <summary>A file may say null where nothing but a value makes sense; the reader does not know, so it is said here.</summary>
    private protected static T Given<T>(T? value) where T : class => value ?? throw new JsonException("A value is missing where one must be.");
}
