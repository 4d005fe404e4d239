using Platform.Model.Forms;
using Platform.Model.Items;

namespace Platform.Model.Bundles;

/// <summary>Finds faults of a bundle before anybody applies for it.</summary>
public static class BundleDefinitionRules
{
    private const string InScenario = AnswerKeys.Scenario + ".";

    /// <summary>
    /// The faults in the order of the file; empty for a sound bundle. Codes are <c>bundle.*</c>; the field of a problem is its place in the document
    /// (<c>items[birth-registration].answers.childName</c>).
    /// </summary>
    /// <param name="form">The bundle's form, as far as it is known.</param>
    /// <param name="items">The items in force where the bundle is, by code; those not among them are not looked into.</param>
    public static IReadOnlyList<Problem> Check(Bundle bundle, CompiledForm? form, IReadOnlyDictionary<string, PublishedItem> items)
    {
        var problems = new List<Problem>();
        if (bundle.Items.Count == 0)
        {
            problems.Add(Problem.Invalid("bundle.empty", "items"));
        }

        problems.AddRange(bundle.Items.GroupBy(p => p.Item).Where(g => g.Count() > 1).Select(g => Problem.Invalid("bundle.itemTwice", "items", ("value", g.Key))));
        for (var i = 0; i < bundle.Scenario.Count; i++)
        {
            var earlier = bundle.Scenario.Take(i).Select(q => InScenario + q.Key).ToHashSet(StringComparer.Ordinal);
            problems.AddRange(ItemReferences.Names(bundle.Scenario[i].VisibleWhen).Where(n => !earlier.Contains(n))
                .Select(n => Problem.Invalid("bundle.source", $"scenario[{bundle.Scenario[i].Key}].visibleWhen", ("value", n))));
        }

        var sources = new Sources(bundle, form?.Form);
        foreach (var part in bundle.Items)
        {
            problems.AddRange(Check(part, sources, items.GetValueOrDefault(part.Item)));
        }

        return problems;
    }

    private static IEnumerable<Problem> Check(BundlePart part, Sources sources, PublishedItem? item)
    {
        var at = $"items[{part.Item}]";
        var fields = item?.Form.Form.TopElements().ToDictionary(e => e.Key, StringComparer.Ordinal);
        var named = ItemReferences.Names(part.WantedWhen).Select(n => ($"{at}.wantedWhen", n))
            .Concat(part.Scenario.Select(m => ($"{at}.scenario.{m.Key}", m.Value)))
            .Concat(part.Answers.Select(m => ($"{at}.answers.{m.Key}", m.Value)));
        foreach (var (field, source) in named.Where(n => !sources.Has(n.Item2)))
        {
            yield return Problem.Invalid("bundle.source", field, ("value", source));
        }

        if (item is null)
        {
            yield break;
        }

        foreach (var (key, source) in part.Answers)
        {
            if (!fields!.TryGetValue(key, out var element))
            {
                yield return Problem.Invalid("bundle.field", $"{at}.answers.{key}", ("value", key), ("expected", string.Join(", ", fields.Keys)));
            }
            else if (sources.TypeOf(source) is { } given && given != Sources.TypeOf(element))
            {
                yield return Problem.Invalid("bundle.fieldType", $"{at}.answers.{key}", ("value", given), ("expected", Sources.TypeOf(element)));
            }
        }

        foreach (var key in Insisted(item.Form.Form).Where(k => !part.Answers.ContainsKey(k)))
        {
            yield return Problem.Invalid("bundle.unfed", $"{at}.answers.{key}", ("value", key));
        }

        foreach (var problem in MaterialRules.Check(item.Item.Scenario, part.Given, complete: false))
        {
            yield return problem with { Field = $"{at}.given{problem.Field?[AnswerKeys.Scenario.Length..]}" };
        }

        foreach (var key in part.Scenario.Keys.Where(k => item.Item.Scenario.All(q => q.Key != k)))
        {
            yield return Problem.Invalid("scenario.unknown", $"{at}.scenario.{key}", ("value", key), ("expected", string.Join(", ", item.Item.Scenario.Select(q => q.Key))));
        }

        foreach (var key in part.Materials.Keys.Where(k => item.Item.Materials.All(m => m.Key != k)))
        {
            yield return Problem.Invalid("bundle.material", $"{at}.materials.{key}", ("value", key), ("expected", string.Join(", ", item.Item.Materials.Select(m => m.Key))));
        }
    }

    /// <summary>Fields the item asks of everybody: without an answer from the bundle nobody could file it.</summary>
    private static IEnumerable<string> Insisted(Form form) =>
        from page in form.Pages
        where page.VisibleWhen is null
        from section in page.Sections
        where section.VisibleWhen is null
        from element in section.Elements
        where element is FormField { VisibleWhen: null, Required: AlwaysCondition, Calculated: null }
        select element.Key;

    private sealed class Sources(Bundle bundle, Form? form)
    {
        private readonly Dictionary<string, FormElement>? _fields = form?.TopElements().ToDictionary(e => e.Key, StringComparer.Ordinal);
        private readonly HashSet<string> _questions = [.. bundle.Scenario.Select(q => InScenario + q.Key)];

        /// <summary>Fields are not known while the form is not.</summary>
        public bool Has(string source) => source.StartsWith(InScenario, StringComparison.Ordinal)
            ? _questions.Contains(source)
            : _fields is null || _fields.ContainsKey(source.Split('.')[0]);

        public string? TypeOf(string source) =>
            _questions.Contains(source) ? FormTypes.Word(FieldType.Choice) : _fields?.GetValueOrDefault(source) is { } element ? TypeOf(element) : null;

        public static string TypeOf(FormElement element) => element is FormField field ? FormTypes.Word(field.Type) : "repeat";
    }
}
