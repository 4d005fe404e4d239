using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Platform.Model;
using Platform.Model.Cases;
using Platform.Model.Decisions;
using Platform.Model.Flows;
using Platform.Model.Forms;
using Platform.Server.Flows.BuiltIn;
using Platform.Server.Flows.BuiltIn.Activities;

namespace Platform.Tests.Flows;

/// <summary>Ids 1, 2, 3 …, so that two runs give the same.</summary>
internal sealed class CountingIds(int start = 0) : IIdSource
{
    private int _last = start;

    public Guid Next() => new(++_last, 0, 0, [0, 0, 0, 0, 0, 0, 0, 0]);
}

/// <summary>Drives one flow and keeps what it did. The state goes through its text between all advances.</summary>
internal sealed class FlowRunner
{
    public static readonly DateTimeOffset Noon = new(2026, 3, 10, 4, 0, 0, TimeSpan.Zero);

    private readonly Func<BuiltInInterpreter> _make;
    private BuiltInInterpreter _interpreter;
    private readonly CountingIds _ids = new();
    private readonly TestSteps _test;
    private readonly string _version;

    public FlowRunner(JsonElement definition, IReadOnlyDictionary<string, string[][]>? outcomes = null, IEnumerable<IFlowStep>? steps = null, FlowLimits? limits = null, string? version = null, IReadOnlyDictionary<string, FlowDefinition>? children = null)
    {
        _test = new TestSteps(outcomes ?? new Dictionary<string, string[][]>());
        _version = version ?? "test";
        Definition = new FlowDefinition(_version, definition) { Children = children ?? new Dictionary<string, FlowDefinition>() };
        var types = new ActivityTypes([_test.Step, _test.Wait, .. steps ?? []]);
        _make = () => new BuiltInInterpreter(types, limits ?? new FlowLimits());
        Restart();
    }

    public FlowDefinition Definition { get; private set; }

    /// <summary>The decision tables the flow asks.</summary>
    public IEnumerable<CompiledDecisionTable> Tables { init => Definition = Definition with { Tables = value.ToDictionary(t => t.Table.Key) }; }

    public IReadOnlyDictionary<string, string> Scenario { get; set; } = new Dictionary<string, string>();

    /// <summary>Answers whose values stand in no journal; those of a repeat as <c>members.name</c>.</summary>
    public IReadOnlyList<string> Personal { get; set; } = [];

    public IFlowInterpreter Interpreter => _interpreter;

    public FlowSnapshot? State { get; private set; }

    public FlowStatus Status { get; private set; }

    public JsonElement Answers { get; set; } = JsonElement.Parse("{}");

    public DateTimeOffset Now { get; set; } = Noon;

    public CaseState CaseState { get; set; } = CaseState.Received;

    /// <summary>Everything ever asked for, in order.</summary>
    public List<FlowEffect> Effects { get; } = [];

    public List<FlowTraceEntry> Entries { get; } = [];

    /// <summary>What the last advance asked for.</summary>
    public IReadOnlyList<FlowEffect> Last { get; private set; } = [];

    /// <summary>Ids in the order the test steps ran; <c>+id</c> where a wait began.</summary>
    public string Trace => string.Join(' ', _test.Trace);

    public IReadOnlyList<string> Ran => _test.Trace;

    /// <summary>Test.Waits that wait now.</summary>
    public IReadOnlyList<string> Waiting
    {
        get
        {
            var waiting = new List<string>();
            foreach (var entry in Entries.Where(e => e.StepType == "Test.Wait"))
            {
                if (entry.Kind == FlowTraceKind.Waiting)
                {
                    waiting.Add(entry.StepId);
                }
                else if (entry.Kind is FlowTraceKind.Completed or FlowTraceKind.Cancelled)
                {
                    waiting.Remove(entry.StepId);
                }
            }

            return waiting;
        }
    }

    /// <summary>Makes an advance without keeping it.</summary>
    public async Task<FlowAdvance> TryAsync(FlowStimulus stimulus)
    {
        using var _ = _test.Pretend();
        return await _interpreter.AdvanceAsync(Definition, State, stimulus, Run, TestContext.Current.CancellationToken);
    }

