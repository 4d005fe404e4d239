namespace Platform.Model.Evaluation;

/// <summary>What was counted for one group (item, authority, month). The five grade counts hold effective ratings only.</summary>
/// <param name="Events">Service events that could be rated.</param>
/// <param name="Excluded">Real ratings set aside after verification.</param>
/// <param name="Defaults">Ratings set by the system.</param>
/// <param name="RectifiedInTime">Effective negatives put right within their limit.</param>
public sealed record EvaluationCounts(long Events, long Grade1, long Grade2, long Grade3, long Grade4, long Grade5, long Excluded, long Defaults, long RectifiedInTime = 0)
{
    public static EvaluationCounts Zero { get; } = new(0, 0, 0, 0, 0, 0, 0, 0);

    /// <summary>Counts of ratings at hand.</summary>
    public static EvaluationCounts Of(long events, IEnumerable<Rating> ratings)
    {
        var counts = Zero with { Events = events };
        foreach (var rating in ratings)
        {
            counts = rating switch
            {
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
        left.RectifiedInTime + right.RectifiedInTime);

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
/// <param name="Hidden">Fewer than 5 effective ratings: who rated could be guessed, so average, rates and negatives are not published.</param>
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
        var effective = counts.Grade1 + counts.Grade2 + counts.Grade3 + counts.Grade4 + counts.Grade5;
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

    /// <summary>The same without what a small group would reveal; unchanged when not hidden.</summary>
    public EvaluationFigures ForPublic() => Hidden ? this with { Negatives = 0, Average = null, SatisfactionRate = null, NegativeRate = null, RectifiedRate = null } : this;

    private static double? Share(long part, long whole) => whole == 0 ? null : (double)part / whole;
}
