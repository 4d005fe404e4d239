using System.Text.Json.Nodes;
using Platform.Model.Clocks;

namespace Platform.Model.Items;

/// <summary>What merging and tightening mean for each field of an item.</summary>
internal static class ItemFieldRules
{
    /// <summary>The member by which entries of merged lists are known.</summary>
    public const string EntryKey = "key";

    /// <summary>The member by which a layer takes an entry of a merged list out.</summary>
    public const string Removed = "removed";

    private delegate IEnumerable<Problem> Direction(string field, JsonNode above, JsonNode merged);

    private static readonly Dictionary<string, Direction> Directions = new(StringComparer.Ordinal)
    {
        ["promisedLimit"] = Shorter,
        ["statutoryLimit"] = Shorter,
        ["supplementLimit"] = Longer,
        ["noticeDays"] = Lower,
        ["deliveryDays"] = Lower,
        ["hallVisits"] = Lower,
        ["warnings"] = Earlier,
        ["ratingWindowDays"] = Higher,
        ["materials"] = FewerMaterials,
        ["acceptanceConditions"] = Fewer,
        ["audience"] = More,
        ["channels"] = More,
        ["fee"] = Cheaper,
    };

    public static bool HasDirection(string field) => Directions.ContainsKey(field);

    /// <summary>Whether layers say something of single entries of the list, or of the whole field.</summary>
    public static bool IsMergedByEntry(string field) => field is "materials" or "scenario";

    /// <summary>Refusals of a change that is not in the applicant's favour.</summary>
    public static IReadOnlyList<Problem> Tightens(string field, JsonNode above, JsonNode merged) => [.. Directions[field](field, above, merged)];

    /// <summary>The field after the layer below has spoken. Never shares nodes with its arguments.</summary>
    public static JsonNode Merge(string field, JsonNode? above, JsonNode value, FieldPolicy policy) =>
        IsMergedByEntry(field) && value is JsonArray entries
            ? MergeEntries(above as JsonArray ?? [], entries, narrowConditions: policy == FieldPolicy.TightenOnly)
            : value.DeepClone();

    private static JsonArray MergeEntries(JsonArray above, JsonArray stated, bool narrowConditions)
    {
        var merged = above.Select(e => e!.DeepClone()).ToList();
        foreach (var entry in stated)
        {
            var index = entry is JsonObject && TextOf(entry[EntryKey]) is { } key ? merged.FindIndex(m => m is JsonObject && TextOf(m[EntryKey]) == key) : -1;
            var removed = entry is JsonObject && IsTrue(entry[Removed]);
            if (index < 0 && !removed)
            {
                merged.Add(entry!.DeepClone());
            }
            else if (index >= 0 && removed)
            {
                merged.RemoveAt(index);
            }
            else if (index >= 0)
            {
                merged[index] = MergeEntry((JsonObject)merged[index], (JsonObject)entry!, narrowConditions);
            }
        }

        return [.. merged];
    }

    private static JsonObject MergeEntry(JsonObject above, JsonObject stated, bool narrowConditions)
    {
        foreach (var (name, value) in stated)
        {
            above[name] = name == "condition" && narrowConditions && above[name] is { } upper && value is not null && !JsonNode.DeepEquals(upper, value)
                ? new JsonObject { ["op"] = "all", ["conditions"] = new JsonArray(upper.DeepClone(), value.DeepClone()) }
                : value?.DeepClone();
        }

        return above;
    }

    private static IEnumerable<Problem> Shorter(string field, JsonNode above, JsonNode merged) => Limit(field, above, merged, (m, a) => m <= a, "<=");

    private static IEnumerable<Problem> Longer(string field, JsonNode above, JsonNode merged) => Limit(field, above, merged, (m, a) => m >= a, ">=");

    private static IEnumerable<Problem> Limit(string field, JsonNode above, JsonNode merged, Func<decimal, decimal, bool> keeps, string sign)
    {
        if (TextOf(Member(merged, "unit")) != TextOf(Member(above, "unit")))
        {
            yield return NotTighter($"{field}.unit", TextOf(Member(merged, "unit")), TextOf(Member(above, "unit")));
        }
        else if (NumberOf(Member(merged, "amount")) is not { } amount || NumberOf(Member(above, "amount")) is not { } limit || !keeps(amount, limit))
        {
            yield return NotTighter($"{field}.amount", Show(Member(merged, "amount")), $"{sign} {Show(Member(above, "amount"))}");
        }
    }

    private static IEnumerable<Problem> Lower(string field, JsonNode above, JsonNode merged) =>
        NumberOf(merged) is { } number && NumberOf(above) is { } limit && number <= limit ? [] : [NotTighter(field, Show(merged), $"<= {Show(above)}")];

    private static IEnumerable<Problem> Higher(string field, JsonNode above, JsonNode merged) =>
        NumberOf(merged) is { } number && NumberOf(above) is { } limit && number >= limit ? [] : [NotTighter(field, Show(merged), $">= {Show(above)}")];

