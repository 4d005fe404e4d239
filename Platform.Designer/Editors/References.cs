using System.Text.Json.Nodes;
using Platform.Designer.Editors.Shapes;
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
    Calendar,
    DecisionTable,
    MessageTemplate,
    ConnectorBinding,
    Authority,
    /// <summary>What is known of the person before they answer.</summary>
    Prefill,
    /// <summary>Questions that a bundle asks, as its items are fed from them.</summary>
    Source,
}

/// <param name="Key">As it is written.</param>
/// <param name="Title">What people call it; null when it has no name.</param>
public sealed record ReferenceChoice(string Key, string? Title);

/// <summary>What can be referred to at the place whose definition is edited, so that nobody has to know keys by heart. Other keys may be typed all the same.</summary>
public sealed record References(IReadOnlyDictionary<ReferenceKind, IReadOnlyList<ReferenceChoice>> Lists)
{
    private static readonly Dictionary<(string Shape, string Member), ReferenceKind> Members = new()
    {
        [("FormField", "codeTable")] = ReferenceKind.CodeTable,
        [("FieldPrefill", "source")] = ReferenceKind.Prefill,
        [("ServiceItem", "form")] = ReferenceKind.Form,
        [("ServiceItem", "flow")] = ReferenceKind.Flow,
        [("ServiceItem", "calendar")] = ReferenceKind.Calendar,
        [("ItemAuthority", "code")] = ReferenceKind.Authority,
        [("Bundle", "form")] = ReferenceKind.Form,
        [("BundlePart", "item")] = ReferenceKind.Item,
        [("BundlePart", "answers")] = ReferenceKind.Source,
        [("BundlePart", "scenario")] = ReferenceKind.Source,
    };

    public static References None { get; } = new(new Dictionary<ReferenceKind, IReadOnlyList<ReferenceChoice>>());

    /// <summary>Id of the list of proposals for a member, or for the values of its pairs; null where nothing is proposed.</summary>
    public string? ListFor(RecordShape? shape, MemberShape member) => shape is not null && Members.TryGetValue((shape.Name, member.Name), out var kind) ? ListFor(kind) : null;

    public string? ListFor(ReferenceKind kind) => Lists.GetValueOrDefault(kind) is { Count: > 0 } ? IdOf(kind) : null;

    public static string IdOf(ReferenceKind kind) => $"ref-{kind}";

    public References With(ReferenceKind kind, IReadOnlyList<ReferenceChoice> choices) =>
        new(new Dictionary<ReferenceKind, IReadOnlyList<ReferenceChoice>>(Lists) { [kind] = choices });

    /// <summary>What the definitions of a kind refer to.</summary>
    public static IReadOnlyList<ReferenceKind> Of(DefinitionKind kind) => kind switch
    {
        DefinitionKind.Item => [ReferenceKind.Form, ReferenceKind.Flow, ReferenceKind.Calendar, ReferenceKind.Authority],
        DefinitionKind.Form => [ReferenceKind.CodeTable, ReferenceKind.Prefill],
        DefinitionKind.Flow => [ReferenceKind.Flow, ReferenceKind.DecisionTable, ReferenceKind.MessageTemplate, ReferenceKind.ConnectorBinding, ReferenceKind.Authority],
        DefinitionKind.Bundle => [ReferenceKind.Form, ReferenceKind.Item],
        _ => [],
    };

    /// <summary>Reads what is in force at the owner of the definition or above, and the authorities of the place and below.</summary>
    public static async ValueTask<References> ReadAsync(IDefinitions definitions, IAuthorities authorities, DefinitionName name, CancellationToken ct)
    {
        var lists = new Dictionary<ReferenceKind, IReadOnlyList<ReferenceChoice>>();
        foreach (var kind in Of(name.Kind))
        {
            lists[kind] = kind switch
            {
                ReferenceKind.Authority => [.. (await authorities.ListAsync(new LocalityScope(name.Owner), ct)).Select(a => new ReferenceChoice(a.Code, a.Name.ToString()))],
                ReferenceKind.Prefill => [.. FieldPrefill.Sources.Select(s => new ReferenceChoice(s, null))],
                _ => await ListAsync(definitions, Enum.Parse<DefinitionKind>(kind.ToString()), name.Owner, ct),
            };
        }

        return new References(lists);
    }

    private static async ValueTask<IReadOnlyList<ReferenceChoice>> ListAsync(IDefinitions definitions, DefinitionKind kind, LocalityCode owner, CancellationToken ct)
    {
        var found = new List<ReferenceChoice>();
        foreach (var key in await definitions.ListKeysAsync(kind, ct))
        {
            if (await definitions.FindActiveAsync(kind, key, owner, ct) is { } active)
            {
                found.Add(new ReferenceChoice(key, JsonNode.Parse(active.Json) is JsonObject document ? DocumentTitles.Of(document) : null));
            }
        }

        return found;
    }
}
