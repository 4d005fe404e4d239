using System.Buffers.Binary;
using Platform.Model;

namespace Platform.Server.Data;

/// <summary>
/// UUIDv7 (RFC 9562 §6.2, method 2): milliseconds, then a 42-bit counter seeded at random per millisecond, then 32 random bits.
/// Every id of a process is greater than the one before, also as text, and also when the clock stands or goes back. Thread-safe.
/// </summary>
internal sealed class IdSource(TimeProvider time) : IIdSource
{
    private const ulong CounterMask = (1UL << 42) - 1;
    private readonly Lock _lock = new();
    private readonly RandomStock _stock = new();
    private long _milliseconds;
    private ulong _counter;

    public Guid Next()
    {
        Span<byte> random = stackalloc byte[12];
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        long milliseconds;
        ulong counter;
        lock (_lock)
        {
            _stock.Take(random);

            // The seed leaves the top bit free, so that a millisecond has room for 2^41 ids.
            if (now > _milliseconds)
            {
                (_milliseconds, _counter) = (now, BinaryPrimitives.ReadUInt64LittleEndian(random) & (CounterMask >> 1));
            }
            else if (++_counter > CounterMask)
            {
                (_milliseconds, _counter) = (_milliseconds + 1, 0);
            }

            (milliseconds, counter) = (_milliseconds, _counter);
        }

        Span<byte> id = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(id, ((ulong)milliseconds << 16) | 0x7000 | (counter >> 30));
        BinaryPrimitives.WriteUInt32BigEndian(id[8..], 0x8000_0000 | (uint)(counter & 0x3FFF_FFFF));
        random[8..].CopyTo(id[12..]);
        return new Guid(id, bigEndian: true);
    }
}
