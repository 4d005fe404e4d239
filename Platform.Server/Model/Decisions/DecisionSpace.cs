namespace Platform.Model.Decisions;

/// <summary>What a search for values has come to.</summary>
/// <param name="Example">One value per input; null when there are none, or when the search was given up.</param>
/// <param name="GivenUp">A bound was reached: nothing is proven.</param>
internal sealed record SpaceSearch(IReadOnlyList<DecisionValue>? Example, bool GivenUp);

/// <summary>
/// The values that inputs of a table can have, column by column cut into pieces within which every row says the same; one value stands for each piece.
/// So questions about all values become questions about a few: which rows meet, and what no row covers. Not safe for several threads: its searches share a bound.
/// </summary>
internal sealed class DecisionSpace
{
    /// <summary>Steps of one search.</summary>
    public const int MostSteps = 200_000;

    /// <summary>Steps of all searches.</summary>
    private const int MostStepsOfAll = 2_000_000;

    private readonly Column[] _columns;
    private readonly int _rows;
    private int _left = MostStepsOfAll;

    public DecisionSpace(CompiledDecisionTable table)
    {
        _rows = table.Rows.Count;
        _columns = [.. table.Inputs.Select(i => Column.Of(table, i))];
    }

    /// <summary>Values with which the row fires; null when there are none.</summary>
    public IReadOnlyList<DecisionValue>? FindMatch(CompiledRow row) => FindOverlap(row, row);

    /// <summary>Values with which both rows fire, missing ones among them; null when there are none.</summary>
    public IReadOnlyList<DecisionValue>? FindOverlap(CompiledRow one, CompiledRow other)
    {
        var example = new List<DecisionValue>(_columns.Length);
        foreach (var column in _columns)
        {
            if (column.ByRow[one.Index].FirstCommon(column.ByRow[other.Index]) is not { } piece)
            {
                return null;
            }

            example.Add(column.Pieces[piece].Value);
        }

        return example;
    }

    /// <summary>Values, none of them missing, with which no row fires.</summary>
    public SpaceSearch FindGap() => Search(AllRows, column => column.Pieces.Where(p => !p.Value.IsNull));

    /// <summary>Values, some of them perhaps missing, with which no row fires.</summary>
    public SpaceSearch FindNothing() => Search(AllRows, column => column.Pieces);

    /// <summary>Values with which the row fires and none of the others does.</summary>
    public SpaceSearch FindAlone(CompiledRow row, IEnumerable<CompiledRow> others) =>
        Search(Bits.Of(_rows, others.Select(r => r.Index)), column => column.Pieces.Where(p => p.Rows.Has(row.Index)));

    private Bits AllRows => Bits.Of(_rows, Enumerable.Range(0, _rows));

    private SpaceSearch Search(Bits rows, Func<Column, IEnumerable<Piece>> within)
    {
        if (_left <= 0)
        {
            return new(null, GivenUp: true);
        }

        // Pieces that the rows in question cannot tell apart are looked at once.
        var choices = _columns.Select(c => within(c).Select(p => p with { Rows = p.Rows.And(rows) }).DistinctBy(p => p.Rows).OrderBy(p => p.Rows.Count).ToList()).ToList();
        var covered = new HashSet<(int, Bits)>();
        var example = new DecisionValue[_columns.Length];
        var steps = 0;
        var found = Descend(0, rows);
        _left -= steps + choices.Sum(c => c.Count);
        return new(found == true ? example : null, found is null);

        // True when values were found, false when there are none here, null when given up.
        bool? Descend(int column, Bits alive)
        {
            if (column == _columns.Length)
            {
                return alive.IsEmpty;
            }

            if (!alive.IsEmpty && !covered.Add((column, alive)))
            {
                return false;
            }

            foreach (var piece in choices[column])
            {
                if (++steps > MostSteps)
                {
                    return null;
                }

                example[column] = piece.Value;
                if (Descend(column + 1, alive.And(piece.Rows)) is not false and var result)
                {
                    return result;
                }
            }

            return false;
        }
    }

