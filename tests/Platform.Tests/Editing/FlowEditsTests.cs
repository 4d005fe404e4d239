using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using Platform.Designer.Editors;
using Platform.Designer.Editors.Changes;
using Platform.Designer.Editors.Flows;
using Platform.Model;
using Platform.Model.Editing;
using Platform.Model.Flows;
using Platform.Tests.Items;

namespace Platform.Tests.Editing;

/// <summary>Flowcharts as the canvas changes them, with the steps of a real server.</summary>
public sealed class FlowEditsTests(FlowEditsTests.Words words) : IClassFixture<FlowEditsTests.Words>
{
    [Fact]
    public void A_step_is_put_between_and_taken_out_again()
    {
        var document = Begun();
        var id = FlowEdits.Add(document, Chart(document), Step("Platform.Review"), Chart(document).Find("start"));
        Assert.Equal("review", id);
        Assert.Equal(["start:Done>review:In", "review:Pass>finish:In"], Chart(document).Arrows.Select(a => a.Name));
        var second = FlowEdits.Add(document, Chart(document), Step("Platform.Review"), Chart(document).Find("review"));
        Assert.Equal("review1", second);
        FlowEdits.Remove(document, Chart(document), Chart(document).Find("review1")!);
        FlowEdits.Remove(document, Chart(document), Chart(document).Find("review")!);
        Assert.Equal(["start:Done>finish:In"], Chart(document).Arrows.Select(a => a.Name));
        Assert.Equal(["start", "finish"], Chart(document).Nodes.Select(n => n.Id));
    }

    [Fact]
    public void A_new_step_comes_onto_the_main_way_and_what_follows_moves_on()
    {
        var document = Begun();
        var after = "start";
        foreach (var type in (string[])["Platform.Accept", "Platform.Review", "Platform.Decide", "Platform.Deliver"])
        {
            after = FlowEdits.Add(document, Chart(document), Step(type), Chart(document).Find(after));
        }

        Assert.Equal(["start:Done>accept:In", "accept:Accepted>review:In", "review:Pass>decide:In", "decide:Granted>deliver:In", "deliver:Done>finish:In"], Chart(document).Arrows.Select(a => a.Name));
        var nodes = Chart(document).Nodes;
        Assert.Equal(["start", "accept", "review", "decide", "deliver", "finish"], nodes.OrderBy(n => n.X).Select(n => n.Id));
    }

    [Fact]
    public void Arrows_follow_the_names_of_branches_and_a_join_waits_for_all()
    {
        var document = Begun();
        FlowEdits.Add(document, Chart(document), Step("Elsa.FlowFork"), Chart(document).Find("start"));
        Branch("卫生", "消防");
        Assert.Equal(["flowFork:卫生>finish:In", "start:Done>flowFork:In"], Names());
        Branch("卫生审查", "消防");
        FlowEdits.Connect(document, Chart(document), "flowFork", "消防", "finish");
        Branch("卫生审查");
        Assert.Equal(["flowFork:卫生审查>finish:In", "flowFork:消防>finish:In", "start:Done>flowFork:In"], Names());
        Branch("卫生审查", "消防审查");
        Assert.Equal(["flowFork:卫生审查>finish:In", "flowFork:消防>finish:In", "start:Done>flowFork:In"], Names());

        FlowEdits.Add(document, Chart(document), Step("Elsa.FlowJoin"), Chart(document).Find("flowFork"));
        Assert.Equal("WaitAll", StepValues.TextOf(Chart(document).Find("flowJoin")!.Activity["mode"]));

        IEnumerable<string> Names() => Chart(document).Arrows.Select(a => a.Name).Order(StringComparer.Ordinal);

        void Branch(params string[] names)
        {
            var (chart, fork) = (Chart(document), Chart(document).Find("flowFork")!);
            fork.Spot.Member("branches").Put(document, StepValues.Write(StepEditor.Texts, new JsonArray([.. names.Select(n => JsonValue.Create(n))])));
            FlowEdits.FollowPorts(document, chart, fork);
        }
    }

