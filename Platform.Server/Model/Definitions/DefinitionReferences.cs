using System.Text.Json;
using Platform.Model.Flows;

namespace Platform.Model.Definitions;

/// <summary>A definition as another one names it: which owner's is meant depends on the place.</summary>
public readonly record struct DefinitionReference(DefinitionKind Kind, string Key);

/// <summary>Which other definitions a document names. Never throws: a document that is half written names what can be read of it.</summary>
public static class DefinitionReferences
{
    private static readonly (string Member, DefinitionKind Kind)[] OfItem = [("form", DefinitionKind.Form), ("flow", DefinitionKind.Flow), ("calendar", DefinitionKind.Calendar)];

    /// <summary>The members by which an item names others; each is one fact of its layers.</summary>
    internal static IEnumerable<string> MembersOfItem => OfItem.Select(m => m.Member).Concat(["papers", "fee"]);

    /// <summary>Each once. Of an item what this document says, which may be one layer of several.</summary>
    public static IReadOnlyList<DefinitionReference> Of(DefinitionKind kind, JsonElement document) => [.. (kind switch
    {
        _ when document.ValueKind != JsonValueKind.Object => [],
        DefinitionKind.Item => OfItem.SelectMany(m => Named(document, m.Member, m.Kind)).Concat(Parts(document, "papers").SelectMany(p => Named(p, "template", DefinitionKind.DocumentTemplate)))
            .Concat(document.TryGetProperty("fee", out var fee) && fee.ValueKind == JsonValueKind.Object ? Parts(fee, "lines").SelectMany(l => Named(l, "table", DefinitionKind.DecisionTable)) : []),
        DefinitionKind.Form => Keys(QuestionsIn(document), DefinitionKind.Question).Concat(Keys(CodeTablesIn(document), DefinitionKind.CodeTable)),
        DefinitionKind.Question => Keys(CodeTablesIn(document), DefinitionKind.CodeTable),
        DefinitionKind.Flow => InFlow(document),
        DefinitionKind.Site when document.TryGetProperty("evaluation", out var evaluation) => Named(evaluation, "calendar", DefinitionKind.Calendar),
        DefinitionKind.Bundle => Named(document, "form", DefinitionKind.Form).Concat(Parts(document, "items").SelectMany(p => Named(p, "item", DefinitionKind.Item))),
        _ => [],
    }).Distinct()];

    /// <summary>The code tables a form names, also more than once.</summary>
    public static IEnumerable<string> CodeTablesIn(JsonElement form) => form.ValueKind switch
    {
        JsonValueKind.Object => form.EnumerateObject().SelectMany(m => m is { Name: "codeTable", Value.ValueKind: JsonValueKind.String } ? [m.Value.GetString()!] : CodeTablesIn(m.Value)),
        JsonValueKind.Array => form.EnumerateArray().SelectMany(CodeTablesIn),
        _ => [],
    };

    /// <summary>The questions of the library a form names, also more than once.</summary>
    private static IEnumerable<string> QuestionsIn(JsonElement form) => form.ValueKind switch
    {
        JsonValueKind.Object when form.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String && type.ValueEquals("question") => Named(form, "question", DefinitionKind.Question).Select(r => r.Key),
        JsonValueKind.Object => form.EnumerateObject().SelectMany(m => QuestionsIn(m.Value)),
        JsonValueKind.Array => form.EnumerateArray().SelectMany(QuestionsIn),
        _ => [],
    };

    private static IEnumerable<DefinitionReference> InFlow(JsonElement flow) =>
    [
        .. Keys(ChildFlows.NamesIn(flow), DefinitionKind.Flow),
        .. Keys(FlowTables.NamesIn(flow), DefinitionKind.DecisionTable),
        .. Keys(FlowActivities.Names(flow, [FlowActivities.Notify], "template"), DefinitionKind.MessageTemplate),
        .. Keys(FlowActivities.Names(flow, [FlowActivities.CallConnector], "binding"), DefinitionKind.ConnectorBinding),
        .. Keys(FlowActivities.Of(flow, FlowActivities.StartCase).SelectMany(ItemsOf), DefinitionKind.Item),
    ];

    /// <summary>The items of which a step files cases: one or a list, written as text that holds JSON. What a script names is known only at run time.</summary>
    private static IEnumerable<string> ItemsOf(JsonElement step)
    {
        if (!step.TryGetProperty("applications", out var input) || input.ValueKind != JsonValueKind.Object || !input.TryGetProperty("expression", out var expression)
            || expression.ValueKind != JsonValueKind.Object || !expression.TryGetProperty("value", out var value))
        {
            return [];
        }

        var list = value.ValueKind == JsonValueKind.String && Read(value.GetString()!) is { } read ? read : value;
        IEnumerable<JsonElement> applications = list.ValueKind == JsonValueKind.Array ? list.EnumerateArray() : [list];
        return [.. applications.SelectMany(a => Named(a, "item", DefinitionKind.Item)).Select(r => r.Key)];
    }

    private static JsonElement? Read(string text)
    {
        try
        {
            return JsonElement.Parse(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static JsonElement[] Parts(JsonElement document, string member) =>
        document.TryGetProperty(member, out var list) && list.ValueKind == JsonValueKind.Array ? [.. list.EnumerateArray()] : [];

    private static IEnumerable<DefinitionReference> Named(JsonElement part, string member, DefinitionKind kind) =>
        part.ValueKind == JsonValueKind.Object && part.TryGetProperty(member, out var key) && key.ValueKind == JsonValueKind.String && key.GetString() is { Length: > 0 } text
            ? [new(kind, text)]
            : [];

    private static IEnumerable<DefinitionReference> Keys(IEnumerable<string> keys, DefinitionKind kind) => keys.Select(k => new DefinitionReference(kind, k));
}
