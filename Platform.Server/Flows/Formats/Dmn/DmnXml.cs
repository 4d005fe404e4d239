using System.Text.Json;
using System.Text.Json.Serialization;
using System.Xml.Linq;
using Platform.Model;
using Platform.Model.Decisions;

namespace Platform.Server.Flows.Formats.Dmn;

/// <summary>Names of DMN 1.3 (OMG formal/21-02-01).</summary>
internal static class DmnXml
{
    public static readonly XNamespace Model = "https://www.omg.org/spec/DMN/20191111/MODEL/";

    /// <summary>What can be read: decision tables are the same in DMN 1.1 to 1.5.</summary>
    public static readonly IReadOnlyList<XNamespace> Readable =
    [
        Model, "http://www.omg.org/spec/DMN/20151101/dmn.xsd", "http://www.omg.org/spec/DMN/20180521/MODEL/", "https://www.omg.org/spec/DMN/20211108/MODEL/", "https://www.omg.org/spec/DMN/20230324/MODEL/",
    ];

    /// <summary>What DMN has no word for stands as JSON in an extension of this namespace.</summary>
    public static readonly XNamespace Own = "urn:platform:decision:1";

    /// <summary>Ids that are made here; those of rows have no dot.</summary>
    public const string Made = "platform.";

    /// <summary>Each has a column of annotations, in this order.</summary>
    public static readonly IReadOnlyList<string> Languages = [LocalizedText.Chinese, LocalizedText.English];

    public static readonly IReadOnlyList<(HitPolicy Policy, string Word)> Policies =
    [
        (HitPolicy.Unique, "UNIQUE"), (HitPolicy.First, "FIRST"), (HitPolicy.Priority, "PRIORITY"), (HitPolicy.Any, "ANY"), (HitPolicy.Collect, "COLLECT"),
        (HitPolicy.RuleOrder, "RULE ORDER"), (HitPolicy.OutputOrder, "OUTPUT ORDER"),
    ];

    public static readonly IReadOnlyList<(Aggregation Figure, string Word)> Figures =
        [(Aggregation.Sum, "SUM"), (Aggregation.Min, "MIN"), (Aggregation.Max, "MAX"), (Aggregation.Count, "COUNT")];

    /// <summary>The first word of a type is the one that is written; FEEL has no whole numbers of their own.</summary>
    public static readonly IReadOnlyList<(string Word, DecisionType Type)> Types =
    [
        ("string", DecisionType.Text), ("number", DecisionType.Number), ("number", DecisionType.Integer), ("boolean", DecisionType.Boolean), ("date", DecisionType.Date),
        ("integer", DecisionType.Integer), ("long", DecisionType.Integer), ("double", DecisionType.Number), ("decimal", DecisionType.Number),
    ];

    public static XElement Extension<T>(T value) =>
        new(Model + "extensionElements", new XElement(Own + "more", FormatXml.Escape(JsonSerializer.Serialize(value, ModelJson.Options))));

    /// <summary>A cell, or what a column allows, as the file has it.</summary>
    public static string Cell(string cell) => FormatXml.Clean(cell).Trim();

    /// <summary>The same of an input: the format has no empty cells.</summary>
    public static string Test(string cell) => Cell(cell) is { Length: > 0 } text ? text : "-";

    /// <summary>DMN knows one language.</summary>
    public static string Text(LocalizedText text) => FormatXml.Clean(text.In(LocalizedText.Chinese));

    /// <summary>What was written beside an element; null when nothing was, or nothing that can be read.</summary>
    public static T? More<T>(XElement element)
        where T : class
    {
        if (element.Elements().FirstOrDefault(e => e.Name.LocalName == "extensionElements")?.Element(Own + "more") is not { } more)
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize<T>(more.Value, StrictJson.Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>What DMN does not say of a table.</summary>
/// <param name="Default">When the file cannot say it to the letter.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record DmnMore(
    LocalizedText Name,
    int SchemaVersion = 1,
    LocalizedText? Description = null,
    LocalizedText? Basis = null,
    bool ShownToApplicant = false,
    bool Sample = false,
    IReadOnlyList<string>? Default = null);

/// <summary>What DMN does not say of a column.</summary>
/// <param name="Id">Of an input.</param>
/// <param name="Allowed">When the file cannot say it to the letter.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record DmnColumn(
    LocalizedText Label, DecisionType Type, string? Id = null, IReadOnlyDictionary<string, LocalizedText>? Labels = null, bool Hidden = false, string? Allowed = null);

/// <summary>A row whose blanks or languages DMN would lose.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record DmnRow(IReadOnlyList<string> When, IReadOnlyList<string> Then, LocalizedText? Annotation);
