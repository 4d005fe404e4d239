using System.Text.Json;
using System.Text.Json.Serialization;
using Platform.Model.Forms;
using Platform.Model.Items;

namespace Platform.Model.Bundles;

/// <summary>
/// Several service items applied for together because one event in life asks for all of them 一件事. Its form asks every question once; what each item
/// needs of the answers is mapped here, so that a locality makes a bundle without code. Members nobody knows survive in <see cref="More"/>.
/// </summary>
public sealed record Bundle
{
    /// <summary>Key of the definition; the <c>code</c> of the API.</summary>
    public required string Key { get; init; }
    public int SchemaVersion { get; init; } = 1;
    public required LocalizedText Name { get; init; }
    public LocalizedText Summary { get; init; } = LocalizedText.Empty;
    public IReadOnlyList<LegalBasis> LegalBasis { get; init; } = [];
    /// <summary>Code table A.4.</summary>
    public IReadOnlyList<string> Audience { get; init; } = [];
    public IReadOnlyList<string> Themes { get; init; } = [];
    /// <summary>Questions asked before the form.</summary>
    public IReadOnlyList<ScenarioQuestion> Scenario { get; init; } = [];
    /// <summary>Key of the form that is filled in once.</summary>
    public required string Form { get; init; }
    /// <summary>In the order in which they are filed and shown.</summary>
    public required IReadOnlyList<BundlePart> Items { get; init; }
    public IReadOnlyList<QuestionAndAnswer> Faq { get; init; } = [];
    /// <summary>Marks facts without a cited source, shown as 样例 to everybody.</summary>
    public bool Sample { get; init; }
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? More { get; init; }
}

/// <summary>One item of a bundle and how it is fed. A <i>source</i> is a field of the bundle's form, or <c>scenario.x</c> for the answer to its question x.</summary>
public sealed record BundlePart
{
    /// <summary>Code of the service item.</summary>
    public required string Item { get; init; }

    /// <summary>The item is left out when this does not hold; over the sources. Null: it always belongs to the bundle.</summary>
    public Condition? WantedWhen { get; init; }

    /// <summary>Source by field of the item's form.</summary>
    public IReadOnlyDictionary<string, string> Answers { get; init; } = new Dictionary<string, string>();

    /// <summary>Source by scenario question of the item.</summary>
    public IReadOnlyDictionary<string, string> Scenario { get; init; } = new Dictionary<string, string>();

    /// <summary>Option by scenario question of the item that the bundle itself answers.</summary>
    public IReadOnlyDictionary<string, string> Given { get; init; } = new Dictionary<string, string>();

    /// <summary>Name within the bundle by material of the item; one not named keeps its key. What has the same name is handed in once.</summary>
    public IReadOnlyDictionary<string, string> Materials { get; init; } = new Dictionary<string, string>();

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? More { get; init; }

    [JsonIgnore]
    public bool IsOptional => WantedWhen is not null;

    /// <summary>What the item's material is called within the bundle.</summary>
    public string NameOf(string material) => Materials.GetValueOrDefault(material) ?? material;
}
