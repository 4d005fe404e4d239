using System.Buffers;
using System.Buffers.Text;
using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using Platform.Model.Identity;
using Platform.Model.Localities;

namespace Platform.Server.Identity;

/// <summary>
/// Recognises channels by their keys: <c>pk_</c>, 22 characters that name the key, 43 that prove it. All keys are held in memory for seconds; a wrong key
/// costs no query of its own.
/// </summary>
internal sealed class ApiKeys(ApiKeyStore store, IdentityOptions options, TimeProvider time)
{
    public const string Prefix = "pk_";
    private const int SecretBytes = 32;
    private static readonly int KeyCharacters = Prefix.Length + Base64Url.GetEncodedLength(16) + Base64Url.GetEncodedLength(SecretBytes);
    private volatile Known? _known;

    /// <summary>The channel, or null when the key is unknown, expired or revoked.</summary>
    public async ValueTask<Actor?> ResolveAsync(string key, CancellationToken ct)
    {
        if (key.Length != KeyCharacters || IdOf(key) is not { } id)
        {
            return null;
        }

        var known = await KnowAsync(ct);
        return known.Keys.TryGetValue(id, out var entry)
            && entry.Row.RevokedAt is null
            && entry.Row.ExpiresAt > time.GetUtcNow()
            && CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Hash(key)), Encoding.ASCII.GetBytes(entry.Row.SecretHash))
            ? entry.Actor
            : null;
    }

    /// <summary>Call after every committed change to a key.</summary>
    public void Forget() => _known = null;

    /// <summary>A new key for the row with this id; shown once, never stored.</summary>
    public static string Make(Guid id) =>
        $"{Prefix}{Base64Url.EncodeToString(id.ToByteArray())}{Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes))}";

    /// <summary>What is stored: a key has 256 random bits, so a plain hash cannot be guessed.</summary>
    public static string Hash(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(key)));

    private static Guid? IdOf(string key)
    {
        Span<byte> id = stackalloc byte[16];
        return key.StartsWith(Prefix, StringComparison.Ordinal) && Base64Url.DecodeFromChars(key.AsSpan(Prefix.Length, 22), id, out _, out var written) == OperationStatus.Done && written == 16 ? new Guid(id) : null;
    }

    private async ValueTask<Known> KnowAsync(CancellationToken ct)
    {
        if (_known is { } known && time.GetElapsedTime(known.ReadAt) < options.CacheLifetime)
        {
            return known;
        }

        var readAt = time.GetTimestamp();
        var rows = await store.ListAsync(LocalityScope.System, ct);
        return _known = new Known(readAt, rows.ToFrozenDictionary(r => r.Id, r => new Entry(r, ActorOf(r))));
    }

    private static Actor ActorOf(ApiKeyRow row) => new(ActorKind.Channel, row.Id, row.Name, [new Grant(Roles.Channel, row.Locality)]) { Channel = row.Channel };

    private sealed record Known(long ReadAt, FrozenDictionary<Guid, Entry> Keys);

    private sealed record Entry(ApiKeyRow Row, Actor Actor);
}
