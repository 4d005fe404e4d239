using System.Globalization;
using System.Text.RegularExpressions;
using Platform.Model;

namespace Platform.Server.Hosting;

/// <summary>What a Liquid text is missing, for people who write papers and not programs; the library's own words are English and point to where reading ended.</summary>
internal static partial class LiquidSyntax
{
    /// <summary>The fault with the line it is in.</summary>
    /// <param name="error">As the library says it: <c>'{% endif %}' was expected at (1:34)</c>.</param>
    public static Problem Explain(string source, string error)
    {
        var line = Position().Match(error) is { Success: true } at ? int.Parse(at.Groups[1].Value, CultureInfo.InvariantCulture) : 1;
        return MissingEnd().Match(error) is { Success: true } end ? Unclosed(source, end.Groups[1].Value, line)
            : HalfTag().Match(error) is { Success: true } half ? Problem.Invalid("liquid.halfTag", null, ("line", line), ("expected", half.Groups[1].Value))
            : UnknownTag().Match(error) is { Success: true } unknown ? Problem.Invalid("liquid.unknownTag", null, ("line", line), ("value", unknown.Groups[1].Value))
            : BadTag().Match(error) is { Success: true } bad ? Problem.Invalid("liquid.badTag", null, ("line", line), ("value", bad.Groups[1].Value))
            : Nameless().IsMatch(error) ? Problem.Invalid("liquid.nameless", null, ("line", line))
            : Problem.Invalid("liquid.syntax", null, ("line", line));
    }

    /// <summary>What has no end began earlier than where the text ends.</summary>
    private static Problem Unclosed(string source, string tag, int line)
    {
        var open = new Stack<(string Tag, int Line)>();
        foreach (Match match in Tags().Matches(source))
        {
            var word = match.Groups[1].Value;
            if (word == tag)
            {
                open.Push((word, source.AsSpan(0, match.Index).Count('\n') + 1));
            }
            else if (word == "end" + tag)
            {
                open.TryPop(out _);
            }
        }

        return Problem.Invalid("liquid.unclosed", null, ("line", open.TryPeek(out var last) ? last.Line : line), ("value", tag), ("expected", $"{{% end{tag} %}}"));
    }

    [GeneratedRegex(@"\((\d+):\d+\)")]
    private static partial Regex Position();

    [GeneratedRegex(@"^'\{% end(\w+) %\}' was expected")]
    private static partial Regex MissingEnd();

    [GeneratedRegex("^End of tag '(.+?)' was expected")]
    private static partial Regex HalfTag();

    [GeneratedRegex("^Unknown tag '(.*?)'")]
    private static partial Regex UnknownTag();

    [GeneratedRegex("^Invalid '(.+?)' tag")]
    private static partial Regex BadTag();

    [GeneratedRegex("^(A value|An identifier) was expected")]
    private static partial Regex Nameless();

    [GeneratedRegex(@"\{%-?\s*(\w+)")]
    private static partial Regex Tags();
}
