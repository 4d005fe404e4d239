using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Platform.Model.Flows;

namespace Platform.Server.Flows.BuiltIn;

internal enum ActivityStatus
{
    /// <summary>In the queue of this advance; never stored.</summary>
    Scheduled,
    /// <summary>Waiting, or a container whose children run.</summary>
    Running,
    /// <summary>Failed; a retry repeats it.</summary>
    Faulted,
    /// <summary>Completed or cancelled; no longer in the state.</summary>
    Gone,
}

/// <summary>One activity that has been entered and not left.</summary>
internal sealed class ActivityState(FlowNode node, ActivityState? parent)
{
    public FlowNode Node { get; } = node;

    /// <summary>The container it runs in.</summary>
    public ActivityState? Parent { get; } = parent;

    public ActivityStatus Status { get; set; }

    public List<Guid> Tasks { get; set; } = [];

    public List<Guid> Timers { get; set; } = [];

    public List<string> Signals { get; set; } = [];

    /// <summary>What the step remembers, by key.</summary>
    public SortedDictionary<string, JsonElement> Memory { get; set; } = new(StringComparer.Ordinal);

    /// <summary>What it failed at and has still to hear, oldest first; empty when it failed on entering.</summary>
    public List<FlowStimulus> FailedAt { get; set; } = [];

    /// <summary>What it came from, see <see cref="FlowPast"/>.</summary>
    public int[] Past { get; set; } = [];

    /// <summary>Account id of whoever it came back to; null when it was reached in the ordinary way.</summary>
    public string? For { get; set; }

    /// <summary>Where it leads straight back to, nearest first.</summary>
    public List<Comeback> Ways { get; set; } = [];

    /// <summary>In a flowchart: what has arrived at the merges in <see cref="Pending"/>, each with what it came from.</summary>
    public List<(int Target, int[] Past)> Arrivals { get; } = [];

    /// <summary>In a flowchart: positions of merges at which something has arrived and that wait for more, in order of arrival.</summary>
    public List<int> Pending { get; } = [];
}

/// <summary>
/// Where a flow stands: what is being done, at which merges something waits, and the variables. Written as compact JSON: activities by key in the order
/// they were entered, values only where they differ from their defaults. No counters: which arrivals a merge waits for follows from the graph.
/// </summary>
internal sealed class FlowState
{
    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private readonly ActivityState?[] _byNode;
    private readonly SortedDictionary<string, JsonElement> _inputs = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, JsonElement> _variables = new(StringComparer.Ordinal);

    public FlowState(CompiledFlow flow) => _byNode = new ActivityState?[flow.Nodes.Count];

    public FlowStatus Status { get; set; } = FlowStatus.Waiting;

    public string? Name { get; set; }

    public string? CorrelationId { get; set; }

    /// <summary>In order of entering.</summary>
    public List<ActivityState> Active { get; } = [];

    /// <summary>Steps that somebody did, each once; places in it never change.</summary>
    public List<DoneStep> Done { get; } = [];

    public bool Ended => Status is FlowStatus.Finished or FlowStatus.Cancelled;

    public ActivityState? Find(FlowNode node) => _byNode[node.Index];

    public JsonElement? Input(string name) => _inputs.TryGetValue(name, out var value) ? value : null;

    public void SetInputs(IReadOnlyDictionary<string, JsonElement> inputs)
    {
        foreach (var (name, value) in inputs)
        {
            _inputs[name] = value;
        }
    }

    /// <summary>Takes over everything that is not an activity. Values nobody declares here stay: who goes back to where they were declared finds them.</summary>
    public void TakeValues(FlowState from)
    {
        (Status, Name, CorrelationId) = (from.Status, from.Name, from.CorrelationId);
        SetInputs(from._inputs);
        foreach (var (id, value) in from._variables)
        {
            Store(id, value);
        }
    }

    public JsonElement? Variable(FlowVariable variable) => _variables.TryGetValue(variable.Id, out var value) ? value : variable.Default;

    public bool TryGetStored(string variableId, out JsonElement value) => _variables.TryGetValue(variableId, out value);

    public void Store(string variableId, JsonElement value) => _variables[variableId] = value;

    public void Forget(string variableId) => _variables.Remove(variableId);

    public ActivityState Enter(FlowNode node, ActivityState? parent)
    {
        var state = new ActivityState(node, parent);
        _byNode[node.Index] = state;
        Active.Add(state);
        return state;
    }

    public void Leave(ActivityState state)
    {
        state.Status = ActivityStatus.Gone;
        _byNode[state.Node.Index] = null;
        Active.Remove(state);
    }

