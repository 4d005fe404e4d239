using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Platform.Model;
using Platform.Model.Definitions;

namespace Platform.Server.Definitions.Checks;

internal static class DocumentReader
{
    /// <summary>Reads the document as a <typeparamref name="T"/>, or says with <c>definition.shape</c> where it has another shape.</summary>
    public static bool TryRead<T>(JsonElement document, [NotNullWhen(true)] out T? read, [NotNullWhen(false)] out DefinitionFinding? fault)
        where T : class
    {
        try
        {
            read = document.Deserialize<T>(ModelJson.Options)!;
            fault = null;
            return true;
        }
        catch (JsonException refused)
        {
            var path = refused.Path?.TrimStart('$').TrimStart('.') ?? "";
            read = null;
            fault = new DefinitionFinding(Problem.Invalid("definition.shape", path, ("field", path), ("value", refused.Message)));
            return false;
        }
    }
}
