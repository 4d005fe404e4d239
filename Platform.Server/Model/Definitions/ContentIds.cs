using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Platform.Model.Definitions;

/// <summary>Names of contents that are no version of anything.</summary>
public static class ContentIds
{
    /// <summary>The same for the same text, and another one for any other: what is made from it may be kept under it.</summary>
    public static string OfUnpublished(JsonElement document) => "draft " + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(document.GetRawText())));
}
