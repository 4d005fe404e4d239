using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Platform.Model.Flows;

namespace Platform.Server.Flows.BuiltIn;

/// <summary>Writes a state as compact JSON: activities by key in the order they were entered, values only where they differ from their defaults.</summary>
internal static class FlowStateWriter
{
    /// <summary>Texts in states, and keys made ready for them, are escaped as this does.</summary>
    public static JavaScriptEncoder Encoder { get; } = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;

    [ThreadStatic]
    private static (ArrayBufferWriter<byte> Bytes, Utf8JsonWriter Json)? _own;

    public static string Write(FlowState state)
    {
        var (bytes, json) = _own ??= Create();
        bytes.ResetWrittenCount();
        json.Reset(bytes);
        Write(json, state);
        json.Flush();
        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }

    private static (ArrayBufferWriter<byte>, Utf8JsonWriter) Create()
    {
        var bytes = new ArrayBufferWriter<byte>(4096);
        return (bytes, new Utf8JsonWriter(bytes, new JsonWriterOptions { Encoder = Encoder, SkipValidation = true }));
    }

    private static void Write(Utf8JsonWriter json, FlowState state)
    {
        json.WriteStartObject();
        json.WriteString("s"u8, CodeOf(state.Status));
        Write(json, state.Frame);
        state.Variables.Write(json, "v"u8);
        if (state.Active.Count > 0)
        {
            json.WriteStartArray("a"u8);
            foreach (var activity in state.Active)
            {
                Write(json, activity);
            }

            json.WriteEndArray();
        }

        // Last: see there.
        state.Done.Write(json);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, ActivityState activity)
    {
        json.WriteStartObject();
        json.WriteString("k"u8, activity.Node.KeyText);
        if (activity.Status == ActivityStatus.Faulted)
        {
            json.WriteStartArray("f"u8);
            foreach (var unheard in activity.FailedAt)
            {
                Write(json, unheard);
            }

            json.WriteEndArray();
        }

        Ids(json, "t"u8, activity.Tasks);
        Ids(json, "w"u8, activity.Timers);
        Texts(json, "g"u8, activity.Signals);
        Waiting(json, activity);
        activity.Past.Write(json, "e"u8);
        Text(json, "o"u8, activity.For);
        Ways(json, activity.Ways);
        activity.Memory.Write(json, "m"u8);
        activity.Corrected.Write(json, "y"u8);
        if (activity.Frame is { } frame)
        {
            json.WriteStartObject("x"u8);
            Write(json, frame);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    /// <summary>The merges that wait, and what has arrived at them where any of it came from a step somebody did.</summary>
    private static void Waiting(Utf8JsonWriter json, ActivityState chart)
    {
        if (chart.Pending.IsEmpty)
        {
            return;
        }

        json.WriteStartArray("p"u8);
        foreach (var position in chart.Pending)
        {
            json.WriteStringValue(chart.Node.Children[position].Id);
        }

        json.WriteEndArray();
        if (chart.Arrivals.All(a => a.Past.IsEmpty))
        {
            return;
        }

        json.WriteStartArray("q"u8);
        foreach (var (target, past) in chart.Arrivals)
        {
            json.WriteStartObject();
            json.WriteString("k"u8, chart.Node.Children[target].Id);
            past.Write(json, "e"u8);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Ways(Utf8JsonWriter json, ImmutableArray<Comeback> ways)
    {
        if (ways.IsEmpty)
        {
            return;
        }

        json.WriteStartArray("b"u8);
        foreach (var way in ways)
        {
            json.WriteStartObject();
            json.WriteString("k"u8, way.Key);
            Text(json, "b"u8, way.By);
            if (way.Task is { } task)
            {
                json.WriteString("t"u8, task);
            }

            way.Past.Write(json, "e"u8);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, FlowFrame frame)
    {
        Text(json, "n"u8, frame.Name);
        Text(json, "c"u8, frame.CorrelationId);
        if (frame.Detached)
        {
            json.WriteBoolean("d"u8, true);
        }

        frame.Inputs.Write(json, "i"u8);
        frame.Outputs.Write(json, "o"u8);
    }

    private static void Write(Utf8JsonWriter json, FlowStimulus stimulus)
    {
        json.WriteStartObject();
        switch (stimulus)
        {
            case FlowStimulus.TaskDone done:
                json.WriteString("t"u8, done.TaskId);
                json.WriteString("o"u8, done.Outcome);
                Text(json, "b"u8, done.By);
                Data(json, done.Data);
                break;
            case FlowStimulus.TimerDue due:
                json.WriteString("w"u8, due.TimerId);
                break;
            case FlowStimulus.Signal signal:
                json.WriteString("g"u8, signal.Name);
                Data(json, signal.Payload);
                break;
            case FlowStimulus.CameBack back:
                json.WriteString("r"u8, back.TaskId);
                Text(json, "b"u8, back.By);
                break;
            default:
                throw new InvalidOperationException($"No step fails at {stimulus}.");
        }

        json.WriteEndObject();
    }

    private static void Data(Utf8JsonWriter json, JsonElement data)
    {
        if (data.ValueKind != JsonValueKind.Undefined)
        {
            json.WritePropertyName("d"u8);
            data.WriteTo(json);
        }
    }

    private static void Text(Utf8JsonWriter json, ReadOnlySpan<byte> name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }

    private static void Ids(Utf8JsonWriter json, ReadOnlySpan<byte> name, ImmutableArray<Guid> ids)
    {
        if (ids.IsEmpty)
        {
            return;
        }

        json.WriteStartArray(name);
        foreach (var id in ids)
        {
            json.WriteStringValue(id);
        }

        json.WriteEndArray();
    }

    private static void Texts(Utf8JsonWriter json, ReadOnlySpan<byte> name, ImmutableArray<string> texts)
    {
        if (texts.IsEmpty)
        {
            return;
        }

        json.WriteStartArray(name);
        foreach (var text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }

    private static ReadOnlySpan<byte> CodeOf(FlowStatus status) => status switch
    {
        FlowStatus.Waiting => "w"u8,
        FlowStatus.Finished => "e"u8,
        FlowStatus.Faulted => "f"u8,
        FlowStatus.Cancelled => "c"u8,
        _ => throw new InvalidOperationException($"Unexpected status {status}."),
    };
}
