using System.Text.Json;

namespace Platform.Server.Flows.BuiltIn;

/// <summary>A step somebody has done.</summary>
/// <param name="Key">Of the activity.</param>
/// <param name="By">Account id of whoever did it last; null = nobody known.</param>
internal sealed record DoneStep(string Key, string? By);

/// <summary>Where an activity that was sent back to leads when it is done: straight to whoever sent it.</summary>
/// <param name="Key">The activity that sent it.</param>
/// <param name="Task">The one task of that activity that is away, while the activity itself stays open; null when all of it ended.</param>
/// <param name="Past">What that activity came from, where it ended.</param>
internal sealed record Comeback(string Key, string? By, Guid? Task, int[] Past);

/// <summary>
/// What an activity came from: the steps somebody did, as ascending places in <see cref="FlowState.Done"/>. Kept exactly, branch by branch, because it says what must
/// be done again when one of them is: all that came from it, and nothing beside.
/// </summary>
internal static class FlowPast
{
    public static int[] Union(int[] one, int[] other) =>
        other.Length == 0 || ReferenceEquals(one, other) ? one : one.Length == 0 ? other : [.. one.Union(other).Order()];

    public static int[] Without(int[] past, int[] gone) => past.Length == 0 || gone.Length == 0 ? past : [.. past.Except(gone)];

    /// <summary>Without the steps in the activities of <paramref name="container"/> that <paramref name="isLeft"/> picks: a new round begins for them.</summary>
    public static int[] Without(int[] past, FlowState state, CompiledFlow flow, FlowNode container, Func<FlowNode, bool> isLeft) =>
        past.Length == 0 ? past : [.. past.Where(p => !(flow.TryFind(state.Done[p].Key, out var step) && ChildOf(container, step) is { } child && isLeft(child)))];

    /// <summary>Without the steps in <paramref name="target"/> of the flowchart and in all that follows it.</summary>
    public static int[] WithoutRound(int[] past, FlowState state, CompiledFlow flow, FlowNode chart, int target) =>
        Without(past, state, flow, chart, child => chart.Graph!.Follows(child.Position, target));

    /// <summary>The activity directly in the container that is the node or contains it; null when it stands elsewhere.</summary>
    public static FlowNode? ChildOf(FlowNode container, FlowNode node)
    {
        var at = node;
        while (at is not null && at.Parent != container)
        {
            at = at.Parent;
        }

        return at;
    }

    public static void Write(Utf8JsonWriter json, ReadOnlySpan<byte> name, int[] past)
    {
        if (past.Length > 0)
        {
            json.WriteStartArray(name);
            foreach (var step in past)
            {
                json.WriteNumberValue(step);
            }

            json.WriteEndArray();
        }
    }

    public static int[] Read(JsonElement json, ReadOnlySpan<byte> name) =>
        json.TryGetProperty(name, out var steps) ? [.. steps.EnumerateArray().Select(s => s.GetInt32())] : [];

    public static void Write(Utf8JsonWriter json, IReadOnlyList<DoneStep> done)
    {
        if (done.Count == 0)
        {
            return;
        }

        json.WriteStartArray("d"u8);
        foreach (var step in done)
        {
            json.WriteStartObject();
            json.WriteString("k"u8, step.Key);
            if (step.By is not null)
            {
                json.WriteString("b"u8, step.By);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    public static IEnumerable<DoneStep> ReadDone(JsonElement json) => json.TryGetProperty("d"u8, out var steps)
        ? steps.EnumerateArray().Select(s => new DoneStep(s.GetProperty("k"u8).GetString()!, s.TryGetProperty("b"u8, out var by) ? by.GetString() : null))
        : [];

    public static void Write(Utf8JsonWriter json, IReadOnlyList<Comeback> ways)
    {
        if (ways.Count == 0)
        {
            return;
        }

        json.WriteStartArray("b"u8);
        foreach (var way in ways)
        {
            json.WriteStartObject();
            json.WriteString("k"u8, way.Key);
            if (way.By is not null)
            {
                json.WriteString("b"u8, way.By);
            }

            if (way.Task is { } task)
            {
                json.WriteString("t"u8, task);
            }

            Write(json, "h"u8, way.Past);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    public static IEnumerable<Comeback> ReadWays(JsonElement json) => json.TryGetProperty("b"u8, out var ways)
        ? ways.EnumerateArray().Select(w => new Comeback(
            w.GetProperty("k"u8).GetString()!,
            w.TryGetProperty("b"u8, out var by) ? by.GetString() : null,
            w.TryGetProperty("t"u8, out var task) ? task.GetGuid() : null,
            Read(w, "h"u8)))
        : [];

    /// <summary>What has arrived at merges, where any of it came from a step somebody did.</summary>
    public static void Write(Utf8JsonWriter json, ActivityState chart)
    {
        if (chart.Arrivals.TrueForAll(a => a.Past.Length == 0))
        {
            return;
        }

        json.WriteStartArray("q"u8);
        foreach (var (target, past) in chart.Arrivals)
        {
            json.WriteStartObject();
            json.WriteString("k"u8, chart.Node.Children[target].Id);
            Write(json, "h"u8, past);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>Reads the arrivals of a chart whose waiting merges are known.</summary>
    public static void ReadArrivals(JsonElement json, ActivityState chart)
    {
        if (json.TryGetProperty("q"u8, out var arrivals))
        {
            foreach (var arrival in arrivals.EnumerateArray())
            {
                var id = arrival.GetProperty("k"u8).GetString();
                chart.Arrivals.Add((chart.Node.Children.First(c => c.Id == id).Position, Read(arrival, "h"u8)));
            }
        }
        else
        {
            chart.Arrivals.AddRange(chart.Pending.Select(p => (p, Array.Empty<int>())));
        }
    }
}
