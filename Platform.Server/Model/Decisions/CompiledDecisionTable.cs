using System.Text.Json;
using System.Text.RegularExpressions;

namespace Platform.Model.Decisions;

/// <summary>A decision table with its cells read. Immutable and shared.</summary>
public sealed partial class CompiledDecisionTable
{
    public const int MostRules = 1_000;
    public const int MostInputs = 30;
    public const int MostOutputs = 20;

    private readonly Lazy<bool> _mayGiveNothing;

    private CompiledDecisionTable(DecisionTable table, string versionId, CompiledInput[] inputs, CompiledOutput[] outputs, CompiledRow[] rows, DecisionValue[]? otherwise)
    {
        (Table, VersionId, Inputs, Outputs, Rows, Default) = (table, versionId, inputs, outputs, rows, otherwise);
        _mayGiveNothing = new(() => Default is null && new DecisionSpace(this).FindNothing() is not { Example: null, GivenUp: false });
    }

    public DecisionTable Table { get; }

    /// <summary>Names this content for ever.</summary>
    public string VersionId { get; }

    public IReadOnlyList<CompiledInput> Inputs { get; }

    public IReadOnlyList<CompiledOutput> Outputs { get; }

    public IReadOnlyList<CompiledRow> Rows { get; }

    /// <summary>One value per output, or null.</summary>
    public IReadOnlyList<DecisionValue>? Default { get; }

    /// <summary>More than one row can make up the result.</summary>
    public bool GivesList => Table.HitPolicy is HitPolicy.RuleOrder or HitPolicy.OutputOrder || (Table.HitPolicy == HitPolicy.Collect && Table.Aggregation is null);

    /// <summary>There are values, missing ones among them, to which it has no answer; true also where that was not disproven within bounds.</summary>
    public bool MayGiveNothing => _mayGiveNothing.Value;

    public CompiledOutput? FindOutput(string name) => Outputs.FirstOrDefault(o => o.Column.Name == name);

    /// <summary>What an output can be, when that is known: its allowed values, or all that rows and default say. Null for a figure over rows.</summary>
    public IReadOnlyList<DecisionValue>? PossibleValues(string output)
    {
        if (FindOutput(output) is not { } found || Table.Aggregation is not null)
        {
            return null;
        }

        return found.Allowed ?? [.. Rows.Select(r => r.Then[found.Index]).Concat(Default is null ? [] : [Default[found.Index]]).Distinct()];
    }

    /// <summary>The same table, in no refusal and no explanation of which the values of these inputs stand.</summary>
    public CompiledDecisionTable Hiding(Func<DecisionInput, bool> hidden) => Table.Inputs.Any(i => !i.Hidden && hidden(i))
        ? new(Table, VersionId, [.. Inputs.Select(i => i with { Column = i.Column with { Hidden = i.Column.Hidden || hidden(i.Column) } })], [.. Outputs], [.. Rows], Default?.ToArray())
        : this;

    /// <summary>Reads a document and all cells.</summary>
    /// <param name="versionId">See <see cref="VersionId"/>.</param>
    /// <returns>Refused as <see cref="Compile"/> says, or with <c>definition.shape</c> for what is no table at all.</returns>
    public static Result<CompiledDecisionTable> Read(JsonElement document, string versionId)
    {
        try
        {
            return document.Deserialize<DecisionTable>(StrictJson.Options) is { } table ? Compile(table, versionId) : Problem.Invalid("definition.shape");
        }
        catch (JsonException refused)
        {
            return Problem.Invalid("definition.shape", refused.Path);
        }
    }

    /// <summary>Reads all cells.</summary>
    /// <param name="versionId">See <see cref="VersionId"/>.</param>
    /// <returns>Refused with everything that cannot be read or does not fit together, by <c>decisionTable.…</c>; the field names row and column: <c>rules[r1].when[age]</c>.</returns>
    public static Result<CompiledDecisionTable> Compile(DecisionTable table, string versionId)
    {
        var problems = new List<Problem>();
        CheckShape(table, problems);
        if (problems.Count > 0)
        {
            return Result<CompiledDecisionTable>.Refused(problems);
        }

        var inputs = table.Inputs.Select((input, i) => ReadInput(input, i, problems)).ToArray();
        var outputs = table.Outputs.Select((output, i) => ReadOutput(output, i, problems)).ToArray();
        var rows = table.Rules.Select((rule, i) => ReadRow(rule, i, table, problems)).ToArray();
        var otherwise = table.Default is { } written ? ReadValues(written, table, "default", problems, -1) : null;
        return problems.Count > 0 ? Result<CompiledDecisionTable>.Refused(problems) : new CompiledDecisionTable(table, versionId, inputs, outputs, rows, otherwise);
    }

