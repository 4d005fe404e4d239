using System.Numerics;
using System.Text.Json;

namespace Platform.Server.Flows.BuiltIn;

/// <summary>
/// What an activity came from: the steps somebody did, as a set of places in <see cref="FlowState.Done"/>. Kept exactly, branch by branch, because it says what must
/// be done again when one of them is: all that came from it, and nothing beside. A value; one bit per place.
/// </summary>
internal readonly struct FlowPast
{
    private const int Word = 64;

    private readonly ulong _first;

    /// <summary>Places from 64 on; null = none.</summary>
    private readonly ulong[]? _more;

    private FlowPast(ulong first, ulong[]? more) => (_first, _more) = (first, more);

    public bool IsEmpty => _first == 0 && _more is null;

    private int Words => 1 + (_more?.Length ?? 0);

    public bool Contains(int place) => (WordAt(place / Word) & Bit(place)) != 0;

    public FlowPast With(int place) => Contains(place) ? this : Change(Math.Max(Words, (place / Word) + 1), place, set: true);

    public FlowPast Without(int place) => Contains(place) ? Change(Words, place, set: false) : this;

    public FlowPast Union(FlowPast other)
    {
        if (other._more is null)
        {
            return new(_first | other._first, _more);
        }

        if (_more is null || ReferenceEquals(_more, other._more))
        {
            return new(_first | other._first, other._more);
        }

        var more = new ulong[Math.Max(_more.Length, other._more.Length)];
        for (var i = 0; i < more.Length; i++)
        {
            more[i] = WordAt(i + 1) | other.WordAt(i + 1);
        }

        return new(_first | other._first, more);
    }

    public FlowPast Without(FlowPast gone)
    {
        var kept = this;
        foreach (var place in gone)
        {
            kept = kept.Without(place);
        }

        return kept;
    }

    /// <summary>Without the steps in <paramref name="target"/> of the flowchart and in all that follows it: a new round begins for them.</summary>
    public FlowPast WithoutRound(FlowState state, FlowNode chart, int target) => WithoutChildren(state, chart, target, static (chart, child, target) => chart.Graph!.Follows(child, target));

    /// <summary>Without the steps in the activity at <paramref name="position"/> of the container.</summary>
    public FlowPast WithoutChild(FlowState state, FlowNode container, int position) => WithoutChildren(state, container, position, static (_, child, position) => child == position);

    /// <summary>Without the steps in the activities of the container from <paramref name="position"/> on.</summary>
    public FlowPast WithoutFrom(FlowState state, FlowNode container, int position) => WithoutChildren(state, container, position, static (_, child, position) => child >= position);

    private FlowPast WithoutChildren(FlowState state, FlowNode container, int position, Func<FlowNode, int, int, bool> isLeft)
    {
        var kept = this;
        foreach (var place in this)
        {
            if (state.Done.NodeAt(place) is { } step && ChildOf(container, step) is { } child && isLeft(container, child.Position, position))
            {
                kept = kept.Without(place);
            }
        }

        return kept;
    }

    /// <summary>The activity directly in the container that is the node or contains it; null when it stands elsewhere.</summary>
    private static FlowNode? ChildOf(FlowNode container, FlowNode node)
    {
        var at = node;
        while (at is not null && at.Parent != container)
        {
            at = at.Parent;
        }

        return at;
    }

    /// <summary>The places, the latest first.</summary>
    public IReadOnlyList<int> Backwards()
    {
        var places = new List<int>();
        foreach (var place in this)
        {
            places.Add(place);
        }

        places.Reverse();
        return places;
    }

    /// <summary>The places, ascending.</summary>
    public Enumerator GetEnumerator() => new(this);

    /// <summary>As numbers of 64 bits each; nothing when it is empty.</summary>
    public void Write(Utf8JsonWriter json, ReadOnlySpan<byte> name)
    {
        if (IsEmpty)
        {
            return;
        }

        json.WriteStartArray(name);
        for (var i = 0; i < Words; i++)
        {
            json.WriteNumberValue(WordAt(i));
        }

        json.WriteEndArray();
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static FlowPast Read(ref Utf8JsonReader json)
    {
        var first = 0UL;
        List<ulong>? more = null;
        for (var i = 0; json.Read() && json.TokenType != JsonTokenType.EndArray; i++)
        {
            if (i == 0)
            {
                first = json.GetUInt64();
            }
            else
            {
                (more ??= []).Add(json.GetUInt64());
            }
        }

        return new(first, more?.ToArray());
    }

    /// <summary>Reads a list of places, as states had it before the sets.</summary>
    public static FlowPast ReadPlaces(ref Utf8JsonReader json)
    {
        var past = default(FlowPast);
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            past = past.With(json.GetInt32());
        }

        return past;
    }

    private static ulong Bit(int place) => 1UL << (place % Word);

    private ulong WordAt(int i) => i == 0 ? _first : _more is { } more && i <= more.Length ? more[i - 1] : 0;

    private FlowPast Change(int words, int place, bool set)
    {
        var first = place < Word ? Flip(_first, place, set) : _first;
        if (words == 1 || (place < Word && _more is not null))
        {
            return new(first, _more);
        }

        var more = new ulong[words - 1];
        _more?.CopyTo(more, 0);
        more[(place / Word) - 1] = Flip(more[(place / Word) - 1], place, set);
        var used = more.AsSpan().LastIndexOfAnyExcept(0UL) + 1;
        return new(first, used == 0 ? null : used == more.Length ? more : more[..used]);
    }

    private static ulong Flip(ulong word, int place, bool set) => set ? word | Bit(place) : word & ~Bit(place);

    public struct Enumerator(FlowPast past)
    {
        private int _at;
        private ulong _left = past._first;

        public int Current { get; private set; }

        public bool MoveNext()
        {
            while (_left == 0)
            {
                if (++_at >= past.Words)
                {
                    return false;
                }

                _left = past.WordAt(_at);
            }

            Current = (_at * Word) + BitOperations.TrailingZeroCount(_left);
            _left &= _left - 1;
            return true;
        }
    }
}

/// <summary>Where an activity that was sent back to leads when it is done: straight to whoever sent it.</summary>
/// <param name="Key">The activity that sent it.</param>
/// <param name="Task">The one task of that activity that is away, while the activity itself stays open; null when all of it ended.</param>
/// <param name="Past">What that activity came from, where it ended.</param>
internal sealed record Comeback(string Key, string? By, Guid? Task, FlowPast Past);
