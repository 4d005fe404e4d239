using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Platform.Model;
using Platform.Model.Definitions;
using Platform.Model.Localities;

namespace Platform.Server.Items.Bundles;

/// <summary>The exact versions a published bundle consists of.</summary>
/// <param name="Items">Version by item, of those the locality offers, in the bundle's order.</param>
internal sealed record BundlePins(LocalityCode Locality, DefinitionId Bundle, FormPins Form, IReadOnlyList<string> Items)
{
    public string ToJson() => JsonSerializer.Serialize(this, ModelJson.Options);

    /// <summary>Half a SHA-256 over the pins, hex: the same combination has the same name on every machine.</summary>
    public string VersionId() => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(ToJson())).AsSpan(0, 16));
}
