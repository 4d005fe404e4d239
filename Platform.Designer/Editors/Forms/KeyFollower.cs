using System.Text.Json;
using System.Text.Json.Nodes;

namespace Platform.Designer.Editors.Forms;

/// <summary>
/// Follows a question's new key into every condition and formula that means it. A name means what it would mean to the form itself: inside a repeat the questions of
/// the same entry first, then those around it; so a question of the same key elsewhere keeps its name, and who asks for it.
/// </summary>
internal sealed class KeyFollower
{
    private readonly JsonObject _renamed;
    private readonly string _key;
    private readonly List<(JsonObject Owner, string Member, string Text)> _found = [];

    private KeyFollower(JsonObject renamed, string key) => (_renamed, _key) = (renamed, key);

    /// <summary>Gives the question its key, and whatever means it.</summary>
    /// <param name="question">A field or a repeat of the document.</param>
    public static void Rename(JsonObject document, JsonObject question, string key)
    {
        var follower = new KeyFollower(question, key);
        var whole = new Scope(document, null);
        foreach (var page in Objects(document["pages"]))
        {
            follower.Part(page, whole);
            foreach (var section in Objects(page["sections"]))
            {
                follower.Part(section, whole);
                follower.Elements(section, whole);
            }
        }

        // First everything is looked up under the old key, then it is written.
        foreach (var (owner, member, text) in follower._found)
        {
            owner[member] = text;
        }

        question["key"] = key;
    }

    private void Elements(JsonObject holder, Scope scope)
    {
        foreach (var element in Objects(holder["elements"]))
        {
            Part(element, scope);
            if (Scope.IsRepeat(element))
            {
                Elements(element, new Scope(element, scope));
            }
        }
    }

    /// <summary>Conditions and formulas of a part itself; what stands in it has its turn.</summary>
    private void Part(JsonObject part, Scope scope)
    {
        foreach (var (name, value) in part)
        {
            if (name is not ("sections" or "elements" or "options"))
            {
                Read(value, scope);
            }
        }
    }

    private void Read(JsonNode? node, Scope scope)
    {
        switch (node)
        {
            case JsonObject one when Text(one, "op") is not null:
                Look(one, "field", scope);
                Look(one, "other", scope);
                var inside = Text(one, "repeat") is null ? scope : Look(one, "repeat", scope);
                foreach (var (name, value) in one)
                {
                    // Said of an entry of the repeat: which ones count, and what of them.
                    Read(value, name is "where" or "value" ? inside : scope);
                }

                break;
            case JsonObject one:
                foreach (var (_, value) in one)
                {
                    Read(value, scope);
                }

                break;
            case JsonArray list:
                foreach (var entry in list)
                {
                    Read(entry, scope);
                }

                break;
            default:
                break;
        }
    }

    /// <summary>Notes a name that means the question; gives the scope inside what it means when that is a repeat.</summary>
    private Scope Look(JsonObject owner, string member, Scope scope)
    {
        if (Text(owner, member) is not { } name)
        {
            return scope;
        }

        var dot = name.IndexOf('.', StringComparison.Ordinal);
        var (meant, around) = scope.Find(dot < 0 ? name : name[..dot]);
        if (meant is not null && ReferenceEquals(meant, _renamed))
        {
            _found.Add((owner, member, dot < 0 ? _key : _key + name[dot..]));
        }

        return meant is not null && Scope.IsRepeat(meant) ? new Scope(meant, around) : scope;
    }

    private static string? Text(JsonObject owner, string member) => owner[member] is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;

    private static IEnumerable<JsonObject> Objects(JsonNode? list) => list is JsonArray entries ? entries.OfType<JsonObject>() : [];

    /// <summary>Whose questions are known: of one entry of a repeat, or of the whole form.</summary>
    private sealed record Scope(JsonObject Holder, Scope? Outer)
    {
        public static bool IsRepeat(JsonObject element) => Text(element, "type") == "repeat";

        /// <summary>What a key means here, and whose question it is.</summary>
        public (JsonObject? Element, Scope? Whose) Find(string key)
        {
            for (var scope = this; scope is not null; scope = scope.Outer)
            {
                if (scope.Questions().FirstOrDefault(q => Text(q, "key") == key) is { } found)
                {
                    return (found, scope);
                }
            }

            return (null, null);
        }

        private IEnumerable<JsonObject> Questions() => Outer is not null
            ? Objects(Holder["elements"])
            : Objects(Holder["pages"]).SelectMany(p => Objects(p["sections"])).SelectMany(s => Objects(s["elements"]));
    }
}
