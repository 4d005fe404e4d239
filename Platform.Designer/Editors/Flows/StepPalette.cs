using Platform.Model;
using Platform.Model.Flows;

namespace Platform.Designer.Editors.Flows;

/// <param name="Key">Names the heading: <c>palette.office</c>.</param>
/// <param name="IsRare">Few flows need them: they are folded away.</param>
public sealed record PaletteGroup(string Key, IReadOnlyList<StepDescription> Steps, bool IsRare);

/// <summary>
/// The kinds of steps in the order in which an office needs them: what an approval goes through, how ways part and meet, what people are told, what others do, and
/// last what takes a technician.
/// </summary>
public static class StepPalette
{
    private const string Others = "others";
    private const string Technical = "Elsa.";

    private static readonly (string Key, string[] Types)[] Groups =
    [
        ("office", ["Platform.Accept", "Platform.Supplement", "Platform.Review", "Platform.Decide", "Platform.SpecialProcedure", "Platform.Deliver", "Elsa.Finish"]),
        ("ways", ["Platform.Countersign", "Elsa.FlowDecision", "Elsa.FlowSwitch", "Platform.DecisionTable", "Elsa.FlowFork", "Elsa.FlowJoin"]),
        ("notices", ["Platform.Notify", "Platform.Evaluate"]),
        (Others, ["Platform.CallConnector", "Platform.StartCase"]),
    ];

    /// <summary>Every kind once; a group nothing fits into is left out. Kinds of plugins stand with what others do.</summary>
    public static IReadOnlyList<PaletteGroup> Of(IReadOnlyList<StepDescription> steps)
    {
        var named = Groups.SelectMany(g => g.Types).ToHashSet(StringComparer.Ordinal);
        var rest = steps.Where(s => !named.Contains(s.Type)).ToLookup(s => s.Type.StartsWith(Technical, StringComparison.Ordinal));
        return
        [
            .. Groups.Select(g => new PaletteGroup(g.Key, [.. g.Types.SelectMany(t => steps.Where(s => s.Type == t)), .. g.Key == Others ? rest[false] : []], IsRare: false)).Where(g => g.Steps.Count > 0),
            .. rest[true].GroupBy(s => s.Category, StringComparer.Ordinal).Select(c => new PaletteGroup(c.Key, [.. c], IsRare: true)),
        ];
    }

    /// <summary>What fits to a search, in its groups; a group nothing fits into is left out.</summary>
    /// <param name="search">Words of the title, the summary or the type; empty for all.</param>
    public static IReadOnlyList<PaletteGroup> Find(IReadOnlyList<PaletteGroup> groups, string search) => search.Trim() is not { Length: > 0 } sought ? groups
        : [.. groups.Select(g => g with { Steps = [.. g.Steps.Where(s => Fits(s, sought))] }).Where(g => g.Steps.Count > 0)];

    private static bool Fits(StepDescription step, string search) =>
        step.Type.Contains(search, StringComparison.OrdinalIgnoreCase) || Says(step.Title, search) || Says(step.Summary, search);

    private static bool Says(LocalizedText text, string search) => text.Texts.Values.Any(t => t.Contains(search, StringComparison.CurrentCultureIgnoreCase));
}