    public IReadOnlyList<Platform.Model.Flows.TaskRequest> OpenTasks =>
        [.. Effects.OfType<FlowEffect.OpenTask>().Select(e => e.Task).Where(t => !_done.Contains(t.Id) && !Effects.OfType<FlowEffect.CloseTask>().Any(c => c.TaskId == t.Id))];

    private readonly HashSet<Guid> _done = [];

    public FlowRun Run => new(new FlowCase(Guid.Parse("0197a000-0000-7000-8000-000000000001"), "330110-0001", "330110", "11330110MB0000001X", "item", CaseState, new(Answers)) { Scenario = Scenario, Personal = new(MaskedForm(), Model.Forms.Answers.Parse(Answers.GetRawText()), []) }, Now, 7, _ids);

    private Form MaskedForm() => new()
    {
        Key = "masked",
        Pages = [new() { Key = "page", Sections = [new() { Key = "section", Elements = [.. Personal.Select(Masked)] }] }],
    };

    private static FormElement Masked(string path) => path.Split('.', 2) is [var repeat, var rest]
        ? new FormRepeat { Key = repeat, Elements = [Masked(rest)] }
        : new FormField { Key = path, Type = FieldType.Text, Mask = Mask.All };

    /// <summary>Another interpreter goes on, which knows nothing but the state.</summary>
    [MemberNotNull(nameof(_interpreter))]
    public void Restart() => _interpreter = _make();

    public static JsonElement Chart(string activities, string connections, string variables = "[]") =>
        JsonElement.Parse($$$"""{"definitionId":"test","variables":{{{variables}}},"root":{"id":"flow","type":"Elsa.Flowchart","activities":[{{{activities}}}],"connections":[{{{Connections(connections)}}}]}}""");

    public async Task<FlowRunner> StartAsync(object? inputs = null)
    {
        var given = inputs is null ? [] : JsonSerializer.SerializeToElement(inputs).EnumerateObject().ToDictionary(p => p.Name, p => p.Value);
        await AdvanceAsync(new FlowStimulus.Start(given));
        return this;
    }

    public async Task<FlowAdvance> AdvanceAsync(FlowStimulus stimulus)
    {
        var advance = await _interpreter.AdvanceAsync(Definition, State, stimulus, Run, TestContext.Current.CancellationToken);
        State = new FlowSnapshot(advance.State.Engine, new string(advance.State.Data.AsSpan()));
        Status = advance.Status;
        Last = advance.Effects;
        Effects.AddRange(advance.Effects);
        Entries.AddRange(advance.Trace);
        if (stimulus is FlowStimulus.TaskDone or FlowStimulus.SendBack)
        {
            _done.Add(stimulus is FlowStimulus.TaskDone done ? done.TaskId : ((FlowStimulus.SendBack)stimulus).TaskId);
        }

        return advance;
    }

    /// <summary>Where an open task can be sent back to.</summary>
    public IReadOnlyList<EarlierStep> Earlier(Guid task) => _interpreter.FindEarlier(Definition, State!, task);

    /// <summary>Takes members out of the stored state and its activities, as if an engine had written it that did not know them.</summary>
    public void Forget(params string[] members)
    {
        var state = System.Text.Json.Nodes.JsonNode.Parse(State!.Data)!.AsObject();
        foreach (var part in state["a"]!.AsArray().Select(a => a!.AsObject()).Append(state))
        {
            foreach (var member in members)
            {
                part.Remove(member);
            }
        }

        State = State with { Data = state.ToJsonString() };
    }

    public Task<FlowAdvance> SignalAsync(string name, string payload = "{}") => AdvanceAsync(new FlowStimulus.Signal(name, JsonElement.Parse(payload)));

    /// <summary>Resumes a Test.Wait; notes when nothing waits there.</summary>
    public async Task ResumeAsync(string waitId)
    {
        var before = _test.Trace.Count;
        await SignalAsync("resume:" + waitId);
        if (_test.Trace.Count == before)
        {
            _test.Trace.Add($"(no wait {waitId})");
        }
    }