    private static IEnumerable<Problem> Earlier(string field, JsonNode above, JsonNode merged)
    {
        foreach (var (level, usual) in new[] { ("yellowPercent", WarningLevels.Default.YellowPercent), ("redPercent", WarningLevels.Default.RedPercent) })
        {
            var (now, limit) = (NumberOf(Member(merged, level)) ?? usual, NumberOf(Member(above, level)) ?? usual);
            if (now > limit)
            {
                yield return NotTighter($"{field}.{level}", $"{now}", $"<= {limit}");
            }
        }
    }

    private static IEnumerable<Problem> Fewer(string field, JsonNode above, JsonNode merged) =>
        Entries(merged).Where(m => !Entries(above).Any(a => JsonNode.DeepEquals(a, m))).Select(m => NotTighter(field, Show(m), Show(above)));

    private static IEnumerable<Problem> More(string field, JsonNode above, JsonNode merged) =>
        Entries(above).Where(a => !Entries(merged).Any(m => JsonNode.DeepEquals(a, m))).Select(a => NotTighter(field, Show(merged), Show(a)));

    private static IEnumerable<Problem> Cheaper(string field, JsonNode above, JsonNode merged)
    {
        if (IsTrue(Member(merged, "charged")) && !IsTrue(Member(above, "charged")))
        {
            yield return NotTighter($"{field}.charged", "true", "false");
        }
        else if (More(TablesIn(merged), TablesIn(above)) is { } table)
        {
            // What a table will say cannot be compared with anything but the same table.
            yield return NotTighter($"{field}.lines", table, TablesIn(above) is { Count: > 0 } known ? string.Join(", ", known) : $"<= {Sum(above)}");
        }
        else if (Sum(merged) > Sum(above))
        {
            yield return NotTighter($"{field}.lines", $"{Sum(merged)}", $"<= {Sum(above)}");
        }
    }

    /// <summary>What stands there more often than above.</summary>
    private static string? More(IReadOnlyList<string> tables, IReadOnlyList<string> above) => tables.FirstOrDefault(t => tables.Count(n => n == t) > above.Count(n => n == t));

    private static IReadOnlyList<string> TablesIn(JsonNode fee) => [.. Entries(Member(fee, "lines")).Select(l => TextOf(Member(l, "table"))).OfType<string>().Where(t => t.Length > 0)];

    private static decimal Sum(JsonNode fee) => Entries(Member(fee, "lines")).Sum(l => NumberOf(Member(l, "amount")) ?? 0);

    private static IEnumerable<Problem> FewerMaterials(string field, JsonNode above, JsonNode merged)
    {
        foreach (var material in Entries(merged))
        {
            var path = $"{field}[{TextOf(Member(material, "key"))}]";
            var upper = Entries(above).FirstOrDefault(a => TextOf(Member(a, "key")) == TextOf(Member(material, "key")));
            if (upper is null)
            {
                if (IsMandatory(material))
                {
                    yield return NotTighter($"{path}.mandatory", "true", "false");
                }

                continue;
            }

            foreach (var problem in NoMoreThan(path, upper, material))
            {
                yield return problem;
            }
        }
    }

    private static IEnumerable<Problem> NoMoreThan(string path, JsonNode upper, JsonNode material)
    {
        if (IsMandatory(material) && !IsMandatory(upper))
        {
            yield return NotTighter($"{path}.mandatory", "true", "false");
        }

        if (IsTrue(Member(upper, "deferrable")) && !IsTrue(Member(material, "deferrable")))
        {
            yield return NotTighter($"{path}.deferrable", "false", "true");
        }

        foreach (var count in new[] { "originals", "copies" })
        {
            var (now, limit) = (NumberOf(Member(material, count)) ?? 0, NumberOf(Member(upper, count)) ?? 0);
            if (now > limit)
            {
                yield return NotTighter($"{path}.{count}", $"{now}", $"<= {limit}");
            }
        }

        if (Member(upper, "condition") is { } condition && Member(material, "condition") is null)
        {
            yield return NotTighter($"{path}.condition", "null", Show(condition));
        }

        if (Member(material, "fileTypes") is { } types && (Member(upper, "fileTypes") is not { } before || Entries(before).Any(b => !Entries(types).Any(t => JsonNode.DeepEquals(b, t)))))
        {
            yield return NotTighter($"{path}.fileTypes", Show(types), Show(Member(upper, "fileTypes")));
        }
    }

    private static bool IsMandatory(JsonNode material) => Member(material, "mandatory") is not { } mandatory || IsTrue(mandatory);

    private static Problem NotTighter(string path, string? value, string? expected) => Problem.Invalid("item.notTighter", path, ("value", value), ("expected", expected));

    private static JsonNode? Member(JsonNode? node, string name) => (node as JsonObject)?[name];

    private static IEnumerable<JsonNode> Entries(JsonNode? node) => node is JsonArray array ? array.OfType<JsonNode>() : [];

    private static bool IsTrue(JsonNode? node) => node is JsonValue value && value.TryGetValue<bool>(out var flag) && flag;

    private static decimal? NumberOf(JsonNode? node) => node is JsonValue value && value.TryGetValue<decimal>(out var number) ? number : null;

    private static string? TextOf(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    private static string Show(JsonNode? node) => node?.ToJsonString(ModelJson.Options) ?? "null";
}
