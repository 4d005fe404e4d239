using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Platform.Model.Flows;

namespace Platform.Server.Flows.BuiltIn;

/// <summary>Reads what <see cref="FlowStateWriter"/> writes, and what it wrote before it kept sets: lists of places (<c>h</c>) and an object for each step that was done.</summary>
internal ref struct FlowStateReader
{
    private readonly CompiledFlow _flow;
    private readonly FlowState _state;
    private readonly ReadOnlySpan<byte> _text;
    private Utf8JsonReader _json;

    private FlowStateReader(CompiledFlow flow, ReadOnlySpan<byte> text)
    {
        _flow = flow;
        _state = new FlowState(flow);
        _text = text;
        _json = new Utf8JsonReader(text);
    }

    /// <exception cref="InvalidOperationException">The text is no state of this flow.</exception>
    public static FlowState Read(string text, CompiledFlow flow)
    {
        var bytes = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(text.Length));
        try
        {
            var reader = new FlowStateReader(flow, bytes.AsSpan(0, Encoding.UTF8.GetBytes(text, bytes)));
            reader.ReadState();
            return reader._state;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    private void ReadState()
    {
        _json.Read();
        while (Next(out var member))
        {
            switch (member)
            {
                case 's':
                    _state.Status = Status();
                    break;
                case 'v':
                    _state.Variables = FlowValues.Read(ref _json, _text);
                    break;
                case 'a':
                    while (Item())
                    {
                        ReadActivity();
                    }

                    break;
                case 'y':
                    _state.Done.ReadPeople(ref _json);
                    break;
                case 'u':
                    _state.Done.Read(ref _json, _text);
                    break;
                default:
                    ReadFrame(_state.Frame, member);
                    break;
            }
        }
    }

    private void ReadActivity()
    {
        ActivityState? activity = null;
        while (Next(out var member))
        {
            if (activity is null)
            {
                activity = member == 'k' ? Enter() : throw Unexpected(member);
                continue;
            }

            ReadActivity(activity, member);
        }

        if (activity is null)
        {
            throw new InvalidOperationException("The state has an activity without a key.");
        }

        if (activity.Frame is { Detached: true })
        {
            activity.Parent = null;
        }

        if (activity.Arrivals.IsEmpty && !activity.Pending.IsEmpty)
        {
            activity.Arrivals = [.. activity.Pending.Select(p => (p, default(FlowPast)))];
        }
    }

    private ActivityState Enter()
    {
        if (!_flow.TryFindText(_json.ValueSpan, out var node))
        {
            throw new InvalidOperationException($"The state is at activity '{_json.GetString()}', which flow '{_flow.DefinitionId}' does not contain.");
        }

        var activity = _state.Enter(node, node.Parent is null ? null : _state.Find(node.Parent));
        activity.Status = ActivityStatus.Running;
        return activity;
    }

    private void ReadActivity(ActivityState activity, char member)
    {
        switch (member)
        {
            case 'f':
                activity.Status = ActivityStatus.Faulted;
                while (Item())
                {
                    activity.FailedAt = activity.FailedAt.Add(ReadStimulus());
                }

                break;
            case 't':
                activity.Tasks = ReadIds();
                break;
            case 'w':
                activity.Timers = ReadIds();
                break;
            case 'g':
                while (Item())
                {
                    activity.Signals = activity.Signals.Add(_json.GetString()!);
                }

                break;
            case 'p':
                while (Item())
                {
                    activity.Pending = activity.Pending.Add(ReadChild(activity.Node));
                }

                break;
            case 'q':
                ReadArrivals(activity);
                break;
            case 'e' or 'h':
                activity.Past = ReadPast(member);
                break;
            case 'o':
                activity.For = _json.GetString();
                break;
            case 'b':
                while (Item())
                {
                    activity.Ways = activity.Ways.Add(ReadWay());
                }

                break;
            case 'm':
                activity.Memory = FlowValues.Read(ref _json, _text);
                break;
            case 'y':
                activity.Corrected = FlowValues.Read(ref _json, _text);
                break;
            case 'x':
                activity.Frame = new FlowFrame();
                while (Next(out var own))
                {
                    ReadFrame(activity.Frame, own);
                }

                break;
            default:
                throw Unexpected(member);
        }
    }

    private void ReadFrame(FlowFrame frame, char member)
    {
        switch (member)
        {
            case 'n':
                frame.Name = _json.GetString();
                break;
            case 'c':
                frame.CorrelationId = _json.GetString();
                break;
            case 'd':
                frame.Detached = _json.GetBoolean();
                break;
            case 'i':
                frame.Inputs = FlowValues.Read(ref _json, _text);
                break;
            case 'o':
                frame.Outputs = FlowValues.Read(ref _json, _text);
                break;
            default:
                throw Unexpected(member);
        }
    }

    private void ReadArrivals(ActivityState chart)
    {
        var arrivals = ImmutableArray.CreateBuilder<(int, FlowPast)>();
        while (Item())
        {
            var (target, past) = (0, default(FlowPast));
            while (Next(out var member))
            {
                if (member == 'k')
                {
                    target = ReadChild(chart.Node);
                }
                else
                {
                    past = ReadPast(member);
                }
            }

            arrivals.Add((target, past));
        }

        chart.Arrivals = arrivals.DrainToImmutable();
    }

    private Comeback ReadWay()
    {
        var way = new Comeback("", null, null, default);
        while (Next(out var member))
        {
            way = member switch
            {
                'k' => way with { Key = _json.GetString()! },
                'b' => way with { By = _json.GetString() },
                't' => way with { Task = _json.GetGuid() },
                _ => way with { Past = ReadPast(member) },
            };
        }

        return way;
    }

    private FlowStimulus ReadStimulus()
    {
        var json = JsonElement.ParseValue(ref _json);
        var data = json.TryGetProperty("d"u8, out var written) ? written : default;
        var by = json.TryGetProperty("b"u8, out var account) ? account.GetString() : null;
        return json.TryGetProperty("t"u8, out var task) ? new FlowStimulus.TaskDone(task.GetGuid(), json.GetProperty("o"u8).GetString()!, data, by)
            : json.TryGetProperty("r"u8, out var back) ? new FlowStimulus.CameBack(back.GetGuid(), by)
            : json.TryGetProperty("w"u8, out var timer) ? new FlowStimulus.TimerDue(timer.GetGuid())
            : new FlowStimulus.Signal(json.GetProperty("g"u8).GetString()!, data);
    }

    private FlowPast ReadPast(char member) => member switch
    {
        'e' => FlowPast.Read(ref _json),
        'h' => FlowPast.ReadPlaces(ref _json),
        _ => throw Unexpected(member),
    };

    private ImmutableArray<Guid> ReadIds()
    {
        var ids = ImmutableArray<Guid>.Empty;
        while (Item())
        {
            ids = ids.Add(_json.GetGuid());
        }

        return ids;
    }

    private int ReadChild(FlowNode container) =>
        container.TryFindChildText(_json.ValueSpan, out var child)
            ? child.Position
            : throw new InvalidOperationException($"The state waits at activity '{_json.GetString()}', which '{container.Key}' does not contain.");

    private FlowStatus Status() => _json.ValueSpan switch
    {
        [(byte)'w'] => FlowStatus.Waiting,
        [(byte)'e'] => FlowStatus.Finished,
        [(byte)'f'] => FlowStatus.Faulted,
        [(byte)'c'] => FlowStatus.Cancelled,
        _ => throw new InvalidOperationException($"Unexpected status '{_json.GetString()}' in a flow's state."),
    };

    /// <summary>Goes to the value of the next member of an object; false at its end. All names are one letter.</summary>
    private bool Next(out char member)
    {
        _json.Read();
        if (_json.TokenType == JsonTokenType.EndObject)
        {
            member = default;
            return false;
        }

        member = (char)_json.ValueSpan[0];
        _json.Read();
        return true;
    }

    /// <summary>Goes to the next item of a list; false at its end.</summary>
    private bool Item() => _json.Read() && _json.TokenType != JsonTokenType.EndArray;

    private readonly InvalidOperationException Unexpected(char member) => new($"Unexpected member '{member}' in a flow's state, at byte {_json.TokenStartIndex}.");
}
