namespace Platform.Model.Evaluation;

/// <summary>What was counted for one group (item, authority, month). The five grade counts hold effective ratings only.</summary>
/// <param name="Events">Service events that could be rated.</param>
/// <param name="Excluded">Real ratings set aside after verification.</param>
/// <param name="Defaults">Ratings set by the system.</param>
/// <param name="RectifiedInTime">Effective negatives put right within their limit.</param>
/// <param name="Overdue">Negatives of which a stage of the handling took longer than its limit, or does now.</param>
public sealed record EvaluationCounts(long Events, long Grade1, long Grade2, long Grade3, long Grade4, long Grade5, long Excluded, long Defaults, long RectifiedInTime = 0, long Overdue = 0)
{
    public static EvaluationCounts Zero { get; } = new(0, 0, 0, 0, 0, 0, 0, 0);

    public long Effective => Grade1 + Grade2 + Grade3 + Grade4 + Grade5;

    /// <summary>Counts of ratings at hand; those taken back are not among them.</summary>
    public static EvaluationCounts Of(long events, IEnumerable<Rating> ratings)
    {
        var counts = Zero with { Events = events };
        foreach (var rating in ratings)
        {
            counts = rating switch
            {
                { WithdrawnAt: not null } => counts,
                { IsDefault: true } => counts with { Defaults = counts.Defaults + 1 },
                { Excluded: not null } => counts with { Excluded = counts.Excluded + 1 },
                { Grade: 1 } => counts with { Grade1 = counts.Grade1 + 1 },
                { Grade: 2 } => counts with { Grade2 = counts.Grade2 + 1 },
                { Grade: 3 } => counts with { Grade3 = counts.Grade3 + 1 },
                { Grade: 4 } => counts with { Grade4 = counts.Grade4 + 1 },
                { Grade: 5 } => counts with { Grade5 = counts.Grade5 + 1 },
                _ => throw new ArgumentException($"Grade {rating.Grade} is none of 1 to 5.", nameof(ratings)),
            };
        }

        return counts;
    }

    public static EvaluationCounts operator +(EvaluationCounts left, EvaluationCounts right) => new(
        left.Events + right.Events,
        left.Grade1 + right.Grade1,
        left.Grade2 + right.Grade2,
        left.Grade3 + right.Grade3,
        left.Grade4 + right.Grade4,
        left.Grade5 + right.Grade5,
        left.Excluded + right.Excluded,
        left.Defaults + right.Defaults,
        left.RectifiedInTime + right.RectifiedInTime,
        left.Overdue + right.Overdue);

    public static EvaluationCounts Add(EvaluationCounts left, EvaluationCounts right) => left + right;
}

/// <summary>
/// The figures shown of a group, always with what was left out. Rates are shares from 0 to 1, null when there is nothing to divide by;
/// rates and average rest on effective ratings: neither default nor set aside.
/// </summary>
/// <param name="Ratings">Given by people, set aside ones included.</param>
/// <param name="Effective">Ratings − excluded.</param>
/// <param name="Average">Mean grade, 1 (best) to 5.</param>
/// <param name="SatisfactionRate">Grades 1–3 ÷ effective.</param>
/// <param name="RatingRate">Ratings ÷ events.</param>
/// <param name="NegativeRate">Grades 4–5 ÷ effective.</param>
/// <param name="RectifiedRate">Rectified in time ÷ effective negatives.</param>
/// <param name="Hidden">Fewer than 5 effective ratings: who rated could be guessed, so that nothing that depends on a grade is shown.</param>
public sealed record EvaluationFigures(
    long Events,
    long Ratings,
    long Effective,
    long Negatives,
    long Excluded,
    long Defaults,
    double? Average,
    double? SatisfactionRate,
    double? RatingRate,
    double? NegativeRate,
    double? RectifiedRate,
    bool Hidden)
{
    public const int SmallestGroup = 5;

    public static EvaluationFigures Of(EvaluationCounts counts)
    {
        var effective = counts.Effective;
        var negatives = counts.Grade4 + counts.Grade5;
        var ratings = effective + counts.Excluded;
        var sum = counts.Grade1 + (2 * counts.Grade2) + (3 * counts.Grade3) + (4 * counts.Grade4) + (5 * counts.Grade5);
        return new(
            counts.Events,
            ratings,
            effective,
            negatives,
            counts.Excluded,
            counts.Defaults,
            Share(sum, effective),
            Share(effective - negatives, effective),
            Share(ratings, counts.Events),
            Share(negatives, effective),
            Share(counts.RectifiedInTime, negatives),
            effective < SmallestGroup);
    }

    private static double? Share(long part, long whole) => whole == 0 ? null : (double)part / whole;
}

/// <summary>Which groups show nothing that depends on a grade.</summary>
public static class FigureRules
{
    /// <summary>
    /// Indexes of groups to hide: those with fewer than <see cref="EvaluationFigures.SmallestGroup"/> effective ratings, and where all that is hidden of a total
    /// together is still fewer than that, the smallest others, until what is missing from the total is large enough to hide anybody. The totals add up to one
    /// more, for which the same holds: a total that must be hidden takes its groups with it.
    /// </summary>
    /// <param name="effective">Effective ratings per group.</param>
    /// <param name="totals">For each group what it adds up to, e.g. its authority.</param>
    public static IReadOnlySet<int> Hidden(IReadOnlyList<long> effective, IReadOnlyList<string> totals)
    {
        var parts = Enumerable.Range(0, effective.Count).GroupBy(i => totals[i], StringComparer.Ordinal).Select(g => g.ToList()).ToList();
        var hidden = parts.SelectMany(part => HiddenOf([.. part.Select(i => effective[i])]).Select(i => part[i])).ToHashSet();
        hidden.UnionWith(HiddenOf([.. parts.Select(part => part.Sum(i => effective[i]))]).SelectMany(i => parts[i]));
        return hidden;
    }

    private static HashSet<int> HiddenOf(IReadOnlyList<long> effective)
    {
        var hidden = Enumerable.Range(0, effective.Count).Where(i => effective[i] < EvaluationFigures.SmallestGroup).ToHashSet();
        var missing = hidden.Sum(i => effective[i]);
        foreach (var next in Enumerable.Range(0, effective.Count).Where(i => !hidden.Contains(i)).OrderBy(i => effective[i]).ThenBy(i => i).ToList())
        {
            if (missing is 0 or >= EvaluationFigures.SmallestGroup)
            {
                break;
            }

            hidden.Add(next);
            missing += effective[next];
        }

        return hidden;
    }

    /// <summary>Whole months: the difference of two periods that end a day apart would show single ratings.</summary>
    public static (DateOnly? From, DateOnly? To) Months(DateOnly? from, DateOnly? to) =>
        (from is { } first ? new DateOnly(first.Year, first.Month, 1) : null,
            to is { } last ? new DateOnly(last.Year, last.Month, DateTime.DaysInMonth(last.Year, last.Month)) : null);
}
