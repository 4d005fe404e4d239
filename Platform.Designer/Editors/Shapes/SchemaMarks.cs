using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Localization;

namespace Platform.Designer.Editors.Shapes;

/// <summary>Something in a JSON text that is not as the schema of its kind says.</summary>
/// <param name="IsError">False where it can be read all the same: a member nobody knows is kept and means nothing.</param>
public sealed record JsonMark(TextRange Range, bool IsError, string Words);

/// <summary>
/// Holds a JSON text against the schema of its kind (<see cref="DefinitionSchema"/>) and says at the lines what is not so, in the language of the person. It knows
/// the words of JSON Schema that those schemas use, no others.
/// </summary>
public sealed class SchemaMarks(JsonObject? schema, IStringLocalizer<EditorsText> texts)
{
    /// <summary>More of them help nobody.</summary>
    public const int Most = 200;

    private const int MostChoices = 12;

    /// <summary>Said of the file, whatever its kind: its name, the edition of the format and of the content, where that comes from.</summary>
    private static readonly HashSet<string> OfTheFile = ["key", "schemaVersion", "version", "source", "sample"];

    /// <param name="text">Sound JSON; whether it is any, <see cref="Fields.TypedJson"/> says.</param>
    /// <returns>In the order of the text.</returns>
    public IReadOnlyList<JsonMark> Of(string text)
    {
        if (schema is null)
        {
            return [];
        }

        var bytes = Encoding.UTF8.GetBytes(text);
        var found = new List<Fault>();
        Check(LocatedJson.Read(bytes), schema, found);
        var lines = new TextLines(bytes);
        return [.. found.OrderBy(f => f.Start).Take(Most).Select(f => new JsonMark(lines.Range(f.Start, f.End), f.IsError, f.Words))];
    }

    private void Check(LocatedJson value, JsonObject said, List<Fault> found)
    {
        var all = Applying(value, said).ToList();
        if (all.Select(s => Refuse(value, s)).FirstOrDefault(r => r is not null) is { } refused)
        {
            // An object or a list is marked where it begins: all of it underlined would hide what stands in it.
            var end = value.Kind is JsonTokenType.StartObject or JsonTokenType.StartArray ? value.Start + 1 : value.End;
            found.Add(new Fault(value.Start, end, true, refused));
        }

        if (value.Kind == JsonTokenType.StartObject)
        {
            CheckMembers(value, all, found);
        }

        foreach (var item in value.Items)
        {
            foreach (var of in all.Select(s => s["items"]).OfType<JsonObject>())
            {
                Check(item, of, found);
            }
        }
    }

    private void CheckMembers(LocatedJson value, List<JsonObject> all, List<Fault> found)
    {
        var missing = all.SelectMany(s => s["required"]?.AsArray() ?? []).Select(n => n!.GetValue<string>()).Where(n => value.Find(n) is null).Distinct().ToList();
        if (missing.Count > 0)
        {
            found.Add(new Fault(value.Start, value.Start + 1, true, texts["shape.missing", string.Join(texts["value.separator"], missing.Select(n => Title(all, n)))]));
        }

        var known = all.Select(s => s["properties"]).OfType<JsonObject>().ToList();
        var rest = all.Select(s => s["additionalProperties"]).OfType<JsonObject>().FirstOrDefault();
        foreach (var member in value.Members)
        {
            var schemas = known.Select(k => k[member.Name]).OfType<JsonObject>().ToList();
            if (schemas.Count == 0 && rest is not null)
            {
                schemas.Add(rest);
            }
            else if (schemas.Count == 0 && known.Count > 0 && !IsNote(member.Name, all))
            {
                found.Add(new Fault(member.NameStart, member.NameEnd, false, texts["mark.unknown", member.Name]));
            }

            foreach (var of in schemas)
            {
                Check(member.Value, of, found);
            }
        }
    }

    /// <summary>A note in the file, which no record holds: a word about it, such as <c>$comment</c>, or one of the file as a whole.</summary>
    private bool IsNote(string member, List<JsonObject> all) => member.StartsWith('$') || (all.Contains(schema!) && OfTheFile.Contains(member));

    /// <summary>The schema and what it refers to; of a choice, the side that holds for the value, with what the choice looks at.</summary>
    private IEnumerable<JsonObject> Applying(LocatedJson value, JsonObject said)
    {
        yield return said;
        if (said["$ref"] is { } reference && Refer(reference.GetValue<string>()) is { } part)
        {
            foreach (var of in Applying(value, part))
            {
                yield return of;
            }
        }

        if (said["if"] is JsonObject condition)
        {
            var holds = Holds(value, condition);
            if (holds)
            {
                yield return condition;
            }

            if (said[holds ? "then" : "else"] is JsonObject side)
            {
                foreach (var of in Applying(value, side))
                {
                    yield return of;
                }
            }
        }
    }

    private JsonObject? Refer(string reference) =>
        reference.TrimStart('#', '/').Split('/').Aggregate<string, JsonNode?>(schema, (node, step) => node?[step]) as JsonObject;

    /// <summary>Conditions look at the words of members that have to be there.</summary>
    private static bool Holds(LocatedJson value, JsonObject condition) =>
        condition["properties"]!.AsObject().All(p => value.Find(p.Key)?.Said is { } word && word == p.Value!["const"]!.GetValue<string>());

    private string? Refuse(LocatedJson value, JsonObject said)
    {
        var types = said["type"] switch { JsonArray several => [.. several.Select(t => t!.GetValue<string>())], JsonValue one => [one.GetValue<string>()], _ => Array.Empty<string>() };
        if (types.Length > 0 && !types.Any(t => Is(value, t)))
        {
            return texts["mark.type", string.Join(texts["mark.or"], types.Where(t => t != "null").Select(t => texts["mark.type." + t].Value))];
        }

        if (said["enum"] is JsonArray choices && !choices.Any(c => c is null ? value.Kind == JsonTokenType.Null : value.Kind == JsonTokenType.String && value.Said == c.GetValue<string>()))
        {
            var words = choices.Where(c => c is not null).Select(c => c!.GetValue<string>()).ToList();
            return texts["mark.choice", string.Join(texts["value.separator"], words.Take(MostChoices)) + (words.Count > MostChoices ? " …" : "")];
        }

        return said["format"] is not null && value is { Kind: JsonTokenType.String, Said: var day } && !DateOnly.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _)
            ? texts["shape.Day"].Value
            : null;
    }

    private static bool Is(LocatedJson value, string type) => type switch
    {
        "object" => value.Kind == JsonTokenType.StartObject,
        "array" => value.Kind == JsonTokenType.StartArray,
        "string" => value.Kind == JsonTokenType.String,
        "number" => value.Kind == JsonTokenType.Number,
        "integer" => value.Kind == JsonTokenType.Number && decimal.TryParse(value.Said, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && decimal.IsInteger(number),
        "boolean" => value.Kind is JsonTokenType.True or JsonTokenType.False,
        "null" => value.Kind == JsonTokenType.Null,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "No type of JSON Schema."),
    };

    private static string Title(List<JsonObject> all, string member) =>
        all.Select(s => s["properties"]?[member]?["title"]?.GetValue<string>()).FirstOrDefault(t => t is not null) is { } title ? $"{title} ({member})" : member;

    /// <param name="Start">Counts bytes, like <paramref name="End"/>.</param>
    private sealed record Fault(int Start, int End, bool IsError, string Words);
}
