using System.Text.Json.Nodes;
using CsCheck;
using Platform.Designer.Editors;
using Platform.Designer.Editors.Changes;
using Platform.Designer.Editors.Flows;
using Platform.Model.Editing;
using Platform.Model.Flows;

namespace Platform.Tests.Editing;

public sealed partial class FlowEditsTests
{
    [Fact]
    public void Steps_are_put_into_lanes_by_role_and_the_lanes_are_seen_in_the_drawing()
    {
        var document = Begun();
        var after = "start";
        foreach (var (type, role) in ((string, string)[])[("Platform.Accept", "acceptance-officer"), ("Platform.Review", "case-officer"), ("Platform.Review", "reviewer"), ("Platform.Review", "case-officer"), ("Platform.Notify", "")])
        {
            after = FlowEdits.Add(document, Chart(document), Step(type), Chart(document).Find(after));
            Chart(document).Find(after)!.Spot.Member("role").Put(document, role.Length == 0 ? null : StepValues.Write(StepEditor.Role, role));
        }

        Assert.Empty(FlowLanes.Of(Chart(document)));
        Assert.True(FlowLanes.CanArrange(Chart(document)));
        var before = Chart(document).Nodes.ToDictionary(n => n.Id, n => n.X);
        FlowLanes.Arrange(document, Chart(document));
        var (chart, lanes) = (Chart(document), FlowLanes.Of(Chart(document)));
        Assert.Equal(["acceptance-officer", "case-officer", "reviewer"], lanes.Select(l => l.Role));
        Assert.All(chart.Nodes, n => Assert.Equal(before[n.Id], n.X));
        Assert.All(chart.Nodes.Where(n => FlowRoles.Of(n) is not null), n =>
        {
            var lane = lanes.Single(l => l.Role == FlowRoles.Of(n));
            Assert.InRange(n.Y, lane.Top, lane.Top + lane.Height - n.Height);
        });
        Assert.InRange(chart.Find("start")!.Y, lanes[0].Top, lanes[0].Top + lanes[0].Height);
        Assert.InRange(chart.Find("notify")!.Y, lanes[1].Top, lanes[1].Top + lanes[1].Height);
        Assert.DoesNotContain(chart.Nodes, one => chart.Nodes.Any(other => other != one && Math.Abs(other.X - one.X) < 60 && Math.Abs(other.Y - one.Y) < 60));

        // Doing it twice changes nothing.
        var once = document.ToJsonString();
        FlowLanes.Arrange(document, Chart(document));
        Assert.Equal(once, document.ToJsonString());
    }

    [Theory]
    [InlineData(Alignment.Left)]
    [InlineData(Alignment.Top)]
    [InlineData(Alignment.Middle)]
    [InlineData(Alignment.Across)]
    [InlineData(Alignment.Down)]
    public void Marked_steps_are_lined_up(Alignment alignment)
    {
        var document = Begun();
        foreach (var (id, x, y) in ((string, double, double)[])[("a", 10, 300), ("b", 400, 20), ("c", 130, 180)])
        {
            FlowEdits.Add(document, Chart(document), Step("Platform.Review"), (x, y));
        }

        List<ChartNode> Marked() => [.. Chart(document).Nodes.Where(n => n.Id.StartsWith("review", StringComparison.Ordinal))];
        FlowEdits.Align(document, Chart(document), Marked(), alignment);
        var marked = Marked();
        switch (alignment)
        {
            case Alignment.Left:
                Assert.All(marked, n => Assert.Equal(10, n.X));
                break;
            case Alignment.Top:
                Assert.All(marked, n => Assert.Equal(20, n.Y));
                break;
            case Alignment.Middle:
                Assert.Single(marked.Select(n => n.Y + (n.Height / 2)).Distinct());
                break;
            case Alignment.Across:
                Assert.Equal([10, 205, 400], marked.Select(n => n.X).Order());
                break;
            default:
                Assert.Equal([20, 160, 300], marked.Select(n => n.Y).Order());
                break;
        }

        FlowEdits.Align(document, Chart(document), [marked[0]], alignment);
        Assert.Equal(marked.Select(n => (n.X, n.Y)), Marked().Select(n => (n.X, n.Y)));
    }

