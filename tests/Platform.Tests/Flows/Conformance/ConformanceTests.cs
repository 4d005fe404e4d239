using System.Globalization;
using System.Text;
using System.Text.Json;
using Platform.Model.Flows;
using Platform.Server.Flows.BuiltIn;
using Platform.Server.Flows.BuiltIn.Activities;

namespace Platform.Tests.Flows.Conformance;

public sealed class ConformanceTests
{
    public static TheoryData<string> Names => [.. ConformanceFile.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_flow_does_what_it_must(string name)
    {
        var about = ConformanceFile.All[name];
        var run = await new ConformanceRun(about, steps => new BuiltInInterpreter(new ActivityTypes(steps), new FlowLimits())).RunAsync();

        Assert.Equal(about.ExpectedTrace, run.Trace);
        if (about.Status is { } status)
        {
            Assert.Equal(status, run.Status);
        }
    }

    [Fact]
    public void Every_activity_of_the_engine_stands_in_a_flow()
    {
        var used = new HashSet<string>(StringComparer.Ordinal);
        foreach (var about in ConformanceFile.All.Values)
        {
            foreach (var definition in about.Children.Values.Append(about.Definition))
            {
                Collect(definition, used);
            }
        }

        Assert.Empty(new ActivityTypes([]).Steps.Select(s => s.Type).Except(used));
    }

    [Fact]
    public void The_documentation_says_where_Elsa_differs()
    {
        var table = new StringBuilder("| flow | here | on Elsa | why |\n|---|---|---|---|\n");
        foreach (var (name, about) in ConformanceFile.All.Where(c => c.Value.Elsa is not null))
        {
            table.Append(CultureInfo.InvariantCulture, $"| {name} | `{about.ExpectedTrace}` {about.Status} | `{about.Elsa!.Expected}` {about.Elsa.Status} | {about.Elsa.Why} |\n");
        }

        Documentation.Check("engine-elsa.md", "differences", table.ToString());
    }

    private static void Collect(JsonElement json, HashSet<string> types)
    {
        if (json.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in json.EnumerateArray())
            {
                Collect(item, types);
            }
        }
        else if (json.ValueKind == JsonValueKind.Object)
        {
            if (json.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String)
            {
                types.Add(type.GetString()!);
            }

            foreach (var member in json.EnumerateObject())
            {
                Collect(member.Value, types);
            }
        }
    }
}
