using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Designer.Editors.Shapes;
using Platform.Model;
using Platform.Model.Cases;
using Platform.Model.Definitions;
using Platform.Model.Forms;
using Platform.Model.Identity;
using Platform.Model.Localities;

namespace Platform.Designer.Editors;

/// <summary>What members of definitions refer to by key.</summary>
public enum ReferenceKind
{
    Item,
    Form,
    Flow,
    CodeTable,
    /// <summary>Questions of the library.</summary>
    Question,
    Calendar,
    DecisionTable,
    MessageTemplate,
    ConnectorBinding,
    Authority,
    ItemType,
    ExerciseLevel,
    CaseType,
    Audience,
    HandlingForm,
    Theme,
    AuthorityNature,
    /// <summary>Statutory papers.</summary>
    Paper,
    DocumentTemplate,
    SpecialProcedure,
    /// <summary>What is known of the person before they answer.</summary>
    Prefill,
    /// <summary>Questions that a bundle asks, as its items are fed from them.</summary>
    Source,
}

/// <param name="Key">As it is written.</param>
/// <param name="Title">What people call it; null when it has no name.</param>
/// <param name="Name">What stands beside the key in the document too, and is filled in where nothing does.</param>
public sealed record ReferenceChoice(string Key, string? Title, LocalizedText? Name = null)
{
    /// <summary>A version of it is in force.</summary>
    public bool IsThere { get; init; } = true;
}

/// <summary>
/// What can be referred to at the place whose definition is edited, so that nobody has to know keys by heart: what is in force there, and what the place is
/// editing. Other keys may be typed all the same.
/// </summary>
public sealed record References(IReadOnlyDictionary<ReferenceKind, IReadOnlyList<ReferenceChoice>> Lists, LocalityCode? Owner = null)
{
    /// <summary>Code tables whose entries are chosen from; a table that is not in force leaves the box to be typed in.</summary>
    private static readonly Dictionary<ReferenceKind, string> Tables = new()
    {
        [ReferenceKind.ItemType] = "item-type",
        [ReferenceKind.ExerciseLevel] = "exercise-level",
        [ReferenceKind.CaseType] = "case-type",
        [ReferenceKind.Audience] = "audience",
        [ReferenceKind.HandlingForm] = "handling-form",
        [ReferenceKind.Theme] = "theme",
        [ReferenceKind.AuthorityNature] = "authority-nature",
        [ReferenceKind.SpecialProcedure] = "special-procedure",
    };

    private static readonly IReadOnlyList<ReferenceKind> OfItem =
        [ReferenceKind.Form, ReferenceKind.Flow, ReferenceKind.Calendar, ReferenceKind.Authority, ReferenceKind.Paper, ReferenceKind.DocumentTemplate, ReferenceKind.DecisionTable, .. Tables.Keys];

    private static readonly Dictionary<(string Shape, string Member), ReferenceKind> Members = new()
    {
        [("FormField", "codeTable")] = ReferenceKind.CodeTable,
        [("FormQuestion", "question")] = ReferenceKind.Question,
        [("FieldPrefill", "source")] = ReferenceKind.Prefill,
        [("ServiceItem", "form")] = ReferenceKind.Form,
        [("ServiceItem", "flow")] = ReferenceKind.Flow,
        [("ServiceItem", "calendar")] = ReferenceKind.Calendar,
        [("ServiceItem", "itemType")] = ReferenceKind.ItemType,
        [("ServiceItem", "exerciseLevel")] = ReferenceKind.ExerciseLevel,
        [("ServiceItem", "caseType")] = ReferenceKind.CaseType,
        [("ServiceItem", "audience")] = ReferenceKind.Audience,
        [("ServiceItem", "channels")] = ReferenceKind.HandlingForm,
        [("ServiceItem", "themes")] = ReferenceKind.Theme,
        [("ServiceItem", "specialProcedures")] = ReferenceKind.SpecialProcedure,
        [("ServiceItem", "systemLevel")] = ReferenceKind.ExerciseLevel,
        [("ItemPaper", "kind")] = ReferenceKind.Paper,
        [("ItemPaper", "template")] = ReferenceKind.DocumentTemplate,
        [("FeeLine", "table")] = ReferenceKind.DecisionTable,
        [("ItemAuthority", "nature")] = ReferenceKind.AuthorityNature,
        [("ItemAuthority", "code")] = ReferenceKind.Authority,
        [("Bundle", "form")] = ReferenceKind.Form,
        [("Bundle", "audience")] = ReferenceKind.Audience,
        [("Bundle", "themes")] = ReferenceKind.Theme,
        [("SiteHome", "featured")] = ReferenceKind.Item,
        [("ChannelOffer", "hiddenItems")] = ReferenceKind.Item,
        [("EvaluationSettings", "calendar")] = ReferenceKind.Calendar,
        [("BundlePart", "item")] = ReferenceKind.Item,
        [("BundlePart", "answers")] = ReferenceKind.Source,
        [("BundlePart", "scenario")] = ReferenceKind.Source,
    };