    [Fact]
    public void A_step_is_added_at_any_port_and_on_any_arrow()
    {
        var document = Begun();
        FlowEdits.Add(document, Chart(document), Step("Platform.Accept"), Chart(document).Find("start"));
        Assert.Equal("supplement", FlowEdits.AddAt(document, Chart(document), Step("Platform.Supplement"), Chart(document).Find("accept")!, "Supplement"));
        Assert.Contains("accept:Supplement>supplement:In", Chart(document).Arrows.Select(a => a.Name));
        var first = Chart(document).Arrows.Single(a => a.Source == "start");
        Assert.Equal("review", FlowEdits.AddBetween(document, Chart(document), Step("Platform.Review"), first));
        Assert.Equal(["start:Done>review:In", "review:Pass>accept:In"], Chart(document).Arrows.Where(a => a.Source is "start" or "review").Select(a => a.Name).OrderDescending());

        // An arrow that is gone by now leads nowhere new; the step is there all the same.
        Assert.Equal("review1", FlowEdits.AddAt(document, Chart(document), Step("Platform.Review"), Chart(document).Find("finish")!, "Done"));
    }

    [Fact]
    public void Copied_steps_survive_the_way_through_the_browser_and_nothing_else_does()
    {
        var document = Begun();
        FlowEdits.Add(document, Chart(document), Step("Platform.Review"), Chart(document).Find("start"));
        var written = FlowClip.Of(Chart(document), new HashSet<string> { "start", "review" }).Write();
        var clip = FlowClip.Read(written)!;
        Assert.Equal(["start", "review"], clip.Activities.Select(a => a["id"]!.GetValue<string>()));
        Assert.Equal(["start:Done>review:In"], clip.Arrows.Select(a => a.Name));
        Assert.Equal(["start1", "review1"], FlowEdits.Paste(document, Chart(document), clip.Activities, clip.Arrows));
        Assert.Contains(Chart(document).Arrows, a => a is { Source: "start1", Target: "review1" });
        Assert.All((string?[])[null, "", "{", "[]", "7", """{"activities":[1,{"no":"id"}]}""", $$"""{"activities":[],"more":"{{new string('x', 2_000_000)}}"}"""], text => Assert.Null(FlowClip.Read(text)));
    }

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
    public void Ports_follow_from_what_is_filled_in()
    {
        var decide = Step("Platform.Decide");
        var activity = new JsonObject { ["outcomes"] = StepValues.Write(StepEditor.Outcomes, new JsonArray("Grant")) };
        Assert.Equal(["Granted"], FlowChart.PortsOf(activity, decide).Select(p => p.Key));
        Assert.Equal(["Granted", "Denied"], FlowChart.PortsOf([], decide).Select(p => p.Key));
        Assert.Equal([StepOutcome.DoneKey], FlowChart.PortsOf([], null).Select(p => p.Key));
    }

    [Theory]
    [InlineData(StepEditor.Role, "acceptance-officer", """{"typeName":"String","expression":{"type":"Literal","value":"acceptance-officer"}}""")]
    [InlineData(StepEditor.Number, "5", """{"typeName":"Int32","expression":{"type":"Literal","value":5}}""")]
    [InlineData(StepEditor.Texts, "a\n b \n", """{"typeName":"Object","expression":{"type":"Object","value":"[\"a\",\"b\"]"}}""")]
    [InlineData(StepEditor.Signers, """[{"role":"x"}]""", """{"typeName":"Object","expression":{"type":"Object","value":"[{\"role\":\"x\"}]"}}""")]
    [InlineData(StepEditor.Text, "", null)]
    public void Values_are_written_as_Elsa_writes_them(StepEditor editor, string typed, string? json)
    {
        Assert.True(StepValues.TryRead(editor, typed, out var value));
        Assert.Equal(json, StepValues.Write(editor, value)?.ToJsonString(ModelJson.Options));
    }

    [Fact]
    public void A_typed_null_is_a_value_of_a_step_and_no_text_is_none()
    {
        Assert.True(StepValues.TryRead(StepEditor.Json, "null", out var typed));
        Assert.Equal("null", StepValues.TextOf(StepValues.Write(StepEditor.Json, typed)));
        Assert.True(StepValues.TryRead(StepEditor.Json, "", out var none));
        Assert.Null(StepValues.Write(StepEditor.Json, none));
        Assert.False(StepValues.TryRead(StepEditor.Json, """{"a":1,"a":2}""", out _));
    }

