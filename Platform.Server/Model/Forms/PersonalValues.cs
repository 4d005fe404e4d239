using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Platform.Model.Forms;

/// <summary>
/// Recognises what is personal among values that came out of a case: what stands in a masked answer, inside repeats too; members called like a masked field; and
/// whatever looks like a citizen's id number or a mobile phone. Something else made out of a masked answer cannot be recognised. Immutable and safe to use from several threads.
/// </summary>
/// <param name="form">Null has no fields.</param>
/// <param name="others">Texts of the case beside its answers, each with its mask.</param>
public sealed partial class PersonalValues(Form? form, Answers answers, IReadOnlyList<(Mask Mask, string Text)> others)
{
    /// <summary>Shorter texts are words of the form, such as an option, that stand in an address by chance.</summary>
    private const int ShortestPart = 4;

    /// <summary>Names of people have two characters.</summary>
    private const int ShortestInChinese = 2;

    private const string Stars = "***";

    private readonly FormIndex? _index = form is null ? null : FormIndex.Of(form);
    private readonly Lazy<IReadOnlyList<Known>> _known = new(() => Collect(form, answers, others));
    private readonly Lazy<Dictionary<string, Mask>> _members = new(() => Members(form));

    public static PersonalValues None { get; } = new(null, Answers.Empty, []);

    /// <summary>Whether something masked stands at the path of an answer, or inside it: <c>idNumber</c>, <c>members.name</c>, <c>members</c>.</summary>
    public bool IsAt(string path) =>
        _index is { } index
        && ((FieldPath.TryParse(path, out var parsed) ? index.Find(parsed) : null) ?? index.ByKey.GetValueOrDefault(path.Split('.', '[')[0])) is { } node
        && node.SelfAndBelow().Any(n => n.Element is FormField { Mask: not null });

    /// <summary>Whether anything in the value is, holds, or is a part of something personal.</summary>
    public bool StandIn(JsonElement value) => Leaves(value).Any(Stands);

    /// <summary>The value as those may see it who may not see all, with everything personal in it masked. An object whose members are called by something personal is hidden altogether.</summary>
    /// <param name="name">What the value is called.</param>
    public JsonElement Hide(string name, JsonElement value) => value.ValueKind == JsonValueKind.Undefined ? value : ToElement(Hide(ToNode(value), MaskOf(name, null)));

    /// <inheritdoc cref="Hide(string, JsonElement)"/>
    public JsonNode? Hide(JsonNode? value) => Hide(value, null);

    /// <summary>The text with everything personal in it masked.</summary>
    public string Hide(string text)
    {
        if (_known.Value.FirstOrDefault(k => k.Text == text) is { } same)
        {
            return same.Shown;
        }

        if (text.Length >= ShortestPart && _known.Value.Any(k => k.Text.Contains(text, StringComparison.Ordinal) && !k.Shown.Contains(text, StringComparison.Ordinal)))
        {
            return Masks.Apply(Mask.All, text);
        }

        foreach (var part in _known.Value.Where(k => k.IsTelling))
        {
            text = text.Replace(part.Text, part.Shown, StringComparison.Ordinal);
        }

        return IdOrPhone().Replace(text, found => Masks.Apply(MaskOf(found), found.Value));
    }

    /// <summary>
    /// What somebody meant who changed the value as <see cref="Hide(string, JsonElement)"/> showed it: what they left masked is as it was. Null when a mask is left in
    /// it whose value cannot be told, because it was moved or is a part of a changed text.
    /// </summary>
    /// <param name="before">Null when there was nothing to show.</param>
    public JsonElement? Restore(string name, JsonElement? before, JsonElement given)
    {
        var unclear = false;
        var restored = Restore(Shown(before), ToNode(given), MaskOf(name, null), ref unclear);
        return unclear ? null : ToElement(restored);
    }

    /// <summary>A value that took the place of another, masked; also where nothing but its place says that it is personal.</summary>
    /// <param name="before">Null when there was none.</param>
    public JsonElement HideAfter(string name, JsonElement? before, JsonElement after) => ToElement(HideAfter(Shown(before), ToNode(after), MaskOf(name, null)));

    private JsonNode? Hide(JsonNode? node, Mask? named) => node switch
    {
        JsonObject values when values.Any(m => Stands(m.Key)) => JsonValue.Create(Masks.Apply(Mask.All, "…")),
        JsonObject values => new JsonObject(values.Select(m => KeyValuePair.Create(m.Key, Hide(m.Value, MaskOf(m.Key, named))))),
        JsonArray items => new JsonArray([.. items.Select(i => Hide(i, named))]),
        null => null,
        _ when named is { } mask => Masks.Apply(mask, node),
        _ => AnswerValue.Read(node) is (string or decimal) and var scalar && AnswerValue.AsText(scalar) is { } text && Hide(text) is var shown && shown != text ? JsonValue.Create(shown) : node.DeepClone(),
    };

    private JsonNode? Restore(JsonNode? before, JsonNode? given, Mask? named, ref bool unclear)
    {
        if (before is not null && JsonNode.DeepEquals(Hide(before, named), given))
        {
            return before.DeepClone();
        }

        switch (given)
        {
            case JsonObject values:
                var members = new JsonObject();
                foreach (var (key, value) in values)
                {
                    unclear |= IsMasked(key);
                    members[key] = Restore((before as JsonObject)?[key], value, MaskOf(key, named), ref unclear);
                }

                return members;
            case JsonArray list:
                var items = new JsonArray();
                foreach (var (at, item) in list.Index())
                {
                    items.Add(Restore((before as JsonArray)?.ElementAtOrDefault(at), item, named, ref unclear));
                }

                return items;
            default:
                unclear |= AnswerValue.TextOf(given) is { } text && IsMasked(text);
                return given?.DeepClone();
        }
    }

