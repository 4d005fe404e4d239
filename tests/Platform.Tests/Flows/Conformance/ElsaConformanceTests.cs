#if ELSA
using Platform.Model.Flows;
using Platform.Server.Flows.BuiltIn;
using Platform.Server.Flows.Elsa;

namespace Platform.Tests.Flows.Conformance;

/// <summary>The same flows on Elsa: it does what we do, except where the file says what it does and why.</summary>
public sealed class ElsaConformanceTests
{
    public static TheoryData<string> Names => [.. ConformanceFile.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_flow_does_on_Elsa_what_is_known_of_it(string name)
    {
        var about = ConformanceFile.All[name];
        await using var elsa = new Engine();
        var run = await new ConformanceRun(about, elsa.For).RunAsync();

        Assert.Equal(about.ElsaTrace, run.Trace);
        if (about.ElsaStatus is { } status)
        {
            Assert.Equal(status, run.Status);
        }
    }

    private sealed class Engine : IAsyncDisposable
    {
        private ElsaInterpreter? _made;

        public IFlowInterpreter For(IReadOnlyList<IFlowStep> steps) => _made = new ElsaInterpreter(steps, new FlowLimits());

        public ValueTask DisposeAsync() => _made?.DisposeAsync() ?? ValueTask.CompletedTask;
    }
}
#endif
