using System.Text.Json;
using Platform.Model;
using Platform.Model.Cases;
using Platform.Model.Flows;
using Platform.Server.Cases.Steps;

namespace Platform.Tests.Flows;

/// <summary>A step that files cases of other items: what it waits for, and which way it takes.</summary>
public sealed class StartCaseStepTests
{
    private const string Two = """[{"item":"a","answers":{"x":1},"materials":{"m":"n"}},{"item":"b","locality":"3301"}]""";

    [Fact]
    public async Task It_asks_for_its_cases_once_and_waits()
    {
        var flow = await StartAsync("all");
        var start = Assert.Single(flow.Last.OfType<FlowEffect.StartCases>());
        Assert.Equal([("a", null), ("b", "3301")], start.Cases.Select(c => (c.Item, c.Locality)));
        Assert.Equal(("""{"x":1}""", "n", true), (start.Cases[0].Answers!.Value.GetRawText(), start.Cases[0].Materials!["m"], start.Follow));
        Assert.Equal(FlowStatus.Waiting, flow.Status);
    }

    [Theory]
    [InlineData("none", "f0 f1", "done")]
    [InlineData("none", "f0", "")]
    [InlineData("one", "f0 f1 d1", "done")]
    [InlineData("any", "f0 f1 d1", "")]
    [InlineData("any", "d1 g0", "done")]
    [InlineData("any", "d1 d0", "other")]
    [InlineData("all", "g0", "")]
    [InlineData("all", "g1 g0", "done")]
    [InlineData("all", "g1 d0", "other")]
    public async Task It_goes_on_when_what_it_waits_for_has_come(string wait, string news, string expected)
    {
        var flow = await StartAsync(wait);
        foreach (var one in news.Split(' '))
        {
            await TellAsync(flow, one);
            await TellAsync(flow, one);
        }

        Assert.Equal(expected, string.Join(' ', flow.Waiting));
    }

    [Fact]
    public async Task Nothing_after_its_end_is_heard()
    {
        var flow = await StartAsync("one");
        await TellAsync(flow, "g0");
        await TellAsync(flow, "g1");
        Assert.Empty(flow.Last);
        Assert.Equal(["done"], flow.Waiting);
    }

    [Fact]
    public async Task Where_nothing_is_connected_to_the_other_way_it_is_done()
    {
        var flow = await StartAsync("all", "sub>done");
        await TellAsync(flow, "d0");
        await TellAsync(flow, "d1");
        Assert.Equal(["done"], flow.Waiting);
        var result = flow.Interpreter.FindFailed(flow.Definition, flow.State!, "sub", flow.Run);
        Assert.Null(result);
    }

    [Fact]
    public async Task One_that_is_not_filed_stops_the_step_and_a_retry_files_it_anew_and_it_alone()
    {
        var flow = await StartAsync("all", "sub>done");
        var first = flow.Last.OfType<FlowEffect.StartCases>().Single();
        await TellAsync(flow, "f1");
        await TellAsync(flow, "r0");
        Assert.Equal(("material.missing", "a: photo"), flow.Last.OfType<FlowEffect.RaiseIncident>().Select(i => (i.Code, i.Message)).Single());

        await flow.AdvanceAsync(new FlowStimulus.Retry("sub", new(new Dictionary<string, JsonElement>(), new Dictionary<string, JsonElement> { ["applications"] = JsonElement.Parse(Two.Replace("\"x\":1", "\"x\":2", StringComparison.Ordinal)) })));
        var again = Assert.Single(flow.Last.OfType<FlowEffect.StartCases>().Single().Cases);
        Assert.Equal(("a", """{"x":2}"""), (again.Item, again.Answers!.Value.GetRawText()));
        Assert.NotEqual(first.Cases[0].Id, again.Id);
        await flow.SignalAsync(FlowSignals.SubCase(again.Id), JsonSerializer.Serialize(new SubCaseNews(again.Id, SubCaseEvent.Ended, "n", CaseState.Delivered, true), ModelJson.Options));
        await TellAsync(flow, "g1");
        Assert.Equal(["done"], flow.Waiting);
    }

    [Fact]
    public async Task Or_takes_its_own_way()
    {
        var flow = await StartAsync("all", "sub>done sub:Refused>other");
        await TellAsync(flow, "r0");
        Assert.Equal(["other"], flow.Waiting);
    }