    private static void CheckShape(DecisionTable table, List<Problem> problems)
    {
        foreach (var (what, count, least, most) in new[] { ("inputs", table.Inputs.Count, 0, MostInputs), ("outputs", table.Outputs.Count, 1, MostOutputs), ("rules", table.Rules.Count, 1, MostRules) })
        {
            if (count < least || count > most)
            {
                problems.Add(Problem.Invalid("decisionTable.count", what, ("value", count), ("expected", $"{least} … {most}")));
            }
        }

        Twice(table.Inputs.Select(i => i.Id), "inputs", problems);
        Twice(table.Outputs.Select(o => o.Name), "outputs", problems);
        Twice(table.Rules.Select(r => r.Id), "rules", problems);
        foreach (var (name, field) in table.Inputs.Select(i => (i.Id, $"inputs[{i.Id}]")).Concat(table.Outputs.Select(o => (o.Name, $"outputs[{o.Name}]"))).Where(n => !IsName(n.Item1)))
        {
            problems.Add(Problem.Invalid("decisionTable.name", field, ("value", name), ("expected", "a-z, A-Z, 0-9, _")));
        }

        foreach (var rule in table.Rules.Where(r => !RowShape().IsMatch(r.Id)))
        {
            problems.Add(Problem.Invalid("decisionTable.name", $"rules[{rule.Id}]", ("value", rule.Id), ("expected", "a-z, A-Z, 0-9, _, -")));
        }

        foreach (var input in table.Inputs.Where(i => i.Reads is { } reads && !IsPath(reads)))
        {
            problems.Add(Problem.Invalid("decisionTable.reads", $"inputs[{input.Id}].reads", ("value", input.Reads), ("expected", "answers.…, scenario.…")));
        }

        foreach (var rule in table.Rules)
        {
            Count(rule.When.Count, table.Inputs.Count, $"rules[{rule.Id}].when", problems);
            Count(rule.Then.Count, table.Outputs.Count, $"rules[{rule.Id}].then", problems);
        }

        if (table.Default is { } otherwise)
        {
            Count(otherwise.Count, table.Outputs.Count, "default", problems);
        }
    }

    private static void Twice(IEnumerable<string> names, string field, List<Problem> problems) =>
        problems.AddRange(names.GroupBy(n => n, StringComparer.Ordinal).Where(g => g.Count() > 1).Select(g => Problem.Invalid("decisionTable.twice", $"{field}[{g.Key}]", ("value", g.Key))));

    private static void Count(int found, int expected, string field, List<Problem> problems)
    {
        if (found != expected)
        {
            problems.Add(Problem.Invalid("decisionTable.cells", field, ("value", found), ("expected", expected)));
        }
    }

    private static CompiledInput ReadInput(DecisionInput input, int index, List<Problem> problems)
    {
        UnaryTests? allowed = null;
        if (input.Allowed is { } written && !UnaryTestReader.TryReadTests(written, input.Type, out allowed, out var fault))
        {
            problems.Add(Unreadable($"inputs[{input.Id}].allowed", "", input.Id, written, fault, DecisionPlaces.Allowed(input), DecisionWords.Expected(input.Type, isInput: true)));
        }

        return new(index, input, allowed);
    }

    private static CompiledOutput ReadOutput(DecisionOutput output, int index, List<Problem> problems)
    {
        IReadOnlyList<DecisionValue>? allowed = null;
        if (output.Allowed is { } written && !UnaryTestReader.TryReadValues(written, output.Type, out allowed, out var fault))
        {
            problems.Add(Unreadable($"outputs[{output.Name}].allowed", "", output.Name, written, fault, DecisionPlaces.Allowed(output), DecisionWords.ExpectedValues(output.Type)));
        }

        return new(index, output, allowed);
    }

