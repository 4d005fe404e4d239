using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Platform.Model.Flows;

namespace Platform.Server.Flows.BuiltIn;

/// <summary>
/// Where a flow stands: what is being done, at which merges something waits, and the variables. Written as compact JSON: activities by key in the order
/// they were entered, values only where they differ from their defaults. No counters: which arrivals a merge waits for follows from the graph.
/// </summary>
internal sealed class FlowState
{
    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private readonly ActivityState?[] _byNode;
    private readonly Dictionary<FlowNode, ActivityState> _inLanes = [];
    private readonly SortedDictionary<string, JsonElement> _variables = new(StringComparer.Ordinal);

    public FlowState(CompiledFlow flow) => _byNode = new ActivityState?[flow.Nodes.Count];

    public FlowStatus Status { get; set; } = FlowStatus.Waiting;

    /// <summary>Of the flow itself.</summary>
    public FlowFrame Frame { get; } = new();

    /// <summary>In order of entering.</summary>
    public List<ActivityState> Active { get; } = [];

    /// <summary>Steps that somebody did, each once; places in it never change.</summary>
    public List<DoneStep> Done { get; } = [];

    public bool Ended => Status is FlowStatus.Finished or FlowStatus.Cancelled;

    public ActivityState? Find(FlowNode node) => node.Lane is null ? _byNode[node.Index] : _inLanes.GetValueOrDefault(node);

    /// <summary>What the flow that the activity belongs to has for itself.</summary>
    public FlowFrame FrameOf(FlowNode node) => node.Flow.IsChild && Find(node.Top) is { Frame: { } own } ? own : Frame;

    public JsonElement? Input(FlowNode node, string name) => FrameOf(node).Inputs.TryGetValue(name, out var value) ? value : null;

    /// <summary>Takes over everything that is not an activity. Values nobody declares here stay: who goes back to where they were declared finds them.</summary>
    public void TakeValues(FlowState from)
    {
        Status = from.Status;
        Frame.Take(from.Frame);
        foreach (var (slot, value) in from._variables)
        {
            Store(slot, value);
        }
    }

    public JsonElement? Variable(FlowVariable variable) => _variables.TryGetValue(variable.Slot, out var value) ? value : variable.Default;

    public bool TryGetStored(string slot, out JsonElement value) => _variables.TryGetValue(slot, out value);

    public void Store(string slot, JsonElement value) => _variables[slot] = value;

    public void Forget(string slot) => _variables.Remove(slot);

    public ActivityState Enter(FlowNode node, ActivityState? parent)
    {
        var state = new ActivityState(node, parent);
        Place(node, state);
        Active.Add(state);
        return state;
    }

    public void Leave(ActivityState state)
    {
        state.Status = ActivityStatus.Gone;
        Place(state.Node, null);
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
            activity.Ways = activity.Ways.ConvertAll(w => w with { Past = FlowPast.Without(w.Past, past) });
            for (var i = 0; i < activity.Arrivals.Count; i++)
            {
                activity.Arrivals[i] = (activity.Arrivals[i].Target, FlowPast.Without(activity.Arrivals[i].Past, past));
            }
        }
    }

    private void Place(FlowNode node, ActivityState? state)
    {
        if (node.Lane is null)
        {
            _byNode[node.Index] = state;
        }
        else if (state is null)
        {
            _inLanes.Remove(node);
        }
        else
        {
            _inLanes[node] = state;
        }
    }

    public string Write()
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer, Compact))
        {
            json.WriteStartObject();
            json.WriteString("s"u8, StatusCode(Status));
            WriteFrame(json, Frame);
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
        };
        ReadFrame(json, state.Frame);
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

        var frame = json.TryGetProperty("x"u8, out var own) ? ReadFrame(own, new FlowFrame()) : null;
        var state = Enter(node, node.Parent is null || frame is { Detached: true } ? null : Find(node.Parent));
        state.Frame = frame;
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
        ReadValues(json, "y"u8, state.Corrected);
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
        WriteValues(json, "y"u8, activity.Corrected);
        if (activity.Frame is { } frame)
        {
            json.WriteStartObject("x"u8);
            WriteFrame(json, frame);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteFrame(Utf8JsonWriter json, FlowFrame frame)
    {
        WriteText(json, "n"u8, frame.Name);
        WriteText(json, "c"u8, frame.CorrelationId);
        if (frame.Detached)
        {
            json.WriteBoolean("d"u8, true);
        }

        WriteValues(json, "i"u8, frame.Inputs);
        WriteValues(json, "o"u8, frame.Outputs);
    }

    private static FlowFrame ReadFrame(JsonElement json, FlowFrame frame)
    {
        (frame.Name, frame.CorrelationId, frame.Detached) = (ReadText(json, "n"u8), ReadText(json, "c"u8), json.TryGetProperty("d"u8, out _));
        ReadValues(json, "i"u8, frame.Inputs);
        ReadValues(json, "o"u8, frame.Outputs);
        return frame;
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
