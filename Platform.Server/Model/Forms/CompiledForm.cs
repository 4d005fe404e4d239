using System.Collections.Frozen;
using System.Text.Json.Nodes;

namespace Platform.Model.Forms;

/// <summary>One version of a form with its validators, compiled once and then used by everybody: immutable and safe to use from several threads.</summary>
public sealed class CompiledForm
{
    private readonly FormIndex _index;
    private readonly FormNode[] _searchable;
    private readonly string[][] _fileFields;
    private readonly FrozenDictionary<FormNode, FieldValidator> _validators;

    private CompiledForm(Form form, CodeTables codeTables, FormLimits limits)
    {
        (Form, CodeTables, Limits) = (form, codeTables, limits);
        _index = FormIndex.Of(form);
        _fileFields = [.. _index.All.Where(n => n.Element is FormField { Type: FieldType.File }).Select(n => n.Path.Split('.'))];
        _searchable = [.. _index.All.Where(n => n.Element is FormField { Searchable: true, HasAnswer: true })];
        _validators = _index.All.Where(n => n is { HasAnswer: true, Element: FormField })
            .ToFrozenDictionary(n => n, n => new FieldValidator((FormField)n.Element, codeTables, limits));
    }

    public Form Form { get; }

    public CodeTables CodeTables { get; }

    public FormLimits Limits { get; }

    /// <summary>Whether there is anything in a field that takes files, shown or not.</summary>
    public bool HoldsFiles(Answers answers) => Array.Exists(_fileFields, path => Under(answers.Root, path).Any(found => found is JsonArray { Count: > 0 }));

    /// <summary>The fields a case can be found by, in the form's order.</summary>
    public IEnumerable<FormField> SearchableFields => _searchable.Select(n => (FormField)n.Element);

    /// <summary>The answers of searchable fields as texts, those of repeats and lists each for itself; what was left out is not there.</summary>
    public IEnumerable<(FormField Field, string Value)> SearchValues(Answers answers) =>
        from node in _searchable
        from value in SearchTexts(Under(answers.Root, node.Path.Split('.')))
        select ((FormField)node.Element, value);

    /// <summary>Compiles a sound form; for one with faults see <see cref="FormDefinitionRules.Check"/>.</summary>
    /// <exception cref="ArgumentException">The definition has faults; the message names them.</exception>
    public static CompiledForm Compile(Form form, CodeTables? codeTables = null, FormLimits? limits = null)
    {
        var faults = FormDefinitionRules.Check(form, codeTables, limits);
        if (FormQuestions.NamesIn(form) is [var unknown, ..])
        {
            throw new ArgumentException($"The form '{form.Key}' cannot be used: the question '{unknown}' was not composed into it.", nameof(form));
        }

        return faults.Count == 0
            ? new(form, codeTables ?? CodeTables.None, limits ?? FormLimits.Default)
            : throw new ArgumentException($"The form '{form.Key}' cannot be used: {string.Join("; ", faults.Take(10).Select(f => $"{f.Code} at {f.Field}"))}", nameof(form));
    }

    /// <summary>
    /// What is wrong with the answers, in reading order; empty when nothing is. Answers that are not shown are not looked at. Expects settled answers (<see cref="Settle"/>).
    /// Codes are <c>form.*</c>; every problem has the full path and the values <c>label</c>, <c>value</c> (masked where the field is) and <c>expected</c>.
    /// Too many items in a repeat are refused before anything else is looked at.
    /// </summary>
    public IReadOnlyList<Problem> Validate(Answers answers, FormContext context)
    {
        var problems = new ProblemList(Limits.MaxProblems);
        FormSize.Check(_index, answers.Root, Limits, problems);
        if (problems.Problems.Count == 0)
        {
            new FormValidation(_validators, context, Limits, problems).Run(_index, answers.Root);
        }

        return problems.Problems;
    }

    /// <summary>
    /// Settles and validates a whole application in one go: <see cref="Settle"/>, then <see cref="Validate"/>. The answers come back without the scenario.
    /// </summary>
    /// <param name="scenario">Option by question: conditions of the form may look at it as <c>scenario.key</c>.</param>
    public (Answers Answers, IReadOnlyList<Problem> Problems) Check(Answers given, IReadOnlyDictionary<string, string> scenario, DateOnly today)
    {
        var root = given.ToJson();
        root[AnswerKeys.Scenario] = new JsonObject(scenario.Select(s => KeyValuePair.Create(s.Key, (JsonNode?)JsonValue.Create(s.Value))));
        FormRules.Settle(_index, root, today, Limits);
        var problems = Validate(Answers.Wrap(root), FormContext.Whole(today));
        root.Remove(AnswerKeys.Scenario);
        return (Answers.Wrap(root), problems);
    }

    /// <summary>The answers as they are kept: <see cref="FormRules.Settle"/>.</summary>
    public Answers Settle(Answers answers, DateOnly today) => FormRules.Settle(Form, answers, today, Limits);

    /// <summary>The pages that are shown and have something to show, in order.</summary>
    public IReadOnlyList<FormPage> VisiblePages(Answers answers) => FormView.Pages(_index, answers);

    /// <summary>What a page shows, in reading order. Elements of repeats stand in their items.</summary>
    public IReadOnlyList<VisibleElement> VisibleElements(FormPage page, Answers answers) => FormView.Elements(_index, page, answers);

    /// <summary>The element at a path with or without indexes, null when the form has none. The parts of an address lead to the address.</summary>
    public ElementPlace? Find(string path) => FieldPath.TryParse(path, out var parsed) ? _index.Find(parsed)?.Place : null;

    /// <summary>The form for those who build their own front: <see cref="FormSchema"/>.</summary>
    public JsonObject ToJsonSchema(string culture) => FormSchema.ToJsonSchema(Form, CodeTables, culture, Limits);

    private static IEnumerable<JsonNode> Under(JsonNode? node, ReadOnlyMemory<string> path) => node switch
    {
        JsonArray items when path.Length > 0 => items.SelectMany(i => Under(i, path)),
        JsonObject values when path.Length > 0 => Under(values[path.Span[0]], path[1..]),
        { } found when path.Length == 0 => [found],
        _ => [],
    };

    private static IEnumerable<string> SearchTexts(IEnumerable<JsonNode> nodes) => nodes.SelectMany(node => node switch
    {
        JsonArray items => SearchTexts(items.OfType<JsonNode>()),
        JsonObject address => SearchTexts(address.Select(p => p.Value).OfType<JsonNode>()),
        _ => AnswerValue.AsText(AnswerValue.Read(node)) is { Length: > 0 } text ? [text] : Enumerable.Empty<string>(),
    });
}
