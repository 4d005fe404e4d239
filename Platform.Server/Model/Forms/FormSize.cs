using System.Text.Json.Nodes;

namespace Platform.Model.Forms;

/// <summary>Looks at the size of answers only, in time linear in the items a form allows, so that an outsized request costs next to nothing.</summary>
internal static class FormSize
{
    public static bool Fits(FormIndex index, JsonObject root, FormLimits limits)
    {
        var problems = new ProblemList(limit: 1);
        Check(index, root, limits, problems);
        return problems.Problems.Count == 0;
    }

    public static void Check(FormIndex index, JsonObject root, FormLimits limits, ProblemList problems)
    {
        var left = limits.MaxValues;
        Check(index.ByKey, root, "", limits, problems, ref left);
        if (left < 0 && problems.Problems.Count == 0)
        {
            problems.Add("form.tooManyAnswers", "", expected: limits.MaxValues);
        }
    }

    private static void Check(IReadOnlyDictionary<string, FormNode> elements, JsonObject values, string prefix, FormLimits limits, ProblemList problems, ref int left)
    {
        left -= values.Count;
        foreach (var node in elements.Values)
        {
            if (node.Element is not FormRepeat repeat || values[repeat.Key] is not JsonArray items || left < 0)
            {
                continue;
            }

            var most = FormRules.MostItems(repeat, limits);
            if (items.Count > most)
            {
                problems.Add("form.tooManyItems", prefix + repeat.Key, repeat.Label, items.Count, most);
                continue;
            }

            for (var i = 0; i < items.Count; i++)
            {
                if (items[i] is JsonObject item)
                {
                    Check(node.ByKey, item, FormattableString.Invariant($"{prefix}{repeat.Key}[{i}]."), limits, problems, ref left);
                }
            }
        }
    }
}
