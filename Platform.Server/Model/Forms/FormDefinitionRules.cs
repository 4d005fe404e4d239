using System.Text.Json;

namespace Platform.Model.Forms;

/// <summary>Finds faults of a form before anybody has to fill it in.</summary>
public static class FormDefinitionRules
{
    /// <summary>Reads a form from its file and checks it. A file that cannot be read is the problem <c>form.definition.json</c> with the path inside the file.</summary>
    public static Result<Form> Read(string json, CodeTables? codeTables = null, FormLimits? limits = null) =>
        Parse(json).Then(form => Check(form, codeTables, limits) is { Count: > 0 } faults ? Result<Form>.Refused(faults) : form);

    /// <summary>Reads a form from its file without checking it.</summary>
    public static Result<Form> Parse(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<Form>(json, ModelJson.Options) is { } form ? form : Problem.Invalid("form.definition.json", "$", ("message", "null"));
        }
        catch (JsonException e)
        {
            return Problem.Invalid("form.definition.json", e.Path ?? "$", ("message", e.Message));
        }
    }

    /// <summary>
    /// The faults, in reading order; empty for a sound form. Codes are <c>form.definition.*</c>. The field of a problem names the element: its path without indexes
    /// (<c>members.income.amount</c>), <c>page:key</c>, <c>section:key</c>, or null for the form itself. Values: <c>label</c>, <c>value</c>, <c>expected</c>.
    /// </summary>
    /// <param name="form">With its questions composed into it (<see cref="FormQuestions.Compose"/>) as far as they are known.</param>
    /// <param name="codeTables">When given, references to code tables are checked too, and a question that was not composed is one nobody knows.</param>
    public static IReadOnlyList<Problem> Check(Form form, CodeTables? codeTables = null, FormLimits? limits = null)
    {
        var index = FormIndex.Of(form);
        var faults = new DefinitionFaults();
        Structure(form, faults);
        var references = new ReferenceRules(index, faults);
        foreach (var page in form.Pages)
        {
            references.Check($"page:{page.Key}", page.Title, page.VisibleWhen, scope: null);
            foreach (var section in page.Sections)
            {
                references.Check($"section:{section.Key}", section.Title, section.VisibleWhen, scope: null);
            }
        }

        var elements = new ElementRules(codeTables, limits ?? FormLimits.Default, faults);
        foreach (var node in index.All)
        {
            elements.Check(node);
            references.Check(node);
        }

        if (index.Cycle is { Count: > 0 } cycle)
        {
            faults.Add("cycle", cycle[0], string.Join(" → ", cycle.Append(cycle[0]).Select(n => n.Path)));
        }

        return faults.Problems;
    }

    private static void Structure(Form form, DefinitionFaults faults)
    {
        if (form.Key.Length == 0 || form.Pages.Count == 0)
        {
            faults.Add(form.Key.Length == 0 ? "key" : "empty", null, form.Title, form.Key);
        }

        Unique(form.Pages.Select(p => (p.Key, p.Title)), "page:", faults);
        Unique(form.Pages.SelectMany(p => p.Sections).Select(s => (s.Key, s.Title)), "section:", faults);
        foreach (var page in form.Pages.Where(p => p.Title.IsEmpty))
        {
            faults.Add("label", $"page:{page.Key}", page.Title);
        }
    }

    private static void Unique(IEnumerable<(string Key, LocalizedText Title)> parts, string kind, DefinitionFaults faults)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (key, title) in parts)
        {
            if (key.Length == 0 || !seen.Add(key))
            {
                faults.Add(key.Length == 0 ? "key" : "duplicateKey", kind + key, title, key);
            }
        }
    }
}

/// <summary>Collects faults of a definition.</summary>
internal sealed class DefinitionFaults
{
    private readonly List<Problem> _problems = [];

    public IReadOnlyList<Problem> Problems => _problems;

    public void Add(string fault, FormNode node, object? value = null, object? expected = null) => Add(fault, node.Path, node.Element.Label, value, expected);

    public void Add(string fault, string? element, LocalizedText label, object? value = null, object? expected = null) =>
        _problems.Add(Problem.Invalid($"form.definition.{fault}", element, ("label", label.IsEmpty ? LocalizedText.Of(element ?? "", element) : label), ("value", value), ("expected", expected)));
}