    /// <param name="Value">Stands for all values of the piece.</param>
    /// <param name="Rows">The rows whose cell it answers.</param>
    private sealed record Piece(DecisionValue Value, Bits Rows);

    /// <param name="Pieces">Values that are there before the missing one.</param>
    /// <param name="ByRow">For each row the pieces that answer its cell.</param>
    private sealed record Column(IReadOnlyList<Piece> Pieces, IReadOnlyList<Bits> ByRow)
    {
        public static Column Of(CompiledDecisionTable table, CompiledInput input)
        {
            var written = table.Rows.SelectMany(r => r.When[input.Index].Values).Concat(input.Allowed?.Values ?? []).Where(v => !v.IsNull).Distinct();
            var values = Samples(input.Column.Type, [.. written]).Where(v => input.Allowed?.Matches(v) != false).Append(DecisionValue.Missing);
            List<Piece> pieces = [.. values.Select(v => new Piece(v, Bits.Of(table.Rows.Count, table.Rows.Where(r => r.When[input.Index].Matches(v)).Select(r => r.Index))))];
            return new(pieces, [.. table.Rows.Select(r => Bits.Of(pieces.Count, pieces.Index().Where(p => p.Item.Rows.Has(r.Index)).Select(p => p.Index)))]);
        }

        private static IEnumerable<DecisionValue> Samples(DecisionType type, IReadOnlyList<DecisionValue> written) => type switch
        {
            DecisionType.Boolean => [new DecisionValue.Truth(true), new DecisionValue.Truth(false)],
            DecisionType.Text => [.. written, new DecisionValue.Text(Other(written))],
            DecisionType.Number => Numbers(written, whole: false),
            DecisionType.Integer => Numbers(written, whole: true),
            DecisionType.Date => Dates(written),
            _ => throw new ArgumentOutOfRangeException(nameof(type), type, "There is no such type."),
        };

        /// <summary>A text that stands nowhere.</summary>
        private static string Other(IReadOnlyList<DecisionValue> written)
        {
            var other = "…";
            while (written.Contains(new DecisionValue.Text(other)))
            {
                other += "…";
            }

            return other;
        }

        private static IEnumerable<DecisionValue> Numbers(IReadOnlyList<DecisionValue> written, bool whole)
        {
            var points = written.Cast<DecisionValue.Number>().Select(n => n.Value).Order().ToList();
            if (points.Count == 0)
            {
                yield return new DecisionValue.Number(0);
                yield break;
            }

            if (points[0] > decimal.MinValue + 1)
            {
                yield return new DecisionValue.Number(points[0] - 1);
            }

            foreach (var (i, point) in points.Index())
            {
                yield return new DecisionValue.Number(point);
                var next = i + 1 < points.Count ? points[i + 1] : (decimal?)null;
                if (Behind(point, next, whole) is { } between)
                {
                    yield return new DecisionValue.Number(between);
                }
            }
        }

        /// <summary>A number after one point and before the next; null when there is none.</summary>
        private static decimal? Behind(decimal point, decimal? next, bool whole)
        {
            if (point >= decimal.MaxValue - 1)
            {
                return null;
            }

            var simple = decimal.Floor(point) + 1;
            if (next is not { } end || simple < end)
            {
                return simple;
            }

            var middle = point + ((end - point) / 2);
            return !whole && middle > point && middle < end ? middle : null;
        }

        private static IEnumerable<DecisionValue> Dates(IReadOnlyList<DecisionValue> written)
        {
            var points = written.Cast<DecisionValue.Date>().Select(d => d.Value).Order().ToList();
            if (points.Count == 0)
            {
                yield return new DecisionValue.Date(new DateOnly(2000, 1, 1));
                yield break;
            }

            if (points[0] > DateOnly.MinValue)
            {
                yield return new DecisionValue.Date(points[0].AddDays(-1));
            }

            foreach (var (i, point) in points.Index())
            {
                yield return new DecisionValue.Date(point);
                if (point < DateOnly.MaxValue && (i + 1 == points.Count || point.AddDays(1) < points[i + 1]))
                {
                    yield return new DecisionValue.Date(point.AddDays(1));
                }
            }
        }
    }
}
