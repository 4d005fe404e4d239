using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Platform.Model;
using Platform.Model.Definitions;
using Platform.Model.Localities;

namespace Platform.Server.Items;

/// <summary>The exact versions a published item consists of.</summary>
/// <param name="Layers">From the top down.</param>
/// <param name="CodeTables">Those the form and its questions name, by key.</param>
internal sealed record ItemPins(
    LocalityCode Locality,
    string Key,
    IReadOnlyList<DefinitionId> Layers,
    DefinitionId Form,
    DefinitionId Flow,
    DefinitionId Calendar,
    IReadOnlyList<DefinitionId> CodeTables)
{
    /// <summary>The flows that the flow runs within itself, however deep; null when there are none.</summary>
    public IReadOnlyList<DefinitionId>? ChildFlows { get; init; }

    /// <summary>The decision tables that the flow and those within it ask, by key; null when there are none.</summary>
    public IReadOnlyList<DefinitionId>? DecisionTables { get; init; }

    /// <summary>The questions of the library that the form asks, by key; null when there are none.</summary>
    public IReadOnlyList<DefinitionId>? Questions { get; init; }

    /// <summary>The decision tables that the fees come from, by key; null when there are none.</summary>
    public IReadOnlyList<DefinitionId>? FeeTables { get; init; }

    public string ToJson() => JsonSerializer.Serialize(this, ModelJson.Options);

    /// <summary>Half a SHA-256 over the pins, hex: the same combination has the same name on every machine.</summary>
    public string VersionId() => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(ToJson())).AsSpan(0, 16));
}