    /// <summary>Members that are chosen by name rather than typed as a key.</summary>
    private static readonly HashSet<(string Shape, string Member)> ByName =
    [
        ("ServiceItem", "form"), ("ServiceItem", "flow"), ("ServiceItem", "calendar"), ("ItemPaper", "template"), ("FeeLine", "table"),
        ("Bundle", "form"), ("BundlePart", "item"), ("BundlePart", "answers"), ("BundlePart", "scenario"), ("EvaluationSettings", "calendar"),
    ];

    /// <summary>What belongs to an item or a bundle often enough that it is begun from there, under the same key.</summary>
    private static readonly HashSet<(string Shape, string Member)> Begun = [("ServiceItem", "form"), ("ServiceItem", "flow"), ("ServiceItem", "calendar"), ("Bundle", "form")];

    public static References None { get; } = new(new Dictionary<ReferenceKind, IReadOnlyList<ReferenceChoice>>());

    /// <summary>What the pairs of a bundle's part are called by, by its item and member; and what the value of one is chosen from, by <c>member.name</c> (<see cref="PartNames"/>).</summary>
    public IReadOnlyDictionary<(string Item, string Member), IReadOnlyList<ReferenceChoice>> Parts { get; init; } = new Dictionary<(string, string), IReadOnlyList<ReferenceChoice>>();

    /// <summary>The name that belongs to a key chosen for a member; null where none does.</summary>
    public LocalizedText? NameOf(RecordShape? shape, MemberShape member, string key) =>
        KindOf(shape, member) is { } kind ? Lists.GetValueOrDefault(kind)?.FirstOrDefault(c => c.Key == key)?.Name : null;

    /// <summary>Id of the list of proposals for a member, or for the values of its pairs; null where nothing is proposed.</summary>
    public string? ListFor(RecordShape? shape, MemberShape member) => KindOf(shape, member) is { } kind ? ListFor(kind) : null;

    /// <summary>What a member refers to; null for one that refers to nothing.</summary>
    public static ReferenceKind? KindOf(RecordShape? shape, MemberShape member) => shape is not null && Members.TryGetValue((shape.Name, member.Name), out var kind) ? kind : null;

    /// <summary>The codes a member is chosen from, or its entries; null where it is written freely.</summary>
    public IReadOnlyList<ReferenceChoice>? CodesFor(RecordShape? shape, MemberShape member) =>
        KindOf(shape, member) is { } kind && Tables.ContainsKey(kind) && Lists.GetValueOrDefault(kind) is { Count: > 0 } codes ? codes : ChosenFor(shape, member);

    /// <summary>What a member, or the value of each of its pairs, is chosen from by name; null where it is written freely.</summary>
    public IReadOnlyList<ReferenceChoice>? ChosenFor(RecordShape? shape, MemberShape member) =>
        shape is not null && ByName.Contains((shape.Name, member.Name)) && KindOf(shape, member) is { } kind && Lists.GetValueOrDefault(kind) is { } named && (named.Count > 0 || IsBegun(shape, member)) ? named : null;

    /// <summary>A key that is free for what is begun from a member, as close to that of the definition as can be; null where nothing is begun.</summary>
    public string? FreeKeyFor(RecordShape? shape, MemberShape member, string own) =>
        IsBegun(shape, member) && KindOf(shape, member) is { } kind && UrlOf(kind, own) is not null
            ? Enumerable.Range(1, int.MaxValue).Select(n => n == 1 ? own : $"{own}-{n}").First(k => !Knows(kind, k)) : null;

    /// <summary>It is the key of a definition, of which several may have the same name.</summary>
    public static bool IsDefinition(ReferenceKind? kind) => kind is { } known && Enum.TryParse<DefinitionKind>(known.ToString(), out _);

    private static bool IsBegun(RecordShape? shape, MemberShape member) => shape is not null && Begun.Contains((shape.Name, member.Name));

    /// <summary>The codes, and after them those that stand in the document without being in the table.</summary>
    public static IEnumerable<ReferenceChoice> WithOthers(IReadOnlyList<ReferenceChoice> codes, IEnumerable<string> written) =>
        codes.Concat(written.Where(w => codes.All(c => c.Key != w)).Select(w => new ReferenceChoice(w, w)));

    /// <summary>Where the definition named by a key is edited, or made; null when the kind is none of definitions, or the place is not known.</summary>
    public string? UrlOf(ReferenceKind kind, string key) =>
        Owner is { } owner && Enum.TryParse<DefinitionKind>(kind.ToString(), out var definition) ? EditorUrl.Of(new DefinitionName(definition, key, owner)) : null;

