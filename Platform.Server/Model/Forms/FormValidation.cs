using System.Text.Json.Nodes;

namespace Platform.Model.Forms;

/// <summary>One walk through the answers of a form.</summary>
internal sealed class FormValidation(IReadOnlyDictionary<FormNode, FieldValidator> validators, FormContext context, FormLimits limits, ProblemList problems)
{
    public void Run(FormIndex index, JsonObject root) => Visit(index.Top, index.ByKey, new AnswerScope(root), prefix: "");

    private void Visit(IReadOnlyList<FormNode> nodes, IReadOnlyDictionary<string, FormNode> known, AnswerScope scope, string prefix)
    {
        foreach (var node in nodes)
        {
            if (problems.IsFull)
            {
                return;
            }

            if (node.HasAnswer && context.Scope.HasPage(node.Page) && node.IsVisible(scope))
            {
                Visit(node, scope, prefix + node.Key);
            }
        }

        if (context.Scope.IsWhole)
        {
            FindUnknown(known, scope.Values, prefix);
        }
    }

    private void Visit(FormNode node, AnswerScope scope, string path)
    {
        if (node.Element is FormRepeat repeat)
        {
            if (context.Scope.Touches(path))
            {
                VisitRepeat(node, repeat, scope, path);
            }
        }
        else if (context.Scope.Touches(path))
        {
            scope.Values.TryGetPropertyValue(node.Key, out var value);
            validators[node].Validate(new(value, context.Complete && node.IsRequired(scope), context), path, problems);
        }
    }

    private void VisitRepeat(FormNode node, FormRepeat repeat, AnswerScope scope, string path)
    {
        scope.Values.TryGetPropertyValue(repeat.Key, out var value);
        var items = value as JsonArray;
        if (value is not null && items is null)
        {
            problems.Add("form.type", path, repeat.Label, expected: FormWords.Text("type.repeat"));
            return;
        }

        var count = items?.Count ?? 0;
        if (context.Complete && count < repeat.MinItems && context.Scope.Has(path))
        {
            problems.Add("form.tooFewItems", path, repeat.Label, count, repeat.MinItems);
        }

        for (var i = 0; i < count && !problems.IsFull; i++)
        {
            VisitItem(node, scope, items![i], FormattableString.Invariant($"{path}[{i}]"));
        }
    }

    private void VisitItem(FormNode node, AnswerScope scope, JsonNode? item, string path)
    {
        if (!context.Scope.Touches(path))
        {
            return;
        }

        if (item is JsonObject values)
        {
            Visit(node.Children, node.ByKey, new(values, scope), path + ".");
        }
        else
        {
            problems.Add("form.type", path, node.Element.Label, expected: FormWords.Text("type.item"));
        }
    }

    private void FindUnknown(IReadOnlyDictionary<string, FormNode> known, JsonObject values, string prefix)
    {
        foreach (var (name, _) in values)
        {
            if (prefix.Length == 0 && name == AnswerKeys.Scenario)
            {
                CheckScenario(values[name]);
            }
            else if (!known.ContainsKey(name) && !problems.IsFull)
            {
                problems.Add("form.unknownField", prefix + (name.Length <= limits.MaxNameShown ? name : name[..limits.MaxNameShown]));
            }
        }
    }

    /// <summary>Whether its questions are answered rightly is the item's business; here only that it is nothing else.</summary>
    private void CheckScenario(JsonNode? scenario)
    {
        if (scenario is not JsonObject { Count: < 100 } answers || answers.Any(a => AnswerValue.TextOf(a.Value) is not { Length: < 200 }))
        {
            problems.Add("form.type", AnswerKeys.Scenario, expected: FormWords.Text("type.scenario"));
        }
    }
}