    [Theory]
    [InlineData("""[{"item":"a","answer":{}}]""")]
    [InlineData("""[{"locality":"33"}]""")]
    public async Task What_is_no_case_is_said(string cases)
    {
        var flow = await StartAsync("all", cases: cases);
        Assert.Contains("'applications' of step 'sub'", Assert.Single(flow.Last.OfType<FlowEffect.RaiseIncident>()).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("wait", "either", "none, one, any, all")]
    [InlineData("onWithdraw", "cancel", "withdraw, leave")]
    public async Task A_choice_it_does_not_know_stops_it_before_anything_is_filed_and_can_be_put_right(string input, string value, string expected)
    {
        var flow = await StartAsync(input == "wait" ? value : "all", onWithdraw: input == "wait" ? "withdraw" : value);
        Assert.Equal($"'{input}' of step 'sub': expected {expected}, found '{value}'.", Assert.Single(flow.Last.OfType<FlowEffect.RaiseIncident>()).Message);
        Assert.Empty(flow.Effects.OfType<FlowEffect.StartCases>());

        var right = new FlowCorrection(new Dictionary<string, JsonElement>(), new Dictionary<string, JsonElement> { [input] = JsonElement.Parse(input == "wait" ? "\"any\"" : "\"leave\"") });
        await flow.AdvanceAsync(new FlowStimulus.Retry("sub", right));
        Assert.Equal(input == "wait", Assert.Single(flow.Last.OfType<FlowEffect.StartCases>()).Follow);
        await TellAsync(flow, "g0");
        Assert.Equal(input == "wait" ? ["done"] : [], flow.Waiting);
    }

    [Theory]
    [InlineData("33x")]
    [InlineData("33011")]
    [InlineData("")]
    public async Task A_place_that_cannot_be_read_is_no_place_and_can_be_put_right(string locality)
    {
        var flow = await StartAsync("all", cases: $$"""[{"item":"a"},{"item":"b","locality":"{{locality}}"}]""");
        var incident = Assert.Single(flow.Last.OfType<FlowEffect.RaiseIncident>());
        Assert.Equal(("case.sub.localityUnknown", $"'applications' of step 'sub': expected the code of a locality, found '{locality}'."), (incident.Code, incident.Message));
        Assert.Empty(flow.Effects.OfType<FlowEffect.StartCases>());

        await flow.AdvanceAsync(new FlowStimulus.Retry("sub", new(new Dictionary<string, JsonElement>(), new Dictionary<string, JsonElement> { ["applications"] = JsonElement.Parse(Two) })));
        Assert.Equal(2, Assert.Single(flow.Last.OfType<FlowEffect.StartCases>()).Cases.Count);
    }

    [Fact]
    public async Task No_cases_are_done_at_once() => Assert.Equal(["done"], (await StartAsync("all", cases: "[]")).Waiting);

    private static async Task<FlowRunner> StartAsync(string wait, string connections = "sub>done sub:Otherwise>other", string cases = Two, string onWithdraw = "withdraw")
    {
        var step = $$"""
            {"id":"sub","type":"Platform.StartCase","wait":{"typeName":"String","expression":{"type":"Literal","value":"{{wait}}"} },"onWithdraw":{"typeName":"String","expression":{"type":"Literal","value":"{{onWithdraw}}"} },
             "applications":{"typeName":"Object","expression":{"type":"JavaScript","value":{{JsonSerializer.Serialize($"({cases})")}} } } }
            """;
        return await new FlowRunner(FlowRunner.Chart(step + """,{"id":"done","type":"Test.Wait"},{"id":"other","type":"Test.Wait"}""", connections), steps: CaseSteps.All()).StartAsync();
    }

    /// <param name="news">f, g, d, r: filed, granted, denied, refused; then the number of the case.</param>
    private static Task<FlowAdvance> TellAsync(FlowRunner flow, string news)
    {
        var id = flow.Effects.OfType<FlowEffect.StartCases>().First().Cases[news[1] - '0'].Id;
        var said = news[0] switch
        {
            'f' => new SubCaseNews(id, SubCaseEvent.Filed, "n" + news[1]),
            'r' => new SubCaseNews(id, SubCaseEvent.Refused, Code: "material.missing", Message: "photo"),
            var how => new SubCaseNews(id, SubCaseEvent.Ended, "n" + news[1], CaseState.Delivered, how == 'g'),
        };
        return flow.SignalAsync(FlowSignals.SubCase(id), JsonSerializer.Serialize(said, ModelJson.Options));
    }
}