    [Fact]
    public void What_every_step_writes_is_read_back_and_expressions_are_kept()
    {
        var script = StepValues.WriteExpression(StepEditor.Role, "JavaScript", "pick()");
        Assert.Equal(("JavaScript", "pick()", null), (StepValues.KindOf(script), StepValues.TextOf(script), StepValues.Literal(script)));
        var list = StepValues.Write(StepEditor.Outcomes, new JsonArray("A", "B"));
        Assert.Equal("Literal", StepValues.KindOf(list));
        Assert.Equal(2, StepValues.Literal(list)!.Value.GetArrayLength());
        Assert.Null(StepValues.Literal(JsonNode.Parse("""{"typeName":"Object","expression":{"type":"Object","value":"{"}}""")));
    }

    [Fact]
    public void Copies_have_ids_of_their_own_and_keep_the_arrows_between_them()
    {
        var document = Begun();
        FlowEdits.Add(document, Chart(document), Step("Platform.Review"), Chart(document).Find("start"));
        var chart = Chart(document);
        var ids = FlowEdits.Paste(document, chart, [.. chart.Nodes.Where(n => n.Id != "finish").Select(n => n.Activity)], chart.Arrows);
        Assert.Equal(["start1", "review1"], ids);
        Assert.Contains(Chart(document).Arrows, a => a is { Source: "start1", Target: "review1" });
        Assert.DoesNotContain(Chart(document).Arrows, a => a.Source == "review1");
    }

    [Fact]
    public void A_step_gets_an_id_that_no_step_of_the_flow_has_however_deep()
    {
        var document = Nested();
        Assert.Equal("review2", FlowEdits.Add(document, Chart(document), Step("Platform.Review"), null));
        var inner = FlowChart.Of(document, Inner, Vocabulary);
        Assert.Equal("review3", FlowEdits.Add(document, inner, Step("Platform.Review"), inner.Find("review")));
        FlowEdits.MakeBody(document, Chart(document).Find("loop")!.Spot.Member("other"), "loop", "开始");
        Assert.Equal("loop-other", Chart(document).Find("loop")!.Activity["other"]!["id"]!.GetValue<string>());
        Assert.Equal("loop-start1", Chart(document).Find("loop")!.Activity["other"]!["start"]!.GetValue<string>());
        Assert.Equal(FlowSteps.In(document["root"]).Count(), FlowSteps.Ids(document).Count);
    }

