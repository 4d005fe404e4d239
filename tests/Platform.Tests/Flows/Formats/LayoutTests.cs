using System.Diagnostics;
using CsCheck;
using Platform.Model.Flows;
using Platform.Server.Flows.Formats.Layout;

namespace Platform.Tests.Flows.Formats;

public sealed class LayoutTests
{
    private static readonly BoxSize Box = new(100, 60);

    [Fact]
    public void A_chain_goes_from_left_to_right_on_one_line()
    {
        var places = LayeredLayout.Place([Box, Box, Box], [(0, 1), (1, 2)]);
        Assert.Equal([new BoxPlace(0, 0), new BoxPlace(160, 0), new BoxPlace(320, 0)], places);
    }

    [Fact]
    public void Branches_stand_above_each_other_and_their_join_in_the_middle()
    {
        var places = LayeredLayout.Place([Box, Box, Box, Box], [(0, 1), (0, 2), (1, 3), (2, 3)]);
        Assert.Equal(places[1].X, places[2].X);
        Assert.Equal(100, Math.Abs(places[1].Y - places[2].Y));
        Assert.Equal((places[1].Y + places[2].Y) / 2, places[3].Y);
    }

    [Fact]
    public void An_arrow_back_does_not_turn_the_picture_round()
    {
        var places = LayeredLayout.Place([Box, Box, Box], [(0, 1), (1, 2), (2, 0), (1, 1)]);
        Assert.True(places[0].X < places[1].X && places[1].X < places[2].X);
    }

    [Fact]
    public void Arrows_that_need_not_cross_do_not()
    {
        // 0 and 1 lead to 3 and 2, given in the crossing order.
        var places = LayeredLayout.Place([Box, Box, Box, Box], [(0, 3), (1, 2)]);
        Assert.Equal(places[0].Y < places[1].Y, places[3].Y < places[2].Y);
    }

    [Fact]
    public void No_boxes_overlap_whatever_the_flow() =>
        Gen.Select(Gen.Int[1, 25], Gen.Int[0, 60]).SelectMany((n, m) => Gen.Select(Gen.Int[0, n - 1], Gen.Int[0, n - 1]).List[m].Select(arrows => (n, arrows))).Sample(
            input =>
            {
                var sizes = Enumerable.Range(0, input.n).Select(i => new BoxSize(40 + (i % 3 * 60), 30 + (i % 4 * 20))).ToList();
                var places = LayeredLayout.Place(sizes, input.arrows);
                Assert.Equal(places, LayeredLayout.Place(sizes, input.arrows));
                Assert.Equal(0, places.Min(p => p.Y));
                for (var i = 0; i < input.n; i++)
                {
                    for (var j = i + 1; j < input.n; j++)
                    {
                        var apart = places[i].X + sizes[i].Width <= places[j].X || places[j].X + sizes[j].Width <= places[i].X
                            || places[i].Y + sizes[i].Height <= places[j].Y || places[j].Y + sizes[j].Height <= places[i].Y;
                        Assert.True(apart, $"{i} and {j} overlap");
                    }
                }
            },
            iter: 300);

    [Fact]
    public void Two_thousand_boxes_are_placed_in_time()
    {
        var clock = Stopwatch.StartNew();
        var boxes = Enumerable.Repeat(Box, 2_000).ToList();
        List<(int, int)> chain = [.. Enumerable.Range(0, 1_999).Select(i => (i, i + 1))];
        Assert.Equal(2_000, LayeredLayout.Place(boxes, chain).Count);
        Assert.Equal(2_000, LayeredLayout.Place(boxes, [.. chain, .. Enumerable.Range(0, 1_000).Select(i => (i, 1_999 - i))]).Count);
        Assert.Equal(2_000, LayeredLayout.Place(boxes, [.. Enumerable.Range(1, 1_999).Select(i => (0, i))]).Count);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(30), $"{clock.Elapsed}");
    }
}
