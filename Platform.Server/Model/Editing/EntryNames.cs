using System.Text.Json;
using System.Text.Json.Nodes;

namespace Platform.Model.Editing;

/// <summary>What the entries of a list are called, so that one of them can be spoken of while others come and go.</summary>
public static class EntryNames
{
    /// <summary>Members that name an entry, the first that is there counts.</summary>
    private static readonly string[] Naming = ["key", "id", "code", "value", "name", "date", "year"];

    /// <summary>Members whose lists say by the place of an entry what it is: cells of decision tables, one per column.</summary>
    private static readonly string[] Positional = ["when", "then", "default"];

    /// <summary>
    /// The names in order, or null when the list has no use for them: an entry without a name, two of one name, or entries of several kinds. Such a list
    /// counts as one value. Words and numbers are their own names; a connection of a flow is named by the two ports it joins.
    /// </summary>
    public static IReadOnlyList<string>? Of(JsonArray list)
    {
        if (!AreAlike(list, list))
        {
            return null;
        }

        var names = new List<string>(list.Count);
        var seen = new HashSet<string>(list.Count, StringComparer.Ordinal);
        foreach (var entry in list)
        {
            if (Of(entry) is not { } name || !seen.Add(name))
            {
                return null;
            }

            names.Add(name);
        }

        return names;
    }

    /// <summary>True when all entries of both are of one kind: words, numbers or objects.</summary>
    public static bool AreAlike(JsonArray one, JsonArray other) => one.Concat(other).Select(e => e?.GetValueKind() ?? JsonValueKind.Null).Distinct().Count() <= 1;

    /// <summary>True when the entries of the list at <paramref name="path"/> mean what they mean by their place: it is changed as one value, never entry by entry.</summary>
    public static bool ArePositions(DocumentPath path) => path.Steps is [.., { IsEntry: false } last] && ArePositions(last.Name);

    /// <param name="member">The member that holds the list.</param>
    public static bool ArePositions(string member) => Positional.Contains(member);

    /// <summary>The name of one entry, or null when it has none.</summary>
    public static string? Of(JsonNode? entry) => entry switch
    {
        JsonValue value => OfValue(value),
        JsonObject connection when ConnectionName(connection) is { } joined => joined,
        JsonObject element => Naming.Select(n => element[n] is JsonValue value ? OfValue(value) : null).FirstOrDefault(n => n is not null),
        _ => null,
    };

    /// <summary>The member that names <paramref name="entry"/>, or null.</summary>
    public static string? NamingMember(JsonObject entry) => Naming.FirstOrDefault(n => entry[n] is JsonValue value && OfValue(value) is not null);

    /// <summary>True when an entry has its name from the ports it joins.</summary>
    internal static bool IsConnection(JsonObject entry) => ConnectionName(entry) is not null;

    private static string? ConnectionName(JsonObject entry) => Port(entry["source"]) is { } source && Port(entry["target"]) is { } target ? $"{source}>{target}" : null;

    private static string? OfValue(JsonValue value) => value.GetValueKind() switch
    {
        JsonValueKind.String => value.GetValue<string>() is { Length: > 0 } text ? text : null,
        JsonValueKind.Number => value.ToJsonString(),
        _ => null,
    };

    private static string? Port(JsonNode? end) => end is JsonObject at && at["activity"] is JsonValue activity ? $"{activity}:{at["port"]}" : null;
}