    [Fact]
    public void A_copied_container_has_steps_and_arrows_of_its_own()
    {
        var document = Nested();
        var chart = Chart(document);
        Assert.Equal(["loop1"], FlowEdits.Paste(document, chart, [chart.Find("loop")!.Activity], chart.Arrows));
        Assert.Equal(FlowSteps.In(document["root"]).Count(), FlowSteps.Ids(document).Count);
        var copy = Chart(document).Find("loop1")!.Activity;
        Assert.Equal(
            """{"id":"loop-body1","type":"Elsa.Flowchart","start":"loop-start1","activities":[{"id":"loop-start1","type":"Elsa.Start"},{"id":"review2","type":"Platform.Review","name":"review2","customProperties":{"compensation":{"id":"undo1","type":"Platform.Notify"}}}],"connections":[{"source":{"activity":"loop-start1","port":"Done"},"target":{"activity":"review2","port":"In"}},{"source":"review2","target":"gone"}]}""",
            copy["body"]!.ToJsonString());
        Assert.Equal("review", Chart(document).Find("loop")!.Activity["body"]!["activities"]![1]!["id"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("JavaScript", "getVariable('Fee') + variables.Fee * getFee() // Fee", "getVariable('Sum') + variables.Sum * getSum() // Fee")]
    [InlineData("JavaScript", "setVariable( \"Fee\", variables[\"Fee\"]); setFee(1)", "setVariable( \"Sum\", variables[\"Sum\"]); setSum(1)")]
    [InlineData("JavaScript", "variables.Fees + my.variables.Fee + 'variables.Fee' + Fee + getFees() + `${variables.Fee}`", "variables.Fees + my.variables.Fee + 'variables.Fee' + Fee + getFees() + `${variables.Sum}`")]
    [InlineData("JavaScript", "/* variables.Fee */ variables . Fee", "/* variables.Fee */ variables . Sum")]
    [InlineData("Liquid", "{{ Variables.Fee }} {{ Variables.Fees }} {{ Input.Fee }} {{ Variables[\"Fee\"] }}", "{{ Variables.Sum }} {{ Variables.Fees }} {{ Input.Fee }} {{ Variables[\"Sum\"] }}")]
    [InlineData("Literal", "variables.Fee", "variables.Fee")]
    public void A_renamed_variable_is_followed_into_scripts_and_texts(string kind, string text, string expected)
    {
        var document = WithVariable(FlowJson.Input("String", kind, text));
        FlowVariables.Rename(document, FlowVariables.List.Entry(document["variables"]!.AsArray(), 0), "Sum");
        Assert.Equal(expected, document["root"]!["activities"]![0]!["value"]!["expression"]!["value"]!.GetValue<string>());
    }

    [Fact]
    public void A_renamed_variable_is_followed_into_inputs_and_outputs_but_not_into_another_of_its_name()
    {
        var document = WithVariable(FlowJson.Input("Object", "Variable", new JsonObject { ["id"] = "fee-id", ["name"] = "Fee" }));
        var steps = document["root"]!["activities"]!.AsArray();
        steps[0]!["variable"] = StepValues.WriteVariable("fee-id", "Fee");
        steps[0]!["result"] = FlowJson.Output("Object", "fee-id");
        steps[0]!["outputs"] = new JsonObject { ["fee"] = FlowJson.Output("Object", "Fee") };
        steps.Add(new JsonObject { ["id"] = "own", ["type"] = "Elsa.Sequence", ["variables"] = new JsonArray(FlowJson.Variable("Fee", "Int32")), ["value"] = FlowJson.Script("Object", "variables.Fee") });
        FlowVariables.Rename(document, FlowVariables.List.Entry(document["variables"]!.AsArray(), 0), "Sum");
        Assert.Equal(("Sum", "Sum"), (document["variables"]![0]!["id"]!.GetValue<string>(), document["variables"]![0]!["name"]!.GetValue<string>()));
        Assert.Equal("Sum", StepValues.VariableOf(steps[0]!["variable"]));
        Assert.Equal("Sum", StepValues.VariableOf(steps[0]!["value"]));
        Assert.Equal(("Sum", "Sum"), (FlowVariables.TargetOf(document, steps[0]!["result"]), FlowVariables.IdOf(document, "Sum")));
        Assert.Equal(("", "gone", "gone"), (FlowVariables.TargetOf(document, null), FlowVariables.TargetOf(document, FlowJson.Output("Object", "gone")), FlowVariables.IdOf(document, "gone")));
        Assert.Equal("Sum", steps[0]!["result"]!["memoryReference"]!["id"]!.GetValue<string>());
        Assert.Equal("Sum", steps[0]!["outputs"]!["fee"]!["memoryReference"]!["id"]!.GetValue<string>());
        Assert.Equal("variables.Fee", steps[1]!["value"]!["expression"]!["value"]!.GetValue<string>());
        Assert.True(FlowVariables.IsName("金额_1") && !FlowVariables.IsName("a-b") && !FlowVariables.IsName("1a"));
    }

    [Fact]
    public void Nothing_that_is_half_written_makes_an_edit_fail()
    {
        var step = Step("Platform.Review");
        foreach (var document in HalfWritten.Of(Small()))
        {
            var chart = Chart(document);
            Each(document, d => FlowEdits.Add(d, chart, step, chart.Nodes is [var first, ..] ? first : null));
            Each(document, d => FlowEdits.Connect(d, chart, "start", "Done", "decide"));
            Each(document, d => FlowEdits.Paste(d, chart, [.. chart.Nodes.Select(n => n.Activity)], chart.Arrows));
            Each(document, d => FlowEdits.Place(d, chart, chart.Nodes.ToDictionary(n => n.Id, n => (n.X + 1, n.Y))));
            Each(document, FlowVariables.Add);
            if (FlowVariables.List.Find(document) is JsonArray { Count: > 0 } variables)
            {
                Each(document, d => FlowVariables.Rename(d, FlowVariables.List.Entry(variables, 0), "Sum"));
            }

            foreach (var node in chart.Nodes)
            {
                Each(document, d => FlowEdits.Remove(d, chart, node));
                Each(document, d => FlowEdits.MakeBody(d, node.Spot.Member("body"), node.Id, "开始"));
                foreach (var (_, input) in node.Activity)
                {
                    _ = (StepValues.KindOf(input), StepValues.TextOf(input), StepValues.Literal(input), StepValues.VariableOf(input));
                }
            }

            foreach (var arrow in chart.Arrows)
            {
                _ = ArrowShape.Of(chart, arrow);
                Each(document, d => FlowEdits.Disconnect(d, chart, arrow));
            }
        }

        static void Each(JsonObject document, Action<JsonObject> act)
        {
            var copy = (JsonObject)document.DeepClone();
            act(copy);
            var forth = DocumentDiff.Between(document, copy).Apply(document);
            Assert.Empty(forth.Conflicts);
            Assert.True(JsonNode.DeepEquals(copy, forth.Document));
        }
    }

    [Fact]
    public void Any_sequence_of_edits_leaves_no_arrow_in_the_air_and_is_undone_by_its_inverse() =>
        Gen.Select(Gen.Int[0, 4], Gen.Int[0, 9], Gen.Int[0, 9]).Array[1, 15].Sample(acts =>
        {
            var document = Begun();
            foreach (var (act, one, other) in acts)
            {
                var before = (JsonObject)document.DeepClone();
                Act(document, act, one, other);
                var chart = Chart(document);
                Assert.All(chart.Arrows, a => Assert.True(chart.Find(a.Source) is not null && chart.Find(a.Target) is not null, a.Name));
                Assert.Equal(chart.Nodes.Count, chart.Nodes.DistinctBy(n => n.Id).Count());
                var forth = DocumentDiff.Between(before, document).Apply(before);
                Assert.True(JsonNode.DeepEquals(document, forth.Document) && forth.Conflicts.Count == 0);
                Assert.True(JsonNode.DeepEquals(before, forth.Done.Invert().Apply(document).Document));
            }
        });

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

    [Fact]
    public void Places_of_a_flow_are_said_in_the_words_of_its_editor()
    {
        System.Globalization.CultureInfo.CurrentUICulture = System.Globalization.CultureInfo.GetCultureInfo("zh-CN");
        var document = Begun();
        FlowEdits.Add(document, Chart(document), Step("Platform.Review"), Chart(document).Find("start"));
        var changed = (JsonObject)document.DeepClone();
        Spot.Root.Member("root").Member("activities").Entry((JsonArray)changed["root"]!["activities"]!, 2).Member("role").Put(changed, new JsonObject { ["typeName"] = "String", ["expression"] = new JsonObject { ["type"] = "Literal", ["value"] = "case-officer" } });
        FlowEdits.Disconnect(changed, Chart(changed), Chart(changed).Arrows[0]);
        var lines = new ChangeWords(words.Server.Get<Microsoft.Extensions.Localization.IStringLocalizer<EditorsText>>(), Vocabulary).Between(document, changed, Platform.Model.Definitions.DefinitionKind.Flow);
        var input = Step("Platform.Review").Inputs.Single(i => i.Name == "role");
        Assert.Contains(lines, l => l.Place == $"{Chart(changed).Find("review")!.Title} › {input.Title}");
        Assert.Contains(lines, l => l.Place == "箭头" && l.What.Contains('→', StringComparison.Ordinal));
        Assert.DoesNotContain(lines, l => l.Place.Contains("activities", StringComparison.Ordinal) || l.Place.Contains("root", StringComparison.Ordinal) || l.What.Contains("source", StringComparison.Ordinal));
    }

    private void Act(JsonObject document, int act, int one, int other)
    {
        var chart = Chart(document);
        var (first, second) = (At(chart, one), At(chart, other));
        switch (act)
        {
            case 0:
                FlowEdits.Add(document, chart, Step(other % 2 == 0 ? "Platform.Review" : "Platform.Decide"), first);
                break;
            case 1 when first is not null:
                FlowEdits.Remove(document, chart, first);
                break;
            case 2 when first is not null && second is not null && first.Ports is [var port, ..]:
                FlowEdits.Connect(document, chart, first.Id, port.Key, second.Id);
                break;
            case 3 when chart.Arrows.Count > 0:
                FlowEdits.Disconnect(document, chart, chart.Arrows[one % chart.Arrows.Count]);
                break;
            case 4 when first is not null:
                FlowEdits.Place(document, chart, new Dictionary<string, (double, double)> { [first.Id] = (one * 30, other * 30) });
                break;
            default:
                break;
        }
    }

    private static Spot Inner => FlowChart.Root.Member("activities").Entry(Nested()["root"]!["activities"]!.AsArray(), 0).Member("body");

    /// <summary>A loop with a chart in it, and a step beside it.</summary>
    private static JsonObject Nested() => (JsonObject)JsonNode.Parse("""
        {"variables":[],"root":{"id":"flow","type":"Elsa.Flowchart","activities":[
          {"id":"loop","type":"Elsa.ForEach","body":{"id":"loop-body","type":"Elsa.Flowchart","start":"loop-start","activities":[
            {"id":"loop-start","type":"Elsa.Start"},{"id":"review","type":"Platform.Review","name":"review","customProperties":{"compensation":{"id":"undo","type":"Platform.Notify"}}}],
            "connections":[{"source":{"activity":"loop-start","port":"Done"},"target":{"activity":"review","port":"In"}},{"source":"review","target":"gone"}]}},
          {"id":"review1","type":"Platform.Review"}],"connections":[]}}
        """)!;

    private static JsonObject Small() => (JsonObject)JsonNode.Parse("""
        {"variables":[{"id":"fee-id","name":"Fee","typeName":"Int32"}],"root":{"id":"flow","type":"Elsa.Flowchart","start":"start","activities":[
          {"id":"start","type":"Elsa.Start","metadata":{"displayText":"开始","designer":{"position":{"x":1,"y":2},"size":{"width":60,"height":60}}},"customProperties":{"title":{"en":"Start"}}},
          {"id":"decide","type":"Platform.Decide","outcomes":{"typeName":"Object","expression":{"type":"Object","value":"[{\"key\":\"Grant\"}]"}},"result":{"memoryReference":{"id":"fee-id"}}},
          {"id":"set","type":"Elsa.SetVariable","variable":{"id":"fee-id","name":"Fee"},"value":{"expression":{"type":"JavaScript","value":"variables.Fee"}}}],
          "connections":[{"source":{"activity":"start","port":"Done"},"target":{"activity":"decide","port":"In"},"vertices":[{"x":1,"y":1}]},{"source":"decide","target":"set"}]}}
        """)!;

    private static JsonObject WithVariable(JsonNode value) => new()
    {
        ["variables"] = new JsonArray(new JsonObject { ["id"] = "fee-id", ["name"] = "Fee" }),
        ["root"] = new JsonObject { ["id"] = "flow", ["type"] = "Elsa.Sequence", ["activities"] = new JsonArray(new JsonObject { ["id"] = "set", ["type"] = "Elsa.SetVariable", ["value"] = value }) },
    };

    private static ChartNode? At(FlowChart chart, int index) => chart.Nodes.Count == 0 ? null : chart.Nodes[index % chart.Nodes.Count];

    private static JsonObject Begun()
    {
        var document = new JsonObject();
        FlowEdits.Begin(document, "f", "开始", "办结");
        return document;
    }

    private FlowChart Chart(JsonObject document) => FlowChart.Of(document, FlowChart.Root, Vocabulary);

    private StepDescription Step(string type) => Vocabulary.Find(type)!;

    private IFlowVocabulary Vocabulary => words.Server.Get<IFlowVocabulary>();

    /// <summary>A server for its vocabulary.</summary>
    public sealed class Words : IAsyncLifetime
    {
        internal ItemsServer Server { get; private set; } = default!;

        public async ValueTask InitializeAsync() => Server = await ItemsServer.StartAsync(installed: false);

        public ValueTask DisposeAsync() => Server.DisposeAsync();
    }
}
