using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Primitives;
using Platform.Model.Forms;

namespace Platform.Designer.Ui.Forms;

/// <summary>Reads the answers of one page out of a posted form. What the page did not show keeps its answer; nothing is checked here but the shape.</summary>
public static class PostedAnswers
{
    private static readonly FrozenSet<FieldType> Lists = FrozenSet.Create(FieldType.Choices, FieldType.File);

    /// <param name="before">The answers the page was made from.</param>
    /// <param name="posted">Name to values; names that are none of the page's fields are passed over.</param>
    public static Answers Read(CompiledForm form, FormPage page, Answers before, IReadOnlyDictionary<string, StringValues> posted)
    {
        var root = before.ToJson();
        ReadElements(page.Sections.SelectMany(s => s.Elements), root, "", posted, form.Limits);
        return Answers.Of(root);
    }

    /// <summary>Paths of the answers the posted page had asked for.</summary>
    public static FrozenSet<string> Asked(IEnumerable<string> postedNames) =>
        postedNames.Where(n => n.StartsWith(FormNames.Answer, StringComparison.Ordinal)).Select(n => n[FormNames.Answer.Length..])
            .Concat(postedNames.Where(n => n.StartsWith(FormNames.Count, StringComparison.Ordinal)).Select(n => n[FormNames.Count.Length..]))
            .ToFrozenSet();

    private static void ReadElements(IEnumerable<FormElement> elements, JsonObject values, string prefix, IReadOnlyDictionary<string, StringValues> posted, FormLimits limits)
    {
        foreach (var element in elements)
        {
            var path = prefix + element.Key;
            if (element is FormRepeat repeat)
            {
                ReadRepeat(repeat, values, path, posted, limits);
            }
            else if (element is FormField { HasAnswer: true, Calculated: null } field && IsPosted(field, path, posted))
            {
                Put(values, element.Key, Value(field, path, posted));
            }
        }
    }

    private static void ReadRepeat(FormRepeat repeat, JsonObject values, string path, IReadOnlyDictionary<string, StringValues> posted, FormLimits limits)
    {
        if (!posted.TryGetValue(FormNames.Count + path, out var posts) || !int.TryParse(posts, NumberStyles.None, CultureInfo.InvariantCulture, out var count))
        {
            return;
        }

        // One more than allowed is kept, so that validation says that there are too many.
        count = Math.Min(count, limits.MaxItemsAllowed + 1);
        var old = values[repeat.Key] as JsonArray;
        var items = new JsonArray();
        for (var i = 0; i < count; i++)
        {
            var item = i < old?.Count && old[i] is JsonObject kept ? (JsonObject)kept.DeepClone() : [];
            ReadElements(repeat.Elements, item, FormattableString.Invariant($"{path}[{i}]."), posted, limits);
            items.Add(item);
        }

        Put(values, repeat.Key, items.Count == 0 ? null : items);
    }

    private static bool IsPosted(FormField field, string path, IReadOnlyDictionary<string, StringValues> posted) => field.Type == FieldType.Address
        ? posted.ContainsKey($"{FormNames.Answer}{path}.{AddressParts.Detail}") || posted.ContainsKey($"{FormNames.Answer}{path}.{AddressParts.Division}")
        : posted.ContainsKey(FormNames.Answer + path);

    private static JsonNode? Value(FormField field, string path, IReadOnlyDictionary<string, StringValues> posted)
    {
        if (field.Type == FieldType.Address)
        {
            var address = new JsonObject();
            Put(address, AddressParts.Division, Text(Last(posted, $"{path}.{AddressParts.Division}")));
            Put(address, AddressParts.Detail, Text(Last(posted, $"{path}.{AddressParts.Detail}")));
            return address.Count == 0 ? null : address;
        }

        if (Lists.Contains(field.Type))
        {
            // The empty value says that the list was shown though nothing is chosen.
            var chosen = posted[FormNames.Answer + path].Where(v => !string.IsNullOrWhiteSpace(v)).Distinct().ToArray();
            return chosen.Length == 0 ? null : new JsonArray([.. chosen.Select(v => (JsonNode?)JsonValue.Create(v))]);
        }

        var text = Last(posted, path);
        return field.Type switch
        {
            FieldType.Boolean => text switch { "true" => JsonValue.Create(true), "false" => JsonValue.Create(false), _ => null },
            FieldType.Number or FieldType.Integer => Number(text),
            _ => Text(text),
        };
    }

    private static string Last(IReadOnlyDictionary<string, StringValues> posted, string path) =>
        posted.TryGetValue(FormNames.Answer + path, out var values) ? values.LastOrDefault(v => !string.IsNullOrEmpty(v)) ?? "" : "";

    private static JsonValue? Text(string text) => string.IsNullOrWhiteSpace(text) ? null : JsonValue.Create(text.Trim());

    /// <summary>What is no number stays text, and validation names it.</summary>
    private static JsonValue? Number(string text)
    {
        var plain = text.Normalize(NormalizationForm.FormKC).Trim();
        return decimal.TryParse(plain, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? JsonValue.Create(number) : Text(plain);
    }

    private static void Put(JsonObject values, string key, JsonNode? value)
    {
        if (value is null)
        {
            values.Remove(key);
        }
        else
        {
            values[key] = value;
        }
    }
}