    public Task<FlowAdvance> DoneAsync(Guid task, string outcome, object? data = null) =>
        AdvanceAsync(new FlowStimulus.TaskDone(task, outcome, JsonSerializer.SerializeToElement(data ?? new { }, ModelJson.Options)));

    private static string Connections(string text) => string.Join(',', text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(c =>
    {
        var (left, target) = (c.Split('>')[0], c.Split('>')[1]);
        var (source, port) = (left.Split(':')[0], left.Contains(':') ? left.Split(':')[1] : "Done");
        return $$$"""{"source":{"activity":"{{{source}}}","port":"{{{port}}}"},"target":{"activity":"{{{target}}}","port":"In"}}""";
    }));
}

/// <summary>The two steps of the conformance flows.</summary>
internal sealed class TestSteps
{
    private readonly IReadOnlyDictionary<string, string[][]> _outcomes;
    private readonly Dictionary<string, int> _runs = [];

    public TestSteps(IReadOnlyDictionary<string, string[][]> outcomes)
    {
        _outcomes = outcomes;
        (Step, Wait) = (new StepKind(this), new WaitKind(this));
    }

    public IFlowStep Step { get; }

    public IFlowStep Wait { get; }

    public List<string> Trace { get; } = [];

    /// <summary>Forgets on disposal what ran meanwhile.</summary>
    public IDisposable Pretend() => new Pretence(this);

    private StepResult Finish(string id)
    {
        Trace.Add(id);
        var run = _runs[id] = _runs.GetValueOrDefault(id) + 1;
        return _outcomes.TryGetValue(id, out var list) ? StepResult.Complete(list[Math.Min(run, list.Length) - 1]) : StepResult.Complete();
    }

    /// <summary>With a list as <c>ports</c> it ends with one of them, with a script there its outcomes are unknown before it runs.</summary>
    private static StepDescription Describe(string type, bool waits) =>
        new(type, LocalizedText.Of(type), LocalizedText.Empty, "step", "test", [new StepInput("ports", LocalizedText.Of("ports"), StepEditor.Json)], [])
        {
            Waits = waits,
            Settles = ["Settled"],
            OutcomeInputs = ["ports"],
            OutcomesFrom = literal => [.. FlowValue.ToTexts(literal("ports"), "ports").Select(p => new StepOutcome(p, LocalizedText.Of(p)))],
        };

    private sealed class Pretence(TestSteps owner) : IDisposable
    {
        private readonly Dictionary<string, int> _runs = new(owner._runs);
        private readonly int _traced = owner.Trace.Count;

        public void Dispose()
        {
            owner.Trace.RemoveRange(_traced, owner.Trace.Count - _traced);
            owner._runs.Clear();
            foreach (var (id, runs) in _runs)
            {
                owner._runs[id] = runs;
            }
        }
    }

    private sealed class StepKind(TestSteps owner) : IFlowStep
    {
        public StepDescription Description { get; } = Describe("Test.Step", waits: false);

        public ValueTask<StepResult> ExecuteAsync(StepContext context, CancellationToken ct) => new(owner.Finish(context.StepId));

        public ValueTask<StepResult> ResumeAsync(StepContext context, FlowStimulus stimulus, CancellationToken ct) => throw new InvalidOperationException("It never waits.");
    }

    private sealed class WaitKind(TestSteps owner) : IFlowStep
    {
        public StepDescription Description { get; } = Describe("Test.Wait", waits: true);

        public ValueTask<StepResult> ExecuteAsync(StepContext context, CancellationToken ct)
        {
            owner.Trace.Add("+" + context.StepId);
            context.WaitForSignal("resume:" + context.StepId);
            return new(StepResult.Wait);
        }

        public ValueTask<StepResult> ResumeAsync(StepContext context, FlowStimulus stimulus, CancellationToken ct) => new(owner.Finish(context.StepId));
    }
}
