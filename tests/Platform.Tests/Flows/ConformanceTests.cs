using System.Text.Json;
using Platform.Model.Flows;

namespace Platform.Tests.Flows;

public sealed class ConformanceTests
{
    public static TheoryData<string> Names => [.. File.Cases.Select(c => c.Name)];

    private static ConformanceFile File { get; } = TestData.Json<ConformanceFile>("Flows/Data/conformance.json");

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_flow_gives_its_trace(string name)
    {
        var about = File.Cases.Single(c => c.Name == name);
        var definition = JsonSerializer.SerializeToElement(new { definitionId = "c", root = about.Root });
        var runner = await new FlowRunner(definition, about.Outcomes).StartAsync();
        foreach (var wait in about.Resume)
        {
            await runner.ResumeAsync(wait);
        }

        Assert.Equal(about.Expected, runner.Trace);
        Assert.Equal(about.Status, runner.Status);
    }

    private sealed record ConformanceFile(IReadOnlyList<ConformanceCase> Cases);

    private sealed record ConformanceCase(
        string Name,
        JsonElement Root,
        Dictionary<string, string[][]> Outcomes,
        IReadOnlyList<string> Resume,
        string Expected,
        FlowStatus Status);
}