    private static CompiledRow ReadRow(DecisionRule rule, int index, DecisionTable table, List<Problem> problems)
    {
        var when = new UnaryTests[table.Inputs.Count];
        for (var i = 0; i < when.Length; i++)
        {
            var input = table.Inputs[i];
            if (!UnaryTestReader.TryReadTests(rule.When[i], input.Type, out when[i]!, out var fault))
            {
                problems.Add(Unreadable($"rules[{rule.Id}].when[{input.Id}]", rule.Id, input.Id, rule.When[i], fault, DecisionPlaces.Cell(index, input), DecisionWords.Expected(input.Type, isInput: true)));
            }
        }

        return new(index, rule, when, ReadValues(rule.Then, table, $"rules[{rule.Id}].then", problems, index));
    }

    /// <param name="row">Index of the row; -1 for the default.</param>
    private static DecisionValue[] ReadValues(IReadOnlyList<string> cells, DecisionTable table, string field, List<Problem> problems, int row)
    {
        var values = new DecisionValue[cells.Count];
        for (var i = 0; i < values.Length; i++)
        {
            var output = table.Outputs[i];
            // What is counted can be of any type; the number of it is a number.
            var type = row < 0 && table.Aggregation == Aggregation.Count ? DecisionType.Integer : output.Type;
            if (!UnaryTestReader.TryReadValue(cells[i], type, out values[i]!, out var fault))
            {
                var (id, where) = row < 0 ? ("", DecisionPlaces.Default(output)) : (table.Rules[row].Id, DecisionPlaces.Cell(row, output));
                problems.Add(Unreadable($"{field}[{output.Name}]", id, output.Name, cells[i], fault, where, DecisionPlaces.Expected(output, type)));
            }
        }

        return values;
    }

    /// <summary>A cell that names something is told apart: cells know no variables. So is one nobody has filled in.</summary>
    /// <param name="where">The place in words.</param>
    /// <param name="expected">What could stand there, in words.</param>
    private static Problem Unreadable(string field, string row, string column, string cell, CellFault fault, LocalizedText where, LocalizedText expected) => Problem.Invalid(
        string.IsNullOrWhiteSpace(cell) ? "decisionTable.cellEmpty" : fault.IsName ? "decisionTable.cellName" : "decisionTable.cell",
        field,
        ("row", row),
        ("column", column),
        ("where", where),
        ("cell", cell),
        ("position", fault.Position + 1),
        ("value", fault.Found),
        ("expected", expected));

    /// <summary>Whether a column may be called so.</summary>
    public static bool IsName(string text) => NameShape().IsMatch(text);

    /// <summary>Whether a table can read that of the application: <c>answers.x</c>, <c>scenario.x</c>.</summary>
    public static bool IsPath(string text) => PathShape().IsMatch(text);

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_-]{0,99}$", RegexOptions.CultureInvariant)]
    private static partial Regex RowShape();

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_]{0,63}$", RegexOptions.CultureInvariant)]
    private static partial Regex NameShape();

    [GeneratedRegex(@"^(answers|scenario)(\.[A-Za-z_][A-Za-z0-9_]*)+$", RegexOptions.CultureInvariant)]
    private static partial Regex PathShape();
}

/// <param name="Allowed">Null = anything of its type.</param>
public sealed record CompiledInput(int Index, DecisionInput Column, UnaryTests? Allowed);

/// <param name="Allowed">The first has the highest priority; null = anything of its type.</param>
public sealed record CompiledOutput(int Index, DecisionOutput Column, IReadOnlyList<DecisionValue>? Allowed)
{
    /// <summary>Place among the allowed values, 0 for the highest priority; what is not among them comes last.</summary>
    public int PriorityOf(DecisionValue value)
    {
        for (var i = 0; i < (Allowed?.Count ?? 0); i++)
        {
            if (Allowed![i] == value)
            {
                return i;
            }
        }

        return int.MaxValue;
    }
}

/// <param name="When">One per input.</param>
/// <param name="Then">One per output.</param>
public sealed record CompiledRow(int Index, DecisionRule Rule, IReadOnlyList<UnaryTests> When, IReadOnlyList<DecisionValue> Then)
{
    public bool Fires(IReadOnlyList<DecisionValue> inputs)
    {
        for (var i = 0; i < When.Count; i++)
        {
            if (!When[i].Matches(inputs[i]))
            {
                return false;
            }
        }

        return true;
    }
}
