using Microsoft.Extensions.Localization;

namespace Platform.Designer.Editors.Changes;

/// <summary>Two values beside each other: of what both have, only what differs is said.</summary>
internal static class SaidChange
{
    public static ChangeLine Line(IStringLocalizer<EditorsText> texts, string place, SaidValue? before, SaidValue? after) => (before, after) switch
    {
        (null, _) => new(place, texts["change.stated"], null, after),
        (_, null) => new(place, texts["change.dropped"], before, null),
        _ => Changed(texts, place, before, after),
    };

    private static ChangeLine Changed(IStringLocalizer<EditorsText> texts, string place, SaidValue before, SaidValue after)
    {
        if (before.Parts.Count == 0 && after.Parts.Count == 0)
        {
            return TextDifference.Of(before.Text, after.Text) is var (old, now)
                ? new(place, texts["change.changed"], before with { Pieces = old }, after with { Pieces = now })
                : new(place, texts["change.changed"], before, after);
        }

        var (gone, came) = (Without(before.Parts, after.Parts), Without(after.Parts, before.Parts));
        return gone.Count + came.Count == 0
            ? new(place, texts["change.changed"], before, after)
            : new(place, texts["change.changed"], before with { Parts = gone }, after with { Parts = came });
    }

    /// <summary>The parts that have no equal among the others, each of which is the equal of one.</summary>
    private static List<SaidValue> Without(IReadOnlyList<SaidValue> parts, IReadOnlyList<SaidValue> others)
    {
        var (left, without) = (others.ToList(), new List<SaidValue>());
        foreach (var part in parts)
        {
            if (left.FindIndex(o => AreSame(o, part)) is >= 0 and var equal)
            {
                left.RemoveAt(equal);
            }
            else
            {
                without.Add(part);
            }
        }

        return without;
    }

    private static bool AreSame(SaidValue one, SaidValue other) =>
        one.Label == other.Label && one.Text == other.Text && one.Parts.Count == other.Parts.Count && one.Parts.Zip(other.Parts).All(p => AreSame(p.First, p.Second));
}
