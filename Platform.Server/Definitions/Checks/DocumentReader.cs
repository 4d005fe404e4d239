using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Platform.Designer.Editors.Shapes;
using Platform.Model;
using Platform.Model.Definitions;

namespace Platform.Server.Definitions.Checks;

internal static class DocumentReader
{
    /// <summary>Reads the document as a <typeparamref name="T"/>, or says with <c>definition.shape</c> where it has another shape.</summary>
    public static bool TryRead<T>(JsonElement document, [NotNullWhen(true)] out T? read, [NotNullWhen(false)] out DefinitionFinding? fault)
        where T : class => TryRead(document, ModelJson.Options, out read, out fault);

    /// <summary>The same, where members nobody knows and lists with holes are no documents of the kind.</summary>
    public static bool TryReadStrictly<T>(JsonElement document, [NotNullWhen(true)] out T? read, [NotNullWhen(false)] out DefinitionFinding? fault)
        where T : class => TryRead(document, StrictJson.Options, out read, out fault);

    private static bool TryRead<T>(JsonElement document, JsonSerializerOptions options, [NotNullWhen(true)] out T? read, [NotNullWhen(false)] out DefinitionFinding? fault)
        where T : class
    {
        try
        {
            read = document.Deserialize<T>(options)!;
            fault = null;
            return true;
        }
        catch (JsonException refused)
        {
            read = null;
            fault = new DefinitionFinding(ShapeFaults.Of("definition.shape", typeof(T), document, refused));
            return false;
        }
    }
}
