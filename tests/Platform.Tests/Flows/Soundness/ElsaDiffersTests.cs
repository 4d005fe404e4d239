using System.Text.Json;
using System.Text.Json.Nodes;
using static Platform.Tests.Flows.Soundness.SoundnessProbe;

namespace Platform.Tests.Flows.Soundness;

/// <summary>Most of these flows were run on Elsa 3.7.1: where its trace was another than ours, publishing says so, and nowhere else.</summary>
public sealed class ElsaDiffersTests
{
    private static readonly Dictionary<string, string> Different = new()
    {
        ["fork + join WaitAll, one branch dead by XOR"] = "flow.elsaDiffers.skips j",
        ["invalid backward: c.Back>b where a path to c avoids b"] = "flow.elsaDiffers.faults c",
        ["loop back from inside one parallel branch to that branch's start"] = "flow.elsaDiffers.skips j",
        ["same, implicit merge (no join node)"] = "flow.elsaDiffers.opens e",

        // These were not run on Elsa: that it does otherwise follows from what it counts.
        ["inclusive: 3 branches, 2 taken, WaitAll"] = "flow.elsaDiffers.skips j",
        ["send-back inside one parallel branch, WaitAllActive"] = "flow.elsaDiffers.opens j",
        ["send-back that leads through a step outside the branch"] = "flow.elsaDiffers.skips j",
        ["WaitAny drops what the losing branch had still to do"] = "flow.elsaDiffers.opens c",
        ["two merges in one loop that could each feed the other"] = "flow.elsaDiffers.faults d",
        ["send back over a fork while the other branch is open"] = "flow.elsaDiffers.opens b",
    };

    public static TheoryData<string> Names => [.. Cases().Select(c => c.GetProperty("name").GetString()!)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_flow_of_the_conformance_suite_is_warned_about_exactly_where_Elsa_did_otherwise(string name)
    {
        var findings = await ProveAsync(Definition(Cases().Single(c => c.GetProperty("name").GetString() == name)));

        var lines = findings.Select(Line).Where(l => l.StartsWith("flow.elsa", StringComparison.Ordinal)).ToList();
        if (Different.TryGetValue(name, out var expected))
        {
            Assert.Contains(lines, l => l.StartsWith(expected + ":", StringComparison.Ordinal));
        }
        else
        {
            Assert.Empty(lines);
        }
    }

    [Fact]
    public void All_flows_Elsa_runs_otherwise_are_in_the_suite() => Assert.Empty(Different.Keys.Except(Cases().Select(c => c.GetProperty("name").GetString()!)));

    [Theory]
    [InlineData("WaitAll", true)]
    [InlineData("WaitAllActive", false)]
    public async Task An_inclusive_split_starves_a_join_that_waits_for_all(string mode, bool differs)
    {
        var findings = await ProveAsync(
            $$$"""{"id":"s","type":"Elsa.FlowSwitch","mode":"MatchAny","cases":[{"label":"A","condition":{"type":"JavaScript","value":"answers.a"}},{"label":"B","condition":{"type":"JavaScript","value":"answers.b"}}]},{"id":"a","type":"Test.Wait"},{"id":"b","type":"Test.Wait"},{"id":"c","type":"Test.Wait"},{"id":"j","type":"Elsa.FlowJoin","mode":"{{{mode}}}"},{"id":"decide","type":"Platform.Decide"}""",
            "s:A>a s:B>b s:Default>c a>j b>j c>j j>decide");

        Assert.Equal(differs, findings.Any(f => f.Problem.Code == "flow.elsaDiffers.skips"));
    }

    [Fact]
    public async Task Sending_back_while_another_branch_is_open_is_early_in_Elsa()
    {
        var findings = await ProveAsync(
            """{"id":"f","type":"Elsa.FlowFork","branches":["A","B"]},{"id":"a","type":"Platform.Review","outcomes":["Pass","SendBack"]},{"id":"check","type":"Platform.Review","outcomes":["Pass","SendBack"]},{"id":"b","type":"Platform.Review"},{"id":"j","type":"Elsa.FlowJoin","mode":"WaitAllActive"},{"id":"decide","type":"Platform.Decide"}""",
            "f:A>a f:B>b a:Pass>check a:SendBack>a check:Pass>j check:SendBack>a b:Pass>j j>decide");

        Assert.Contains(findings, f => f.Problem.Code.StartsWith("flow.elsaDiffers", StringComparison.Ordinal));
        Assert.All(findings, f => Assert.False(f.Blocks));
    }

    private static IReadOnlyList<JsonElement> Cases() => [.. TestData.Json<JsonElement>("Flows/Data/joins.json").GetProperty("cases").EnumerateArray()];

    /// <summary>The steps of the suite with what they may end with: one of their connected ports, or what was recorded of them.</summary>
    private static JsonElement Definition(JsonElement about)
    {
        var root = JsonNode.Parse(about.GetProperty("definition").GetProperty("root").GetRawText())!;
        Explain(root, about.TryGetProperty("outcomes", out var outcomes) ? outcomes : JsonElement.Parse("{}"));
        return JsonSerializer.SerializeToElement(new { definitionId = "c", root });
    }

    private static void Explain(JsonNode container, JsonElement recorded)
    {
        foreach (var activity in container["activities"]!.AsArray())
        {
            if (activity!["activities"] is not null)
            {
                Explain(activity, recorded);
            }
            else if ((string)activity["type"]! == "Test.Step")
            {
                var id = (string)activity["id"]!;
                var ports = (container["connections"]?.AsArray() ?? []).Select(c => Source(c!)).Where(c => c.Activity == id).Select(c => c.Port).Distinct().ToList();
                var sets = recorded.TryGetProperty(id, out var runs) ? runs.EnumerateArray().Select(r => r.GetRawText()) : [];
                activity["type"] = "Elsa.RunJavaScript";
                activity["script"] = JsonSerializer.SerializeToNode(new
                {
                    typeName = "String",
                    expression = new { type = "JavaScript", value = string.Concat(ports.Select(p => $"if (answers.x) setOutcome('{p}'); ").Concat(sets.Select(s => $"if (answers.x) setOutcomes({s}); "))) + (ports.Count > 0 ? $"setOutcome('{ports[0]}')" : "1") },
                });
            }
        }
    }

    private static (string Activity, string Port) Source(JsonNode connection) => connection["source"] is JsonObject source
        ? ((string)source["activity"]!, (string?)source["port"] ?? "Done")
        : ((string)connection["source"]!, (string?)connection["sourcePort"] ?? "Done");
}
