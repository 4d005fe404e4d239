using System.Security.Cryptography;

namespace Platform.Server.Data;

/// <summary>
/// Random bytes of the system's cryptographic source, drawn many at once: asking for twelve costs as much as encrypting a kilobyte. Each is given out
/// once and forgotten. Not thread-safe.
/// </summary>
internal sealed class RandomStock
{
    private readonly byte[] _drawn = new byte[1024];
    private int _used = 1024;

    /// <param name="bytes">Filled; at most 1,024.</param>
    public void Take(Span<byte> bytes)
    {
        if (_drawn.Length - _used < bytes.Length)
        {
            RandomNumberGenerator.Fill(_drawn);
            _used = 0;
        }

        var next = _drawn.AsSpan(_used, bytes.Length);
        next.CopyTo(bytes);
        next.Clear();
        _used += bytes.Length;
    }
}
