using System.Diagnostics;
using System.Text.Json;
using Platform.Model.Flows;
using Platform.Server.Cases.Steps;
using Platform.Server.Flows.BuiltIn;
using Platform.Server.Flows.BuiltIn.Activities;
using Platform.Server.Flows.Soundness;
using Platform.Tests.Flows.Soundness;

namespace Platform.Benchmarks;

/// <summary>Proving flows of about 200 steps in ten parallel branches: plain, with sending back in every branch, and with ways to end the whole case in every branch. CPU time of everything publishing asks, medians.</summary>
internal static class SoundnessScenario
{
    private const int Branches = 10;
    private const int Steps = 18;

    public static async Task<int> RunAsync(Options options)
    {
        await MeasureAsync("plain", WideFlow.Make(Branches, Steps), options.Count);
        await MeasureAsync("send back", WideFlow.Make(Branches, Steps, sendBack: true), options.Count);
        await MeasureAsync("reject", WideFlow.Make(Branches, Steps, reject: true), options.Count);
        await MeasureAsync("both", WideFlow.Make(Branches, Steps, sendBack: true, reject: true), options.Count);
        return 0;
    }

    private static async Task MeasureAsync(string name, FlowDefinition flow, int count)
    {
        var types = new ActivityTypes(CaseSteps.All());
        var soundness = new FlowSoundness(types, new ExplorationLimits());
        var compiled = new FlowParser(types).Parse(flow);
        var exploration = await soundness.ExploreAsync(flow, compiled, besideElsa: false, CancellationToken.None);
        var beside = await soundness.ExploreAsync(flow, compiled, besideElsa: true, CancellationToken.None);
        var times = new List<double>();
        IReadOnlyList<SoundnessFinding> findings = [];
        for (var i = 0; i <= count; i++)
        {
            var before = Cpu();
            findings = await soundness.ProveAsync(flow, CancellationToken.None);
            times.Add((Cpu() - before).TotalMilliseconds);
        }

        Console.WriteLine(JsonSerializer.Serialize(new
        {
            scenario = "soundness",
            flow = name,
            steps = compiled.Nodes.Count - 1,
            branches = Branches,
            situations = exploration.Situations.Count,
            situationsBesideElsa = beside.Situations.Count,
            firstCpuMs = Math.Round(times[0], 1),
            cpuMs = Math.Round(times.Skip(1).Order().ElementAt(count / 2), 1),
            findings = findings.Select(f => f.Problem.Code),
        }));
    }

    private static TimeSpan Cpu()
    {
        using var process = Process.GetCurrentProcess();
        return process.TotalProcessorTime;
    }
}