    private JsonNode? HideAfter(JsonNode? before, JsonNode? after, Mask? named) => after switch
    {
        JsonObject values when !values.Any(m => Stands(m.Key)) => new JsonObject(values.Select(m => KeyValuePair.Create(m.Key, HideAfter((before as JsonObject)?[m.Key], m.Value, MaskOf(m.Key, named))))),
        JsonArray items when before is JsonArray rows && rows.Count == items.Count => new JsonArray([.. items.Select((item, at) => HideAfter(rows[at], item, named))]),
        // Rows came or went: whatever stands in a list of which a part was personal may be.
        JsonArray or JsonObject => Hide(after, named ?? MaskIn(before)),
        _ => Hide(after, named ?? MaskIn(before)),
    };

    /// <summary>With which mask whatever takes the place of this is hidden; null when nothing in it is personal.</summary>
    private Mask? MaskIn(JsonNode? before) =>
        before is JsonValue && AnswerValue.AsText(AnswerValue.Read(before)) is { } text && _known.Value.FirstOrDefault(k => k.Text == text) is { } same ? same.Mask
        : before is not null && !JsonNode.DeepEquals(Hide(before, null), before) ? Mask.All
        : null;

    /// <summary>A division names a place and no person.</summary>
    private Mask? MaskOf(string member, Mask? around) =>
        _members.Value.TryGetValue(member, out var own) ? own : around is not null && member == AddressParts.Division ? null : around;

    private static Mask MaskOf(Match found) => found.Length == "13800000000".Length ? Mask.Phone : Mask.IdNumber;

    private bool IsMasked(string text) =>
        text.Contains(Stars, StringComparison.Ordinal) || _known.Value.Any(k => k.Shown != k.Text && k.Shown.Length >= ShortestInChinese && text.Contains(k.Shown, StringComparison.Ordinal));

    private bool Stands(string text) =>
        _known.Value.Any(k => k.Text == text || (text.Length >= ShortestPart && k.Text.Contains(text, StringComparison.Ordinal)) || (k.IsTelling && text.Contains(k.Text, StringComparison.Ordinal)))
        || IdOrPhone().IsMatch(text);

    private static List<Known> Collect(Form? form, Answers answers, IReadOnlyList<(Mask Mask, string Text)> others)
    {
        var masked = form is null ? [] : FormRules.MaskedValues(form, answers).SelectMany(v => TextsOf(v.Value, v.Mask));
        return [.. masked.Concat(others.Select(o => new Known(o.Text, o.Mask))).Where(k => k.Text.Length > 0).DistinctBy(k => k.Text).OrderByDescending(k => k.Text.Length)];
    }

    private static Dictionary<string, Mask> Members(Form? form)
    {
        var members = new Dictionary<string, Mask>(StringComparer.Ordinal);
        foreach (var node in form is null ? [] : FormIndex.Of(form).All)
        {
            if (node.Element is FormField { Mask: { } mask })
            {
                members.TryAdd(node.Key, mask);
            }
        }

        return members;
    }

    private static IEnumerable<Known> TextsOf(JsonNode? value, Mask? mask) => value switch
    {
        JsonObject parts => parts.SelectMany(p => TextsOf(p.Value, p.Key == AddressParts.Division ? null : mask)),
        JsonArray items => items.SelectMany(i => TextsOf(i, mask)),
        _ => AnswerValue.Read(value) is (string or decimal) and var scalar ? [new Known(AnswerValue.AsText(scalar)!, mask)] : [],
    };

    private static IEnumerable<string> Leaves(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().SelectMany(m => Leaves(m.Value)),
        JsonValueKind.Array => value.EnumerateArray().SelectMany(Leaves),
        JsonValueKind.String when value.GetString() is { Length: > 0 } text => [text],
        JsonValueKind.Number => [value.GetRawText()],
        _ => [],
    };

    private static JsonNode? Shown(JsonElement? value) => value is { ValueKind: not JsonValueKind.Undefined } given ? ToNode(given) : null;

    private static JsonNode? ToNode(JsonElement value) => value.ValueKind == JsonValueKind.Undefined ? null : JsonSerializer.SerializeToNode(value, ModelJson.Options);

    private static JsonElement ToElement(JsonNode? node) => JsonSerializer.SerializeToElement(node, ModelJson.Options);

    /// <summary>GB 11643: region, day of birth, order and check; or eleven digits of a mobile network.</summary>
    [GeneratedRegex(@"(?<![0-9A-Za-z])(?:[1-9][0-9]{5}(?:18|19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx]|1[3-9][0-9]{9})(?![0-9A-Za-z])")]
    private static partial Regex IdOrPhone();

    /// <param name="Mask">Null for what is no secret, but tells where somebody lives.</param>
    private sealed record Known(string Text, Mask? Mask)
    {
        public string Shown { get; } = Mask is { } mask ? Masks.Apply(mask, Text) : Text;

        /// <summary>Does not stand in a longer text by chance.</summary>
        public bool IsTelling { get; } = Text.Length >= ShortestPart || (Text.Length >= ShortestInChinese && Text.Any(c => c > 0x2E80));
    }
}
