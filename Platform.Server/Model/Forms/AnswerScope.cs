using System.Text.Json.Nodes;

namespace Platform.Model.Forms;

/// <summary>The answers a name is looked up in: an item of a repeat, then what is around it, up to the whole form.</summary>
/// <param name="Outer">Null for the whole form.</param>
internal sealed record AnswerScope(JsonObject Values, AnswerScope? Outer = null)
{
    /// <summary>The scope at <paramref name="path"/>; an empty path, and one that leads nowhere, gives the nearest scope there is.</summary>
    public static AnswerScope At(Answers answers, string path)
    {
        var scope = new AnswerScope(answers.Root);
        if (path.Length == 0)
        {
            return scope;
        }

        JsonNode? at = answers.Root;
        foreach (var step in FieldPath.Parse(path).Steps)
        {
            at = AnswerJson.Find(at, [step]);
            if (step.Name is null && at is JsonObject item)
            {
                scope = new(item, scope);
            }
        }

        return scope;
    }

    /// <summary>The value of a name such as <c>amount</c> or <c>home.division</c> in the nearest scope that has it.</summary>
    public JsonNode? Find(string name) => Find(name, out _);

    /// <summary>The items of a repeat, each as the scope for what is said inside it. Items that are no objects are passed over.</summary>
    public IEnumerable<AnswerScope> Items(string repeat)
    {
        if (Find(repeat, out var owner) is JsonArray items)
        {
            foreach (var item in items)
            {
                if (item is JsonObject values)
                {
                    yield return new(values, owner);
                }
            }
        }
    }

    private JsonNode? Find(string name, out AnswerScope? owner)
    {
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        var key = dot < 0 ? name : name[..dot];
        for (owner = this; owner is not null; owner = owner.Outer)
        {
            if (owner.Values.TryGetPropertyValue(key, out var value))
            {
                return dot < 0 ? value : (value as JsonObject)?[name[(dot + 1)..]];
            }
        }

        return null;
    }
}
