using System.Text.Json;
using System.Text.Json.Serialization;
using Platform.Model.Definitions;

namespace Platform.Model.Templates;

/// <summary>The <c>template.json</c> of a template package: a folder of definitions that a locality can install.</summary>
/// <param name="Id">Lower-case words with dashes, unique among packages.</param>
/// <param name="Version">Three numbers with dots.</param>
/// <param name="Requires">Ids of packages that have to be installed in the locality or above it before.</param>
/// <param name="Contents">In the order of installation: what is named stands before what names it.</param>
/// <param name="Sample">Sample data by name, as paths of JSON files in the package; used by demos only.</param>
/// <param name="Demo">How a demo installs the package, or null when it does not.</param>
/// <param name="Expects">What the contents name and the package does not bring: it has to be in force where it is installed, or above.</param>
public sealed record TemplateManifest(
    string Id,
    string Version,
    LocalizedText Title,
    LocalizedText Summary,
    IReadOnlyList<string> Requires,
    IReadOnlyList<TemplateParameter> Parameters,
    IReadOnlyList<TemplateContent> Contents,
    IReadOnlyDictionary<string, string>? Sample = null,
    TemplateDemo? Demo = null,
    IReadOnlyList<DefinitionReference>? Expects = null)
{
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? More { get; init; }
}

/// <summary>
/// Something that the installation needs to know: a locality beside its own, whose value is a division code at or below it; or, with a default, a text that stands in the contents
/// wherever <see cref="TemplateTexts.MarkOf"/> the key does.
/// </summary>
/// <param name="Required">Without a value of an optional locality, the contents it owns are left out.</param>
/// <param name="Default">The text when none is given; null for a locality.</param>
public sealed record TemplateParameter(string Key, LocalizedText Title, LocalizedText? Hint = null, bool Required = false, string? Default = null)
{
    [JsonIgnore]
    public bool IsText => Default is not null;
}

/// <summary>One definition of a package.</summary>
/// <param name="File">Path of the JSON file in the package. A text in it that begins with <c>@file:</c> stands for the content of that file beside it.</param>
/// <param name="Owner"><c>locality</c>, or the key of a parameter: who will own the definition.</param>
public sealed record TemplateContent(DefinitionKind Kind, string Key, string File, string Owner = TemplateContent.Locality)
{
    /// <summary>The locality that installs.</summary>
    public const string Locality = "locality";
}

/// <param name="Parameters">Division code by parameter.</param>
public sealed record TemplateDemo(string Locality, IReadOnlyDictionary<string, string> Parameters);
