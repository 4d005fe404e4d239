using System.Text.RegularExpressions;
using Acornima;
using Platform.Model;

namespace Platform.Server.Flows.BuiltIn;

/// <summary>What keeps a script from being read, for people who write flows and not programs; the library's own words are English.</summary>
internal static partial class FlowScriptSyntax
{
    /// <summary>The fault with its line and column, both counted from 1.</summary>
    public static Problem Explain(string script, ParseError error)
    {
        var found = Token().Match(script, Math.Clamp(error.Index, 0, script.Length)).Value;
        var code = error.Code switch
        {
            "UnexpectedEOS" => "flow.script.ends",
            "UnterminatedTemplateExpr" or "UnterminatedTemplate" or "UnterminatedString" => "flow.script.openText",
            _ when found is "'" or "\"" or "`" => "flow.script.openText",
            _ when found.Length == 0 => "flow.script.ends",
            _ => "flow.script.unexpected",
        };
        return Problem.Invalid(code, null, ("line", error.LineNumber), ("column", error.Column + 1), ("value", found));
    }

    /// <summary>Where nothing is known of the place, as for what is nested beyond reason.</summary>
    public static Problem Unreadable { get; } = Problem.Invalid("flow.script.syntax");

    /// <summary>A word, a number, a sign or a run of signs.</summary>
    [GeneratedRegex(@"\G(?:[\w$]+|[=!<>&|+\-*/%?.]+|\S|)", RegexOptions.CultureInvariant)]
    private static partial Regex Token();
}
