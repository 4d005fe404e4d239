namespace Platform.Model.Decisions;

/// <summary>Something found in a decision table.</summary>
/// <param name="Blocks">False for what is worth knowing and does not stand in the way.</param>
public sealed record DecisionFinding(Problem Problem, bool Blocks = true);

/// <summary>
/// What has to hold before a table comes into force. What is said of values holds for all values: overlaps, contradictions, gaps and rows that can never fire
/// are found if there are any, each with an example; where a bound is reached the finding says that nothing was proven.
/// </summary>
public static class DecisionTableRules
{
    /// <summary>Findings of one kind that are told; the rest would say the same.</summary>
    public const int MostFindings = 20;

    public static IReadOnlyList<DecisionFinding> Check(DecisionTable table)
    {
        var compiled = CompiledDecisionTable.Compile(table, "");
        return compiled.TryGet(out var readable)
            ? [.. CheckPolicy(readable).Concat(CheckValues(readable)).Select(p => new DecisionFinding(p)), .. CheckTexts(table), .. CheckRows(readable, new DecisionSpace(readable))]
            : [.. compiled.Problems.Select(p => new DecisionFinding(p))];
    }

    private static IEnumerable<Problem> CheckPolicy(CompiledDecisionTable table)
    {
        var (policy, figure) = (table.Table.HitPolicy, table.Table.Aggregation);
        if (figure is not null && policy != HitPolicy.Collect)
        {
            yield return Problem.Invalid("decisionTable.aggregation", "aggregation", ("value", figure), ("expected", HitPolicy.Collect));
        }

        if (figure is not null && table.Outputs.Count > 1)
        {
            yield return Problem.Invalid("decisionTable.aggregatedOutputs", "outputs", ("value", table.Outputs.Count), ("expected", 1));
        }

        var (type, name) = (table.Outputs[0].Column.Type, table.Outputs[0].Column.Name);
        var numeric = type is DecisionType.Number or DecisionType.Integer;
        if (!(figure switch { Aggregation.Sum => numeric, Aggregation.Min or Aggregation.Max => numeric || type == DecisionType.Date, _ => true }))
        {
            yield return Problem.Invalid("decisionTable.aggregatedType", $"outputs[{name}].type", ("value", type), ("expected", figure == Aggregation.Sum ? "number, integer" : "number, integer, date"));
        }

        if (policy is HitPolicy.Priority or HitPolicy.OutputOrder && table.Outputs.All(o => o.Allowed is null))
        {
            yield return Problem.Invalid("decisionTable.noPriority", $"outputs[{name}].allowed", ("value", policy), ("name", name));
        }
    }

    private static IEnumerable<Problem> CheckValues(CompiledDecisionTable table)
    {
        var rows = table.Rows.Select(r => (Row: (CompiledRow?)r, Field: $"rules[{r.Rule.Id}].then", Values: r.Then));
        var otherwise = table.Table.Aggregation == Aggregation.Count ? null : table.Default;
        foreach (var (row, field, values) in otherwise is null ? rows : rows.Append((null, "default", otherwise)))
        {
            foreach (var output in table.Outputs.Where(o => o.Allowed is not null && !values[o.Index].IsNull && !o.Allowed.Contains(values[o.Index])))
            {
                yield return Problem.Invalid(
                    "decisionTable.notAllowed",
                    $"{field}[{output.Column.Name}]",
                    ("row", row?.Rule.Id ?? ""),
                    ("column", output.Column.Name),
                    ("where", row is null ? DecisionPlaces.Default(output.Column) : DecisionPlaces.Cell(row.Index, output.Column)),
                    ("value", values[output.Index].ToString()),
                    ("expected", string.Join(", ", output.Allowed!)),
                    ("said", DecisionWords.Say(values[output.Index], output.Column.Labels)),
                    ("choices", DecisionWords.Say("list", output.Allowed!, output.Column.Labels)));
            }
        }
    }

    /// <summary>What people read is there, in both languages.</summary>
    private static IEnumerable<DecisionFinding> CheckTexts(DecisionTable table)
    {
        var always = table.Inputs.Select(i => ($"inputs[{i.Id}].label", i.Label)).Concat(table.Outputs.Select(o => ($"outputs[{o.Name}].label", o.Label))).Prepend(("name", table.Name));
        foreach (var (field, text) in always.Where(t => !IsWhole(t.Item2)))
        {
            yield return new(Problem.Invalid("decisionTable.text", field, ("name", field)));
        }

        foreach (var rule in table.Rules.Where(r => table.ShownToApplicant ? r.Annotation is null || !IsWhole(r.Annotation) : r.Annotation is { } given && !IsWhole(given)))
        {
            yield return new(Problem.Invalid("decisionTable.text", $"rules[{rule.Id}].annotation", ("name", $"rules[{rule.Id}].annotation")));
        }
    }