    public bool Knows(ReferenceKind kind, string key) => Lists.GetValueOrDefault(kind)?.Any(c => c.Key == key) == true;

    /// <summary>What is called by a key, or null.</summary>
    public string? TitleOf(ReferenceKind kind, string key) => Lists.GetValueOrDefault(kind)?.FirstOrDefault(c => c.Key == key)?.Title;

    public string? ListFor(ReferenceKind kind) => Lists.GetValueOrDefault(kind) is { Count: > 0 } ? IdOf(kind) : null;

    public static string IdOf(ReferenceKind kind) => $"ref-{kind}";

    public References With(ReferenceKind kind, IReadOnlyList<ReferenceChoice> choices) =>
        this with { Lists = new Dictionary<ReferenceKind, IReadOnlyList<ReferenceChoice>>(Lists) { [kind] = choices } };

    /// <summary>What the definitions of a kind refer to.</summary>
    public static IReadOnlyList<ReferenceKind> Of(DefinitionKind kind) => kind switch
    {
        DefinitionKind.Item => OfItem,
        DefinitionKind.Form => [ReferenceKind.Question, ReferenceKind.CodeTable, ReferenceKind.Prefill],
        DefinitionKind.Question => [ReferenceKind.CodeTable, ReferenceKind.Prefill],
        DefinitionKind.Flow => [ReferenceKind.Flow, ReferenceKind.DecisionTable, ReferenceKind.MessageTemplate, ReferenceKind.ConnectorBinding, ReferenceKind.Authority],
        DefinitionKind.Bundle => [ReferenceKind.Form, ReferenceKind.Item, ReferenceKind.Audience, ReferenceKind.Theme],
        DefinitionKind.Site => [ReferenceKind.Item, ReferenceKind.Calendar],
        _ => [],
    };

    /// <summary>Reads what is in force, or supposed to be, at the owner of the definition or above, and the authorities of the place and below.</summary>
    public static async ValueTask<References> ReadAsync(IDefinitions definitions, IAuthorities authorities, DefinitionName name, CancellationToken ct)
    {
        var lists = new Dictionary<ReferenceKind, IReadOnlyList<ReferenceChoice>>();
        foreach (var kind in Of(name.Kind))
        {
            lists[kind] = kind switch
            {
                ReferenceKind.Authority => [.. (await authorities.ListAsync(new LocalityScope(name.Owner), ct)).Select(a => new ReferenceChoice(a.Code, a.Name.ToString(), a.Name))],
                ReferenceKind.Paper => await TitledAsync(definitions, DefinitionKind.DocumentTemplate, DocumentKinds.All, name.Owner, ct),
                ReferenceKind.Prefill => [.. FieldPrefill.Sources.Select(s => new ReferenceChoice(s, null))],
                _ when Tables.TryGetValue(kind, out var table) => await CodesAsync(definitions, table, name.Owner, ct),
                _ => await ListAsync(definitions, Enum.Parse<DefinitionKind>(kind.ToString()), name.Owner, ct),
            };
        }

        return new References(lists, name.Owner);
    }

    private static async ValueTask<IReadOnlyList<ReferenceChoice>> CodesAsync(IDefinitions definitions, string table, LocalityCode owner, CancellationToken ct) =>
        await definitions.FindActiveAsync(DefinitionKind.CodeTable, table, owner, ct) is { } active && ReadTable(active.Json) is { } read
            ? [.. read.Entries.Select(e => new ReferenceChoice(e.Code, e.Label.ToString() is { Length: > 0 } label ? $"{e.Code} {label}" : e.Code))] : [];

    /// <summary>Null for a table that is half done.</summary>
    private static CodeTable? ReadTable(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<CodeTable>(json, ModelJson.Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static async ValueTask<IReadOnlyList<ReferenceChoice>> ListAsync(IDefinitions definitions, DefinitionKind kind, LocalityCode owner, CancellationToken ct) =>
        [.. (await TitledAsync(definitions, kind, await definitions.ListKeysAsync(kind, ct), owner, ct)).Where(c => c.IsThere)];

    private static async ValueTask<IReadOnlyList<ReferenceChoice>> TitledAsync(IDefinitions definitions, DefinitionKind kind, IReadOnlyList<string> keys, LocalityCode owner, CancellationToken ct)
    {
        var found = new List<ReferenceChoice>();
        foreach (var key in keys)
        {
            // A layer of an item may leave its name to those above it.
            var layers = await definitions.ListLayersAsync(kind, key, owner, ct);
            var title = layers.Reverse().Take(kind == DefinitionKind.Item ? layers.Count : 1).Select(l => JsonNode.Parse(l.Json) is JsonObject document ? DocumentTitles.Of(document) : null).FirstOrDefault(t => t is not null);
            found.Add(new ReferenceChoice(key, title) { IsThere = layers.Count > 0 });
        }

        return found;
    }
}
