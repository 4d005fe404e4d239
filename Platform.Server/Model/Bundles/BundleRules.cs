using System.Text.Json.Nodes;
using Platform.Model.Forms;
using Platform.Model.Items;

namespace Platform.Model.Bundles;

/// <summary>What one application for a bundle means for each of its items.</summary>
public static class BundleRules
{
    /// <summary>The parts that are applied for, in the bundle's order.</summary>
    public static IReadOnlyList<PublishedPart> Wanted(PublishedBundle bundle, IReadOnlyDictionary<string, string> scenario, Answers answers)
    {
        var sources = Sources(bundle, scenario, answers);
        return [.. bundle.Parts.Where(p => ConditionRules.Evaluate(p.Part.WantedWhen, sources))];
    }

    /// <summary>Scenario and answers of one item. What has no answer in the bundle has none in the item either.</summary>
    public static (IReadOnlyDictionary<string, string> Scenario, Answers Answers) Feed(
        PublishedBundle bundle, PublishedPart part, IReadOnlyDictionary<string, string> scenario, Answers answers)
    {
        var sources = Sources(bundle, scenario, answers);
        var options = new Dictionary<string, string>(part.Part.Given, StringComparer.Ordinal);
        foreach (var (question, source) in part.Part.Scenario)
        {
            if (sources.Text(source) is { } option)
            {
                options[question] = option;
            }
        }

        var fed = part.Part.Answers.Aggregate(Answers.Empty, (a, m) => a.With(m.Key, sources.Get(m.Value)));
        return (options, fed);
    }

    /// <summary>What the wanted items cost, in the bundle's order; each line says its item.</summary>
    public static IReadOnlyList<DueFee> Fees(PublishedBundle bundle, IReadOnlyDictionary<string, string> scenario, Answers answers, bool isComplete) =>
        [.. Wanted(bundle, scenario, answers).SelectMany(p => Feed(bundle, p, scenario, answers) is var (options, fed) ? p.Item.Fees(options, fed, isComplete).Select(f => f with { Name = Joined(p.Item.Item.Name, f.Name) }) : [])];

    private static LocalizedText Joined(LocalizedText item, LocalizedText fee) =>
        new(item.Texts.Keys.Union(fee.Texts.Keys).ToDictionary(l => l, l => $"{item.In(l)} · {fee.In(l)}", StringComparer.Ordinal));

    /// <summary>The materials of all wanted items, see <see cref="Materials"/>.</summary>
    public static IReadOnlyList<MaterialRequirement> Required(PublishedBundle bundle, IReadOnlyDictionary<string, string> scenario, Answers answers) =>
        [.. Materials(bundle, Wanted(bundle, scenario, answers), scenario, answers).Select(m => m.Requirement)];

    /// <summary>
    /// The materials these parts need, those of one name once: mandatory when any item insists, deferrable when all agree, in a file type that all take.
    /// </summary>
    public static IReadOnlyList<BundleMaterial> Materials(
        PublishedBundle bundle, IReadOnlyList<PublishedPart> parts, IReadOnlyDictionary<string, string> scenario, Answers answers)
    {
        var merged = new List<BundleMaterial>();
        foreach (var part in parts)
        {
            var (options, fed) = Feed(bundle, part, scenario, answers);
            foreach (var requirement in MaterialRules.Required(part.Item.Item, options, fed))
            {
                var named = requirement with { Key = part.Part.NameOf(requirement.Key), Condition = null };
                var known = merged.FindIndex(m => m.Requirement.Key == named.Key);
                if (known < 0)
                {
                    merged.Add(new(named, [part]));
                }
                else
                {
                    merged[known] = new(Merge(merged[known].Requirement, named), [.. merged[known].For, part]);
                }
            }
        }

        return merged;
    }

    /// <summary>A problem of an item's application in the terms of the bundle's: its field is the one that was asked, or <c>items.code.field</c> where nothing was.</summary>
    public static Problem InBundle(PublishedPart part, Problem problem)
    {
        var field = problem.Field ?? "";
        var dot = field.IndexOf('.', StringComparison.Ordinal);
        var (kind, name) = dot < 0 ? (field, "") : (field[..dot], field[(dot + 1)..]);
        return kind switch
        {
            "applicant" or "agent" or "channel" or "locality" => problem,
            "materials" => problem with { Field = "materials." + part.Part.NameOf(name) },
            AnswerKeys.Scenario when part.Part.Scenario.TryGetValue(name, out var source) => problem with { Field = FieldOf(source) },
            "answers" when Fed(part.Part, name) is { } source => problem with { Field = FieldOf(source) },
            _ => problem with { Field = $"items.{part.Part.Item}{(field.Length == 0 ? "" : "." + field)}" },
        };
    }

    private static string FieldOf(string source) => source.StartsWith(AnswerKeys.Scenario + ".", StringComparison.Ordinal) ? source : "answers." + source;

    /// <summary>The source of an answer: that of the field itself, or of what it is part of.</summary>
    private static string? Fed(BundlePart part, string path)
    {
        var (field, source) = part.Answers.FirstOrDefault(m => path == m.Key || path.StartsWith(m.Key + ".", StringComparison.Ordinal) || path.StartsWith(m.Key + "[", StringComparison.Ordinal));
        return field is null ? null : source + path[field.Length..];
    }

    private static Answers Sources(PublishedBundle bundle, IReadOnlyDictionary<string, string> scenario, Answers answers) =>
        answers.With(AnswerKeys.Scenario, MaterialRules.Asked(bundle.Bundle.Scenario, scenario));

    private static MaterialRequirement Merge(MaterialRequirement one, MaterialRequirement other) => one with
    {
        Originals = Math.Max(one.Originals, other.Originals),
        Copies = Math.Max(one.Copies, other.Copies),
        Mandatory = one.Mandatory || other.Mandatory,
        Deferrable = (one.Deferrable || !one.Mandatory) && (other.Deferrable || !other.Mandatory) && (one.Deferrable || other.Deferrable),
        Note = one.Note ?? other.Note,
        FileTypes = one.FileTypes is { } types && other.FileTypes is { } others ? [.. types.Intersect(others)] : one.FileTypes ?? other.FileTypes,
        Sample = one.Sample || other.Sample,
    };
}

/// <summary>A material of a bundle.</summary>
/// <param name="Requirement">Merged from those of the items.</param>
/// <param name="For">The parts that need it.</param>
public sealed record BundleMaterial(MaterialRequirement Requirement, IReadOnlyList<PublishedPart> For);
