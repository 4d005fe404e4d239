using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Platform.Designer.Editors.Fields;
using Platform.Designer.Editors.Shapes;
using Platform.Model.Flows;

namespace Platform.Designer.Editors.Flows;

/// <summary>The variables of a flow, and what reads and writes them.</summary>
public static partial class FlowVariables
{
    public static Spot List { get; } = Spot.Root.Member(FlowJson.VariablesMember);

    /// <summary>True for a name that scripts can write as it stands.</summary>
    public static bool IsName(string text) => Name().IsMatch(text);

    /// <summary>What a variable is called; empty for a half-written one.</summary>
    public static string NameOf(JsonNode? variable) => variable is JsonObject one ? FlowJson.Text(one, "name") ?? FlowJson.Text(one, "id") ?? "" : "";

    public static IEnumerable<string> Names(JsonObject document) => Declared(document).Select(NameOf).Where(n => n.Length > 0);

    /// <summary>The id under which a variable of this name is declared; the name itself where none is.</summary>
    public static string IdOf(JsonObject document, string name) => Declared(document).FirstOrDefault(v => NameOf(v) == name) is { } declared ? FlowJson.Text(declared, "id") ?? name : name;

    /// <summary>Name of the variable that an output of a step goes to; empty when it goes nowhere.</summary>
    public static string TargetOf(JsonObject document, JsonNode? output) =>
        output is JsonObject written && written["memoryReference"] is JsonObject reference && FlowJson.Text(reference, "id") is { Length: > 0 } id
            ? Declared(document).FirstOrDefault(v => FlowJson.Text(v, "id") == id) is { } declared ? NameOf(declared) : id
            : "";

    public static void Add(JsonObject document) =>
        List.List(document).Add(FlowJson.Variable(NewEntries.FreeName("Variable", Names(document)), "String"));

    /// <summary>
    /// Gives a variable of the flow another name and follows it into every input, output, script and text that means it. A step within which a variable of the same
    /// name is declared means that one.
    /// </summary>
    public static void Rename(JsonObject document, Spot variable, string name)
    {
        if (variable.Find(document) is not JsonObject declared || NameOf(declared) is not { Length: > 0 } old || name.Length == 0)
        {
            return;
        }

        var renaming = new Renaming(FlowJson.Text(declared, "id") ?? old, old, name);
        (declared["id"], declared["name"]) = (name, name);
        renaming.Follow(document[FlowJson.RootMember]);
    }

    private static IEnumerable<JsonObject> Declared(JsonObject document) => document[FlowJson.VariablesMember] is JsonArray list ? list.OfType<JsonObject>() : [];

    private static string Pascal(string name) => name.Length == 0 ? name : char.ToUpperInvariant(name[0]) + name[1..];

    [GeneratedRegex(@"^[\p{L}_][\p{L}\p{Nd}_]{0,63}$")]
    private static partial Regex Name();

    private sealed class Renaming(string id, string old, string name)
    {
        // What is matched first is not looked into: comments, accessors, then other texts.
        private readonly Regex _script = new(
            $"""(?<skip>//[^\n]*|/\*[\s\S]*?\*/)|(?<![\w$.])(?<call>[gs]etVariable\(\s*)(?<quote>["'`]){Regex.Escape(old)}\k<quote>|(?<![\w$.])(?<member>variables\s*\.\s*){Regex.Escape(old)}(?![\w$])|(?<![\w$.])(?<index>variables\s*\[\s*)(?<quote2>["'`]){Regex.Escape(old)}\k<quote2>|(?<![\w$.])(?<get>[gs]et)(?:{Regex.Escape(old)}|{Regex.Escape(Pascal(old))})(?=\s*\()|(?<skip>"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')""",
            RegexOptions.ExplicitCapture,
            TimeSpan.FromSeconds(1));

        private readonly Regex _liquid = new($"""(?<![\w.])(?<member>Variables\s*\.\s*){Regex.Escape(old)}(?![\w-])|(?<![\w.])(?<index>Variables\s*\[\s*)(?<quote2>["']){Regex.Escape(old)}\k<quote2>""", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));

        public void Follow(JsonNode? node)
        {
            switch (node)
            {
                case JsonObject one when Hides(one):
                    break;
                case JsonObject one:
                    Look(one);
                    foreach (var (_, value) in one.ToList())
                    {
                        Follow(value);
                    }

                    break;
                case JsonArray list:
                    foreach (var entry in list)
                    {
                        Follow(entry);
                    }

                    break;
                default:
                    break;
            }
        }

        /// <summary>A container that declares a variable of the name itself.</summary>
        private bool Hides(JsonObject activity) =>
            FlowJson.IsActivity(activity) && activity[FlowJson.VariablesMember] is JsonArray own && own.OfType<JsonObject>().Any(v => NameOf(v) == old || FlowJson.Text(v, "id") == id);

        private void Look(JsonObject one)
        {
            if (one["memoryReference"] is JsonObject reference && Means(FlowJson.Text(reference, "id")))
            {
                reference["id"] = name;
            }

            if (one["expression"] is JsonObject expression)
            {
                Look(one, expression);
            }

            if (FlowJson.IsActivity(one))
            {
                // What a step that sets a variable sets.
                if (one["variable"] is JsonValue)
                {
                    Put(one, "variable");
                }
                else if (one["variable"] is JsonObject target && target["expression"] is null)
                {
                    Put(target, "id");
                    Put(target, "name");
                }
                else if (one["variable"] is JsonObject input && input["expression"] is JsonObject literal && FlowJson.Text(literal, "type") is "Literal")
                {
                    Put(literal, "value");
                }
            }
        }

        private void Look(JsonObject input, JsonObject expression)
        {
            switch (FlowJson.Text(expression, "type"))
            {
                case "Variable" when expression["value"] is JsonObject reference:
                    Put(reference, "id");
                    Put(reference, "name");
                    break;
                case "Variable":
                    Put(expression, "value");
                    break;
                case "JavaScript":
                    Rewrite(expression, _script);
                    break;
                case "Literal" when input.Parent is JsonObject { } step && FlowJson.Text(step, "type") == "Elsa.RunJavaScript" && ReferenceEquals(step["script"], input):
                    Rewrite(expression, _script);
                    break;
                case "Liquid":
                    Rewrite(expression, _liquid);
                    break;
                default:
                    break;
            }
        }

        private bool Means(string? text) => text == id || text == old;

        private void Put(JsonObject owner, string member)
        {
            if (Means(FlowJson.Text(owner, member)))
            {
                owner[member] = name;
            }
        }

        private void Rewrite(JsonObject expression, Regex pattern)
        {
            if (FlowJson.Text(expression, "value") is { } text && pattern.Replace(text, Replacement) is var changed && changed != text)
            {
                expression["value"] = changed;
            }
        }

        private string Replacement(Match match) =>
            match.Groups["skip"].Success ? match.Value
            : match.Groups["get"] is { Success: true } accessor ? accessor.Value + Pascal(name)
            : match.Groups["member"] is { Success: true } member ? member.Value + name
            : match.Groups["index"] is { Success: true } index ? index.Value + match.Groups["quote2"].Value + name + match.Groups["quote2"].Value
            : match.Groups["call"].Value + match.Groups["quote"].Value + name + match.Groups["quote"].Value;
    }
}
