using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Platform.Model;
using Platform.Model.Definitions;

namespace Platform.Server.Definitions;

/// <summary>What every definition document has to be, whatever its kind.</summary>
internal static class DefinitionDocument
{
    public const int MaxBytes = 2 * 1024 * 1024;

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 64, AllowDuplicateProperties = false };

    /// <summary>Reads a document; refused as <c>definition.notJson</c>, <c>definition.notObject</c> or <c>definition.tooLarge</c>.</summary>
    public static Result<JsonElement> Parse(ReadOnlyMemory<byte> body)
    {
        if (body.Length > MaxBytes)
        {
            return TooLarge(body.Length);
        }

        try
        {
            using var document = JsonDocument.Parse(body, Strict);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? document.RootElement.Clone()
                : Problem.Invalid("definition.notObject", null, ("value", document.RootElement.ValueKind.ToString()), ("expected", "object"));
        }
        catch (JsonException broken)
        {
            return Problem.Invalid("definition.notJson", null, ("value", broken.Message));
        }
    }

    /// <summary>Refused as <c>definition.notJson</c> when a text in it is no Unicode: it could not be written as a file.</summary>
    public static Result<JsonElement> Whole(JsonElement document)
    {
        try
        {
            StrictJson.DemandWhole(document);
            return document;
        }
        catch (JsonException broken)
        {
            return Problem.Invalid("definition.notJson", null, ("value", broken.Message));
        }
    }

    /// <summary>Null, or <c>definition.tooLarge</c>.</summary>
    public static Problem? TooLong(string text) => Encoding.UTF8.GetByteCount(text) is var bytes && bytes > MaxBytes ? TooLarge(bytes) : null;

    public static Problem TooLarge(long bytes) => Problem.Of("definition.tooLarge", ProblemKind.TooLarge, null, ("value", bytes), ("expected", MaxBytes));

    /// <summary>Lower-case words with dashes, at most 100 characters.</summary>
    public static bool IsKey(string key) => DefinitionKey.IsWellFormed(key);

    public static Problem NoKey(string key) => Problem.Invalid("definition.key", "key", ("value", key), ("expected", "a-z, 0-9, -"));

    /// <summary>The key is well-formed and the document, where it names itself, names itself so.</summary>
    public static IEnumerable<Problem> CheckName(DefinitionKind kind, string key, JsonElement document)
    {
        if (!IsKey(key))
        {
            yield return NoKey(key);
        }

        var member = kind == DefinitionKind.Flow ? "definitionId" : "key";
        if (document.TryGetProperty(member, out var named) && named.ToString() != key)
        {
            yield return Problem.Invalid("definition.keyDiffers", member, ("value", named.ToString()), ("expected", key));
        }
    }

    /// <summary>SHA-256 over the document's text, hex.</summary>
    public static string ETagOf(string json) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(json)));
}
