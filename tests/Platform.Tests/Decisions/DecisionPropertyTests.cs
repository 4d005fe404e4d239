using CsCheck;
using Platform.Model.Decisions;

namespace Platform.Tests.Decisions;

/// <summary>Random tables against the plainest way to work them out, over every combination of values.</summary>
public sealed class DecisionPropertyTests
{
    private const int Tables = 400;

    [Fact]
    public void A_compiled_table_answers_as_working_it_outsby_hand_does() => RandomTables.All.Sample(
        random =>
        {
            foreach (var inputs in RandomTable.Inputs(missing: true))
            {
                var firing = random.Firing(inputs);
                var decided = DecisionEvaluation.Evaluate(random.Compiled, RandomTable.Values(inputs));
                Assert.Equal(ByHand(random, firing), Say(decided));
            }
        },
        iter: Tables);

    [Fact]
    public void A_gap_is_found_exactly_when_there_is_one() => RandomTables.All.Sample(
        random =>
        {
            var space = new DecisionSpace(random.Compiled);
            AssertFinds(space.FindGap(), missing: false);
            AssertFinds(space.FindNothing(), missing: true);
            Assert.Equal(random.Table.Default is null && RandomTable.Inputs(missing: true).Any(IsGap), random.Compiled.MayGiveNothing);
            Assert.Equal(random.Table.Default is null && RandomTable.Inputs(missing: false).Any(IsGap), Codes(random).Contains("decisionTable.notCovered"));

            bool IsGap(object?[] inputs) => random.Firing(inputs).Count == 0;

            void AssertFinds(SpaceSearch found, bool missing)
            {
                Assert.False(found.GivenUp);
                Assert.Equal(RandomTable.Inputs(missing).Any(IsGap), found.Example is not null);
                Assert.True(found.Example is null || IsGap(RandomTable.Plain(found.Example)));
            }
        },
        iter: Tables);

    [Fact]
    public void Rows_that_meet_are_found_with_values_that_make_both_fire() => RandomTables.All.Sample(
        random =>
        {
            var space = new DecisionSpace(random.Compiled);
            var firing = RandomTable.Inputs(missing: true).Select(random.Firing).ToList();
            foreach (var one in random.Compiled.Rows)
            {
                foreach (var other in random.Compiled.Rows.Skip(one.Index + 1))
                {
                    var example = space.FindOverlap(one, other);
                    Assert.Equal(firing.Any(f => f.Contains(one.Index) && f.Contains(other.Index)), example is not null);
                    Assert.True(example is null || random.Firing(RandomTable.Plain(example)) is var rows && rows.Contains(one.Index) && rows.Contains(other.Index));
                }
            }

            var meeting = Pairs(random).Any(p => firing.Any(f => f.Contains(p.One.Index) && f.Contains(p.Other.Index)));
            Assert.Equal(random.Table.HitPolicy == HitPolicy.Unique && meeting, Codes(random).Contains("decisionTable.overlap"));
        },
        iter: Tables);

    [Fact]
    public void Rows_that_never_fire_and_rows_that_others_always_come_before_are_found() => RandomTables.All.Sample(
        random =>
        {
            var firing = RandomTable.Inputs(missing: true).Select(random.Firing).ToList();
            var found = DecisionTableRules.Check(random.Table).ToLookup(f => f.Problem.Code, f => f.Problem.Field);
            var never = random.Compiled.Rows.Where(r => !firing.Any(f => f.Contains(r.Index))).ToList();
            Assert.Equal(never.Select(Field), found["decisionTable.never"]);

            var shadowed = random.Table.HitPolicy is HitPolicy.First or HitPolicy.Priority
                ? random.Compiled.Rows.Except(never).Where(r => !firing.Any(f => f.Count > 0 && (random.Table.HitPolicy == HitPolicy.First ? f[0] : ByPriority(random, f)[0]) == r.Index))
                : [];
            Assert.Equal(shadowed.Select(Field), found["decisionTable.shadowed"]);
        },
        iter: Tables);

    private static string ByHand(RandomTable random, IReadOnlyList<int> firing)
    {
        int[] outs = [.. firing.Select(i => Out(random, i))];
        if (firing.Count == 0)
        {
            return random.Table.Default is null ? "nothing" : "1 by default";
        }

        return (random.Table.HitPolicy, random.Table.Aggregation) switch
        {
            (HitPolicy.Unique, _) => firing.Count > 1 ? "decision.notUnique" : Line(outs, firing),
            (HitPolicy.Any, _) => outs.Distinct().Count() > 1 ? "decision.notSame" : Line([outs[0]], firing),
            (HitPolicy.First, _) => Line([outs[0]], [firing[0]]),
            (HitPolicy.Priority, _) => ByPriority(random, firing)[0] is var best ? Line([Out(random, best)], [best]) : "",
            (HitPolicy.OutputOrder, _) => ByPriority(random, firing) is var order ? Line([.. order.Select(i => Out(random, i))], order) : "",
            (_, Aggregation.Sum) => Line([outs.Sum()], firing),
            (_, Aggregation.Min) => Line([outs.Min()], firing),
            (_, Aggregation.Max) => Line([outs.Max()], firing),
            (_, Aggregation.Count) => Line([outs.Length], firing),
            _ => Line(outs, firing),
        };
    }

    private static string Say(Platform.Model.Result<DecisionResult> decided) => !decided.TryGet(out var result) ? decided.Problems[0].Code
        : result.IsNothing ? "nothing"
        : result.ByDefault ? $"{result.Results[0][0]} by default"
        : $"{string.Join(' ', result.Results.Select(r => r[0]))} by {string.Join(' ', result.Fired.Select(r => r.Index))}";

    private static string Line(IEnumerable<int> results, IEnumerable<int> rows) => $"{string.Join(' ', results)} by {string.Join(' ', rows)}";

    /// <summary>2 before 3 before 1.</summary>
    private static List<int> ByPriority(RandomTable random, IReadOnlyList<int> firing) => [.. new[] { 2, 3, 1 }.SelectMany(o => firing.Where(i => Out(random, i) == o))];

    private static int Out(RandomTable random, int row) => int.Parse(random.Table.Rules[row].Then[0], System.Globalization.CultureInfo.InvariantCulture);

    private static IEnumerable<(CompiledRow One, CompiledRow Other)> Pairs(RandomTable random) =>
        random.Compiled.Rows.SelectMany(one => random.Compiled.Rows.Skip(one.Index + 1).Select(other => (one, other)));

    private static IReadOnlyList<string> Codes(RandomTable random) => [.. DecisionTableRules.Check(random.Table).Select(f => f.Problem.Code)];

    private static string? Field(CompiledRow row) => $"rules[{row.Rule.Id}]";
}
