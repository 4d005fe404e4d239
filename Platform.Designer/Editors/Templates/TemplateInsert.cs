using System.Globalization;
using Platform.Model;
using Platform.Model.Cases;

namespace Platform.Designer.Editors.Templates;

/// <summary>What a press on a tool puts into a text: around what is marked, or around words that say what belongs there.</summary>
/// <param name="Empty">Key of the words that stand there when nothing is marked; null for none.</param>
/// <param name="IsLine">It begins a line of its own.</param>
public sealed record TemplateInsert(string Before, string After = "", string? Empty = null, bool IsLine = false)
{
    /// <summary>Parts of a page by name, in the order in which they are offered.</summary>
    public static IReadOnlyList<(string Name, TemplateInsert Insert)> OfPaper { get; } =
    [
        ("heading", new("<h2>", "</h2>\n", "heading", IsLine: true)),
        ("paragraph", new("<p>", "</p>\n", "paragraph", IsLine: true)),
        ("bold", new("<strong>", "</strong>", "bold")),
        ("list", new("<ul>\n  <li>", "</li>\n</ul>\n", "entry", IsLine: true)),
        ("numbers", new("<ol>\n  <li>", "</li>\n</ol>\n", "entry", IsLine: true)),
        ("table", new("<table>\n  <tr><th>", "</th><td></td></tr>\n</table>\n", "entry", IsLine: true)),
        ("pageBreak", new("<div class=\"page-break\"></div>\n", IsLine: true)),
    ];

    /// <summary>A value, a date as it is written in papers, or every entry of a list.</summary>
    /// <param name="isPaper">Entries stand below each other; in a message, behind each other.</param>
    /// <param name="language">Of the text it is put into.</param>
    public static TemplateInsert Of(SampleVariable variable, bool isPaper, string language = LocalizedText.Chinese)
    {
        if (!variable.IsList)
        {
            var isDay = DateOnly.TryParseExact(variable.Value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);
            return new($"{{{{ {variable.Path}{(isDay ? " | zh_date" : "")} }}}}");
        }

        var (one, said) = variable.Path == "materials" ? ("material", "material.name") : ("entry", "entry");
        return isPaper
            ? new($"<ol>\n{{% for {one} in {variable.Path} %}}  <li>{{{{ {said} }}}}</li>\n{{% endfor %}}</ol>\n", IsLine: true)
            : new($"{{% for {one} in {variable.Path} %}}{{{{ {said} }}}}{{% unless forloop.last %}}{(language == LocalizedText.Chinese ? "、" : ", ")}{{% endunless %}}{{% endfor %}}");
    }

    /// <summary>What is marked is said only where there is something under the name.</summary>
    public static TemplateInsert OnlyIf(SampleVariable variable) =>
        new($"{{% if {variable.Path}{(variable.IsList ? ".size > 0" : " != blank")} %}}", "{% endif %}", "onlyIf");
}