    /// <summary>Remembers who did a step; answers with its place in <see cref="Done"/>.</summary>
    public int Remember(FlowNode node, string? by)
    {
        var place = Done.FindIndex(d => d.Key == node.Key);
        if (place < 0)
        {
            Done.Add(new DoneStep(node.Key, by));
            return Done.Count - 1;
        }

        Done[place] = new DoneStep(node.Key, by);
        return place;
    }

    /// <summary>An act in law was made that came from these steps: nobody can go back to them.</summary>
    public void Seal(int[] past)
    {
        foreach (var activity in Active)
        {
            activity.Past = FlowPast.Without(activity.Past, past);
            for (var i = 0; i < activity.Arrivals.Count; i++)
            {
                activity.Arrivals[i] = (activity.Arrivals[i].Target, FlowPast.Without(activity.Arrivals[i].Past, past));
            }
        }
    }

    public string Write()
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer, Compact))
        {
            json.WriteStartObject();
            json.WriteString("s"u8, StatusCode(Status));
            WriteText(json, "n"u8, Name);
            WriteText(json, "c"u8, CorrelationId);
            WriteValues(json, "i"u8, _inputs);
            WriteValues(json, "v"u8, _variables);
            FlowPast.Write(json, Done);
            if (Active.Count > 0)
            {
                json.WriteStartArray("a"u8);
                foreach (var activity in Active)
                {
                    Write(json, activity);
                }

                json.WriteEndArray();
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <exception cref="InvalidOperationException">The text is no state of this flow.</exception>
    public static FlowState Read(string text, CompiledFlow flow)
    {
        var json = JsonElement.Parse(text);
        var state = new FlowState(flow)
        {
            Status = StatusOf(json.GetProperty("s"u8).GetString()),
            Name = ReadText(json, "n"u8),
            CorrelationId = ReadText(json, "c"u8),
        };
        ReadValues(json, "i"u8, state._inputs);
        ReadValues(json, "v"u8, state._variables);
        state.Done.AddRange(FlowPast.ReadDone(json));
        if (json.TryGetProperty("a"u8, out var activities))
        {
            foreach (var activity in activities.EnumerateArray())
            {
                state.Read(activity, flow);
            }
        }

        return state;
    }

    private void Read(JsonElement json, CompiledFlow flow)
    {
        var key = json.GetProperty("k"u8).GetString()!;
        if (!flow.TryFind(key, out var node))
        {
            throw new InvalidOperationException($"The state is at activity '{key}', which flow '{flow.DefinitionId}' does not contain.");
        }

        var state = Enter(node, node.Parent is null ? null : Find(node.Parent));
        state.Status = json.TryGetProperty("f"u8, out var failed) ? ActivityStatus.Faulted : ActivityStatus.Running;
        foreach (var unheard in failed.ValueKind == JsonValueKind.Array ? failed.EnumerateArray() : default)
        {
            state.FailedAt.Add(ReadStimulus(unheard));
        }

        foreach (var task in Items(json, "t"u8))
        {
            state.Tasks.Add(task.GetGuid());
        }

        foreach (var timer in Items(json, "w"u8))
        {
            state.Timers.Add(timer.GetGuid());
        }

        foreach (var signal in Items(json, "g"u8))
        {
            state.Signals.Add(signal.GetString()!);
        }

        foreach (var pending in Items(json, "p"u8))
        {
            var waiting = node.Children.FirstOrDefault(c => c.Id == pending.GetString());
            state.Pending.Add(waiting?.Position ?? throw new InvalidOperationException($"The state waits at activity '{pending}', which '{key}' does not contain."));
        }

        FlowPast.ReadArrivals(json, state);
        state.Past = FlowPast.Read(json, "h"u8);
        state.For = ReadText(json, "o"u8);
        state.Ways.AddRange(FlowPast.ReadWays(json));
        ReadValues(json, "m"u8, state.Memory);
    }

    private static void Write(Utf8JsonWriter json, ActivityState activity)
    {
        json.WriteStartObject();
        json.WriteString("k"u8, activity.Node.Key);
        if (activity.Status == ActivityStatus.Faulted)
        {
            json.WriteStartArray("f"u8);
            foreach (var unheard in activity.FailedAt)
            {
                WriteStimulus(json, unheard);
            }

            json.WriteEndArray();
        }

        WriteIds(json, "t"u8, activity.Tasks);
        WriteIds(json, "w"u8, activity.Timers);
        WriteTexts(json, "g"u8, activity.Signals);
        if (activity.Pending.Count > 0)
        {
            WriteTexts(json, "p"u8, activity.Pending.ConvertAll(p => activity.Node.Children[p].Id));
        }

        FlowPast.Write(json, activity);
        FlowPast.Write(json, "h"u8, activity.Past);
        WriteText(json, "o"u8, activity.For);
        FlowPast.Write(json, activity.Ways);
        WriteValues(json, "m"u8, activity.Memory);
        json.WriteEndObject();
    }

    private static void WriteStimulus(Utf8JsonWriter json, FlowStimulus stimulus)
    {
        switch (stimulus)
        {
            case FlowStimulus.TaskDone done:
                json.WriteStartObject();
                json.WriteString("t"u8, done.TaskId);
                json.WriteString("o"u8, done.Outcome);
                WriteText(json, "b"u8, done.By);
                WriteElement(json, done.Data);
                json.WriteEndObject();
                break;
            case FlowStimulus.TimerDue due:
                json.WriteStartObject();
                json.WriteString("w"u8, due.TimerId);
                json.WriteEndObject();
                break;
            case FlowStimulus.Signal signal:
                json.WriteStartObject();
                json.WriteString("g"u8, signal.Name);
                WriteElement(json, signal.Payload);
                json.WriteEndObject();
                break;
            case FlowStimulus.CameBack back:
                json.WriteStartObject();
                json.WriteString("r"u8, back.TaskId);
                WriteText(json, "b"u8, back.By);
                json.WriteEndObject();
                break;
            default:
                throw new InvalidOperationException($"No step fails at {stimulus}.");
        }
    }

    private static FlowStimulus ReadStimulus(JsonElement json)
    {
        var data = json.TryGetProperty("d"u8, out var written) ? written : default;
        return json.TryGetProperty("t"u8, out var task) ? new FlowStimulus.TaskDone(task.GetGuid(), json.GetProperty("o"u8).GetString()!, data, ReadText(json, "b"u8))
            : json.TryGetProperty("r"u8, out var back) ? new FlowStimulus.CameBack(back.GetGuid(), ReadText(json, "b"u8))
            : json.TryGetProperty("w"u8, out var timer) ? new FlowStimulus.TimerDue(timer.GetGuid())
            : new FlowStimulus.Signal(json.GetProperty("g"u8).GetString()!, data);
    }

    private static void WriteElement(Utf8JsonWriter json, JsonElement data)
    {
        if (data.ValueKind != JsonValueKind.Undefined)
        {
            json.WritePropertyName("d"u8);
            data.WriteTo(json);
        }
    }

    private static void WriteText(Utf8JsonWriter json, ReadOnlySpan<byte> name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }

    private static void WriteIds(Utf8JsonWriter json, ReadOnlySpan<byte> name, List<Guid> ids)
    {
        if (ids.Count > 0)
        {
            json.WriteStartArray(name);
            foreach (var id in ids)
            {
                json.WriteStringValue(id);
            }

            json.WriteEndArray();
        }
    }

    private static void WriteTexts(Utf8JsonWriter json, ReadOnlySpan<byte> name, List<string> texts)
    {
        if (texts.Count > 0)
        {
            json.WriteStartArray(name);
            foreach (var text in texts)
            {
                json.WriteStringValue(text);
            }

            json.WriteEndArray();
        }
    }

    private static void WriteValues(Utf8JsonWriter json, ReadOnlySpan<byte> name, SortedDictionary<string, JsonElement> values)
    {
        if (values.Count > 0)
        {
            json.WriteStartObject(name);
            foreach (var (key, value) in values)
            {
                json.WritePropertyName(key);
                value.WriteTo(json);
            }

            json.WriteEndObject();
        }
    }

    private static JsonElement.ArrayEnumerator Items(JsonElement json, ReadOnlySpan<byte> name) =>
        json.TryGetProperty(name, out var items) ? items.EnumerateArray() : default;

    private static string? ReadText(JsonElement json, ReadOnlySpan<byte> name) => json.TryGetProperty(name, out var text) ? text.GetString() : null;

    private static void ReadValues(JsonElement json, ReadOnlySpan<byte> name, SortedDictionary<string, JsonElement> values)
    {
        if (json.TryGetProperty(name, out var stored))
        {
            foreach (var member in stored.EnumerateObject())
            {
                values[member.Name] = member.Value;
            }
        }
    }

    private static string StatusCode(FlowStatus status) => status switch
    {
        FlowStatus.Waiting => "w",
        FlowStatus.Finished => "e",
        FlowStatus.Faulted => "f",
        FlowStatus.Cancelled => "c",
        _ => throw new InvalidOperationException($"Unexpected status {status}."),
    };

    private static FlowStatus StatusOf(string? code) => code switch
    {
        "w" => FlowStatus.Waiting,
        "e" => FlowStatus.Finished,
        "f" => FlowStatus.Faulted,
        "c" => FlowStatus.Cancelled,
        _ => throw new InvalidOperationException($"Unexpected status '{code}' in a flow's state."),
    };
}
