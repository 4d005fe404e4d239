using System.Collections.Frozen;
using System.Runtime.CompilerServices;
using Platform.Model.Forms;

namespace Platform.Designer.Ui.Forms;

/// <summary>Names of form elements in HTML, the same for who writes the page and who reads the post.</summary>
public static class FormNames
{
    /// <summary>Before the path of an answer: <c>a.members[2].name</c>.</summary>
    public const string Answer = "a.";

    /// <summary>Before the path of a file field: the files chosen now; those kept stand under <see cref="Answer"/>.</summary>
    public const string Upload = "u.";

    /// <summary>Name of the submit buttons.</summary>
    public const string Action = "do";

    /// <summary>What the script asks for: the page worked out again with what is typed, nothing kept.</summary>
    public const string Refresh = "refresh";

    /// <summary>Name under which the script says which entries the page has.</summary>
    public const string Known = "known";

    private static readonly ConditionalWeakTable<CompiledForm, FrozenSet<string>> Sources = [];

    /// <summary>Id of the element of an answer: <c>f-members-2-name</c>. Keys hold no dash, so ids are unique.</summary>
    public static string Id(string path) => "f-" + path.Replace("].", "-", StringComparison.Ordinal).Replace('[', '-').Replace('.', '-').TrimEnd(']');

    /// <summary>Whether <paramref name="path"/> is <paramref name="outer"/> or lies inside it.</summary>
    public static bool IsAtOrIn(string path, string outer) =>
        path.StartsWith(outer, StringComparison.Ordinal) && (path.Length == outer.Length || path[outer.Length] is '.' or '[');

    /// <summary>Whether other elements depend on the answer, so that a change is worth asking the server. <paramref name="path"/> may have indexes.</summary>
    public static bool OthersDependOn(CompiledForm form, string path) =>
        Sources.GetValue(form, FindSources).Contains(FieldPath.Parse(path).Template);

    private static FrozenSet<string> FindSources(CompiledForm form) =>
        Fields(form.Form.Pages.SelectMany(p => p.Sections).SelectMany(s => s.Elements), "")
            .Where(path => FormRules.DependentsOf(form.Form, path).Count > 0)
            .ToFrozenSet();

    private static IEnumerable<string> Fields(IEnumerable<FormElement> elements, string prefix) => elements.SelectMany(e => e switch
    {
        FormRepeat repeat => Fields(repeat.Elements, $"{prefix}{repeat.Key}."),
        FormField { HasAnswer: true } => [prefix + e.Key],
        _ => Array.Empty<string>(),
    });
}
