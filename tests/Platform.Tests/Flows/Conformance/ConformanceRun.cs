using System.Text.Json;
using Platform.Model.Cases;
using Platform.Model.Flows;

namespace Platform.Tests.Flows.Conformance;

/// <summary>
/// Takes one flow through what happens to it, on any interpreter, and writes down what it did. Nothing but the text of the state is kept between advances.
/// </summary>
internal sealed class ConformanceRun(ConformanceCase about, Func<IReadOnlyList<IFlowStep>, IFlowInterpreter> engine)
{
    private const int MostEvents = 100;

    private readonly ConformanceSteps _steps = new(about.Outcomes);
    private readonly CountingIds _ids = new();
    private readonly List<string> _trace = [];
    private readonly List<FlowEffect> _effects = [];
    private readonly FlowDefinition _definition = new("c", about.Definition)
    {
        Children = about.Children.ToDictionary(c => c.Key, c => new FlowDefinition(c.Key, c.Value)),
    };

    private IFlowInterpreter? _engine;
    private FlowSnapshot? _state;

    public string Trace => string.Join(' ', _trace);

    public FlowStatus Status { get; private set; }

    /// <summary>What failed and why, for whoever reads a failure.</summary>
    public IEnumerable<string> Incidents => _effects.OfType<FlowEffect.RaiseIncident>().Select(i => $"{i.StepId} {i.Code}: {i.Message}");

    public async Task<ConformanceRun> RunAsync()
    {
        _engine = engine(_steps.All);
        await AdvanceAsync(new FlowStimulus.Start(about.Inputs));
        foreach (var what in about.Resume)
        {
            if (what.ValueKind == JsonValueKind.String)
            {
                await ResumeAsync(what.GetString()!);
            }
            else
            {
                await HappenAsync(what);
            }
        }

        return this;
    }

    private async Task ResumeAsync(string wait)
    {
        var before = _trace.Count;
        await AdvanceAsync(new FlowStimulus.Signal(ConformanceSteps.SignalOf(wait), JsonElement.Parse("{}")));
        if (_trace.Count == before)
        {
            _trace.Add($"(no wait {wait})");
        }
    }

    private Task HappenAsync(JsonElement what)
    {
        var kind = what.EnumerateObject().First();
        var name = kind.Value.GetString()!;
        var payload = what.TryGetProperty("payload", out var written) ? written : JsonElement.Parse("{}");
        return kind.Name switch
        {
            "event" => AdvanceAsync(new FlowStimulus.Signal(name, payload, what.TryGetProperty("correlation", out var c) ? c.GetString() : null)),
            "signal" => AdvanceAsync(new FlowStimulus.Signal(name, payload)),
            "retry" => AdvanceAsync(new FlowStimulus.Retry(name)),
            "timer" => AdvanceAsync(new FlowStimulus.TimerDue(_effects.OfType<FlowEffect.SetTimer>().Last(t => ConformanceSteps.IdOf(t.StepId) == name).TimerId)),
            "task" => AdvanceAsync(new FlowStimulus.TaskDone(
                _effects.OfType<FlowEffect.OpenTask>().Last(t => ConformanceSteps.IdOf(t.Task.StepId) == name).Task.Id,
                StepOutcome.DoneKey,
                JsonSerializer.SerializeToElement(new { result = what.GetProperty("result") }))),
            _ => throw new InvalidOperationException($"'{about.Name}': nobody knows what '{kind.Name}' is."),
        };
    }

    /// <summary>Events that the flow publishes come back to it, as the platform does it after the commit.</summary>
    private async Task AdvanceAsync(FlowStimulus stimulus)
    {
        var told = new Queue<FlowStimulus>([stimulus]);
        for (var i = 0; told.TryDequeue(out var next); i++)
        {
            Assert.True(i < MostEvents, $"'{about.Name}' publishes events without end.");
            var advance = await _engine!.AdvanceAsync(_definition, _state, next, NewRun(), TestContext.Current.CancellationToken);
            _state = new FlowSnapshot(advance.State.Engine, new string(advance.State.Data.AsSpan()));
            Status = advance.Status;
            _effects.AddRange(advance.Effects);
            _trace.AddRange(advance.Trace.Select(Mark).OfType<string>());
            foreach (var published in advance.Effects.OfType<FlowEffect.PublishEvent>())
            {
                told.Enqueue(new FlowStimulus.Signal(published.Name, published.Payload, published.CorrelationId));
            }
        }
    }

    private FlowRun NewRun() => new(
        new FlowCase(Guid.Parse("0197a000-0000-7000-8000-000000000001"), "330110-0001", "330110", "11330110MB0000001X", "item", CaseState.InReview, new(JsonElement.Parse("{}"))),
        FlowRunner.Noon,
        7,
        _ids);

    private string? Mark(FlowTraceEntry entry)
    {
        var id = ConformanceSteps.IdOf(entry.StepId);
        return (entry.StepType, entry.Kind) switch
        {
            ("Test.Step" or "Test.Wait", FlowTraceKind.Completed) => id,
            ("Test.Wait", FlowTraceKind.Waiting) => "+" + id,
            ("Test.Say", FlowTraceKind.Completed) => $"{id}={_steps.Said(id)}",
            ("Elsa.Event", FlowTraceKind.Waiting) => "?" + id,
            ("Elsa.Delay" or "Elsa.Timer" or "Elsa.StartAt" or "Elsa.Cron", FlowTraceKind.Waiting) => "~" + id,
            ("Elsa.RunTask", FlowTraceKind.Waiting) => "#" + id,
            ("Elsa.PublishEvent", FlowTraceKind.Completed) => "!" + id,
            _ => null,
        };
    }
}