    [Fact]
    public void New_steps_never_lie_on_others()
    {
        var document = Begun();
        for (var i = 0; i < 12; i++)
        {
            FlowEdits.Add(document, Chart(document), Step("Platform.Review"), Chart(document).Find("start"));
        }

        var nodes = Chart(document).Nodes;
        foreach (var one in nodes)
        {
            Assert.DoesNotContain(nodes, other => other != one && Math.Abs(other.X - one.X) < 60 && Math.Abs(other.Y - one.Y) < 60);
        }
    }

    [Fact]
    public void What_is_drawn_anew_has_every_step_at_a_place_of_its_own()
    {
        var document = Begun();
        for (var i = 0; i < 20; i++)
        {
            FlowEdits.Add(document, Chart(document), Step("Platform.Review"), Chart(document).Nodes[^1]);
        }

        words.Server.Get<IFlowLayout>().Draw((JsonObject)document["root"]!);
        Assert.Equal(22, Chart(document).Nodes.Select(n => (n.X, n.Y)).Distinct().Count());
        Assert.Equal(Chart(document).Arrows.Count, Chart(document).Arrows.Count(a => ArrowShape.Of(Chart(document), a) is not null));
    }

    [Fact]
    public void No_arrow_of_a_drawn_flow_goes_through_a_box_it_has_nothing_to_do_with() =>
        Gen.Select(Gen.Int[2, 12], Gen.Select(Gen.Int[0, 11], Gen.Int[0, 3], Gen.Int[0, 11]).Array[1, 20]).Sample(
            (steps, ways) =>
            {
                var document = Begun();
                for (var i = 0; i < steps; i++)
                {
                    FlowEdits.Add(document, Chart(document), Step(i % 3 == 0 ? "Platform.Accept" : "Platform.Review"), Chart(document).Nodes[^1]);
                }

                foreach (var (source, port, target) in ways)
                {
                    var (from, to) = (At(Chart(document), source)!, At(Chart(document), target)!);
                    if (from.Ports.Count > 0)
                    {
                        FlowEdits.Connect(document, Chart(document), from.Id, from.Ports[port % from.Ports.Count].Key, to.Id);
                    }
                }

                words.Server.Get<IFlowLayout>().Draw((JsonObject)document["root"]!);
                var chart = Chart(document);
                foreach (var arrow in ArrowShape.All(chart))
                {
                    Assert.All(chart.Nodes.Where(n => n.Id != arrow.Arrow.Source && n.Id != arrow.Arrow.Target), box => Assert.False(ArrowRoutes.Crosses(arrow.Points, box), $"{arrow.Arrow.Name} through {box.Id}: {string.Join(' ', arrow.Points)}"));
                }
            },
            iter: 200);

    [Fact]
    public void An_arrow_back_goes_around_what_is_between_and_comes_in_from_the_left()
    {
        var document = Begun();
        foreach (var after in (string[])["start", "review", "review1"])
        {
            FlowEdits.Add(document, Chart(document), Step("Platform.Review"), Chart(document).Find(after));
        }

        FlowEdits.Connect(document, Chart(document), "review2", "SendBack", "review");
        var chart = Chart(document);
        var back = ArrowShape.All(chart).Single(a => a.Arrow is { Source: "review2", Target: "review" });
        Assert.All(chart.Nodes, box => Assert.False(ArrowRoutes.Crosses(back.Points, box), box.Id));
        Assert.Equal((chart.Find("review")!.X, back.Points[^1].Y), (back.Points[^1].X, back.Points[^2].Y));
        Assert.True(back.Points[^2].X < back.Points[^1].X);
        Assert.StartsWith("M", back.Path, StringComparison.Ordinal);
        Assert.DoesNotContain("C", back.Path, StringComparison.Ordinal);
    }
}