    private static bool IsWhole(LocalizedText text) =>
        new[] { LocalizedText.Chinese, LocalizedText.English }.All(c => text.Texts.TryGetValue(c, out var written) && !string.IsNullOrWhiteSpace(written));

    private static IEnumerable<DecisionFinding> CheckRows(CompiledDecisionTable table, DecisionSpace space)
    {
        var never = table.Rows.Where(r => space.FindMatch(r) is null).ToHashSet();
        return
        [
            .. never.Take(MostFindings).Select(r => new DecisionFinding(Problem.Invalid("decisionTable.never", Field(r), ("row", r.Rule.Id), ("number", r.Index + 1)), Blocks: false)),
            .. CheckOverlaps(table, space).Take(MostFindings).Select(p => new DecisionFinding(p)),
            .. CheckShadowed(table, space, never).Take(MostFindings).Select(p => new DecisionFinding(p, Blocks: false)),
            .. table.Default is null ? CheckGap(table, space) : [],
        ];
    }

    private static IEnumerable<Problem> CheckOverlaps(CompiledDecisionTable table, DecisionSpace space)
    {
        if (table.Table.HitPolicy is not (HitPolicy.Unique or HitPolicy.Any))
        {
            yield break;
        }

        var code = table.Table.HitPolicy == HitPolicy.Unique ? "decisionTable.overlap" : "decisionTable.contradiction";
        foreach (var one in table.Rows)
        {
            foreach (var other in table.Rows.Skip(one.Index + 1).Where(r => table.Table.HitPolicy == HitPolicy.Unique || !r.Then.SequenceEqual(one.Then)))
            {
                if (space.FindOverlap(one, other) is { } example)
                {
                    yield return Problem.Invalid(code, Field(one), ("row", one.Rule.Id), ("other", other.Rule.Id), ("number", one.Index + 1), ("otherNumber", other.Index + 1), ("example", DecisionEvaluation.Describe(table, example)), ("situation", DecisionWords.Describe(table, example)));
                }
            }
        }
    }

    /// <summary>Rows that others always come before.</summary>
    private static IEnumerable<Problem> CheckShadowed(CompiledDecisionTable table, DecisionSpace space, HashSet<CompiledRow> never)
    {
        if (table.Table.HitPolicy is not (HitPolicy.First or HitPolicy.Priority))
        {
            yield break;
        }

        foreach (var row in table.Rows.Where(r => !never.Contains(r)))
        {
            var before = table.Rows.Where(r => r != row && ComesBefore(table, r, row) && space.FindOverlap(r, row) is not null).ToList();
            var alone = before.Count == 0 ? null : space.FindAlone(row, before);
            if (alone is { GivenUp: true })
            {
                yield return Problem.Invalid("decisionTable.unproven", Field(row), ("row", row.Rule.Id), ("number", row.Index + 1), ("value", DecisionSpace.MostSteps));
            }
            else if (alone is { Example: null })
            {
                yield return Problem.Invalid("decisionTable.shadowed", Field(row), ("row", row.Rule.Id), ("number", row.Index + 1), ("rows", string.Join(", ", before.Select(b => b.Rule.Id))), ("numbers", before.Select(b => b.Index + 1).ToList()));
            }
        }
    }

    private static bool ComesBefore(CompiledDecisionTable table, CompiledRow one, CompiledRow other)
    {
        foreach (var output in table.Table.HitPolicy == HitPolicy.Priority ? table.Outputs.Where(o => o.Allowed is not null) : [])
        {
            var order = output.PriorityOf(one.Then[output.Index]).CompareTo(output.PriorityOf(other.Then[output.Index]));
            if (order != 0)
            {
                return order < 0;
            }
        }

        return one.Index < other.Index;
    }

    private static IEnumerable<DecisionFinding> CheckGap(CompiledDecisionTable table, DecisionSpace space)
    {
        var gap = space.FindGap();
        if (gap.GivenUp)
        {
            yield return new(Problem.Invalid("decisionTable.coverUnproven", "rules", ("value", DecisionSpace.MostSteps)), Blocks: false);
        }
        else if (gap.Example is { } example)
        {
            yield return new(Problem.Invalid("decisionTable.notCovered", "rules", ("example", DecisionEvaluation.Describe(table, example)), ("situation", DecisionWords.Describe(table, example))), Blocks: false);
        }
    }

    private static string Field(CompiledRow row) => $"rules[{row.Rule.Id}]";
}
