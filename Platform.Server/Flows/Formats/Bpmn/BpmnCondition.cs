using System.Text;
using System.Text.RegularExpressions;
using Platform.Model.Flows;
using Platform.Server.Flows.BuiltIn;

namespace Platform.Server.Flows.Formats.Bpmn;

/// <summary>A condition as a script of ours.</summary>
/// <param name="Script">JavaScript; null when the condition cannot be carried over.</param>
/// <param name="Variables">Names it reads that the flow has to declare.</param>
/// <param name="Reason">Why it cannot be carried over: the word that stands in the way.</param>
internal sealed record BpmnCondition(string? Script, IReadOnlySet<string> Variables, string? Reason = null)
{
    /// <summary>Kind of expression that stands for one nobody can evaluate.</summary>
    public const string RefusedType = "Bpmn";

    private static readonly IReadOnlySet<string> None = new HashSet<string>();

    public static BpmnCondition Refused(string reason) => new(null, None, reason);

    public static BpmnCondition Of(string script) => new(script, None);
}

/// <summary>
/// Carries conditions of sequence flows over: JavaScript as it is; of the expression languages of other engines (JUEL <c>${amount > 100 and approved}</c>,
/// FEEL <c>= amount > 100</c>) what compares and combines values. Calls, indexes and assignments are not carried over.
/// </summary>
internal static partial class BpmnConditionReader
{
    private static readonly Dictionary<string, string> JuelWords = new(StringComparer.Ordinal)
    {
        ["and"] = "&&", ["or"] = "||", ["not"] = "!", ["eq"] = "==", ["ne"] = "!=", ["lt"] = "<", ["gt"] = ">", ["le"] = "<=", ["ge"] = ">=", ["mod"] = "%", ["div"] = "/",
        ["true"] = "true", ["false"] = "false", ["null"] = "null",
    };

    private static readonly Dictionary<string, string> FeelWords = new(StringComparer.Ordinal)
    {
        ["and"] = "&&", ["or"] = "||", ["not"] = "!", ["true"] = "true", ["false"] = "false", ["null"] = "null",
    };

    private static readonly HashSet<string> JuelSigns = ["==", "!=", "<=", ">=", "<", ">", "&&", "||", "!", "(", ")", "+", "-", "*", "/", "%", "?", ":"];

    private static readonly HashSet<string> FeelSigns = ["=", "!=", "<=", ">=", "<", ">", "(", ")", "+", "-", "*", "/"];

    /// <param name="language">The attribute <c>language</c> of the expression, or null.</param>
    public static BpmnCondition Read(string text, string? language)
    {
        text = text.Trim();
        if (text.Length > FormatLimits.Condition)
        {
            return BpmnCondition.Refused($"{text.Length} > {FormatLimits.Condition}");
        }

        if (language is not null && language.Contains("javascript", StringComparison.OrdinalIgnoreCase))
        {
            return Script(text);
        }

        if (text.Length > 3 && text[0] is '$' or '#' && text[1] == '{' && text[^1] == '}' && text.IndexOf('{', 2) < 0)
        {
            return Translate(text[2..^1], JuelWords, JuelSigns);
        }

        if (text.StartsWith('=') && !text.StartsWith("==", StringComparison.Ordinal))
        {
            return Translate(text[1..], FeelWords, FeelSigns);
        }

        return language is null || language.Contains("XPath", StringComparison.OrdinalIgnoreCase) && text.Length > 0 && !text.Contains("::", StringComparison.Ordinal)
            ? Translate(text, JuelWords, JuelSigns)
            : BpmnCondition.Refused(language);
    }

    private static BpmnCondition Script(string text) =>
        FlowScripts.TryPrepare(text, out _, out var fault) ? BpmnCondition.Of(text) : BpmnCondition.Refused(fault.Values?["value"] is string { Length: > 0 } word ? word : text);

    private static BpmnCondition Translate(string text, Dictionary<string, string> words, HashSet<string> signs)
    {
        var (script, variables, at) = (new StringBuilder(), new HashSet<string>(StringComparer.Ordinal), 0);
        var afterName = false;
        while (at < text.Length)
        {
            var token = Token().Match(text, at);
            if (!token.Success || token.Index != at)
            {
                return BpmnCondition.Refused(text[at].ToString());
            }

            at += token.Length;
            var written = token.Value;
            if (string.IsNullOrWhiteSpace(written))
            {
                continue;
            }

            if (written == "(" && afterName)
            {
                return BpmnCondition.Refused(script.ToString().Split(' ')[^1] + "(…)");
            }

            afterName = false;
            if (token.Groups["name"].Success)
            {
                afterName = !words.ContainsKey(written);
                Separate(script).Append(words.TryGetValue(written, out var word) ? word : Name(written, variables));
            }
            else if (token.Groups["value"].Success)
            {
                Separate(script).Append(written);
            }
            else if (signs.Contains(written))
            {
                Separate(script).Append(written == "=" ? "==" : written);
            }
            else
            {
                return BpmnCondition.Refused(written);
            }
        }

        var result = Script(script.ToString());
        return result.Script is null || script.Length == 0 ? BpmnCondition.Refused(result.Reason ?? text) : new BpmnCondition(result.Script, variables);
    }

    /// <summary>What scripts know stays; every other name is a variable of the flow.</summary>
    private static string Name(string written, HashSet<string> variables)
    {
        var root = written.Split('.')[0];
        if (root is "answers" or "caseInfo" or "variables")
        {
            return written;
        }

        variables.Add(root);
        return "variables." + written;
    }

    private static StringBuilder Separate(StringBuilder script) => script.Length > 0 && script[^1] is not ('(' or '!') ? script.Append(' ') : script;

    [GeneratedRegex("""\G(?:\s+|(?<name>[\p{L}_$][\p{L}\p{N}_$]*(?:\.[\p{L}_$][\p{L}\p{N}_$]*)*)|(?<value>\d+(?:\.\d+)?|"(?:[^"\\\r\n]|\\.)*"|'(?:[^'\\\r\n]|\\.)*')|==|!=|<=|>=|&&|\|\||[-+*/%<>=!()?:])""", RegexOptions.CultureInvariant)]
    private static partial Regex Token();
}
