using System.Buffers;
using System.Buffers.Text;
using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using Platform.Model.Identity;
using Platform.Server.Data;

namespace Platform.Server.Identity;

/// <summary>
/// AES-256-GCM: as text <c>a1.keyId.base64url(nonce ‖ tag ‖ cipher text)</c>, as bytes <c>1 ‖ length of the key id ‖ key id ‖ nonce ‖ tag ‖ cipher text</c>; the
/// key id is authenticated too. Look-up hashes are HMAC-SHA256.
/// </summary>
internal sealed class PersonalData(KeyRing keys) : IPersonalData, IDisposable
{
    private const string Scheme = "a1";
    private const byte SealScheme = 1;
    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private const int LongestId = 64;

    private readonly byte[] _currentId = Encoding.ASCII.GetBytes(keys.CurrentId);
    private readonly FrozenDictionary<string, byte[]> _dataKeys = keys.KeyIds.ToFrozenDictionary(id => id, keys.DataKey, StringComparer.Ordinal);

    // Setting up a cipher costs as much as encrypting a page of text, and one must not be used by two threads.
    private readonly ThreadLocal<Dictionary<string, AesGcm>> _ciphers = new(() => new(StringComparer.Ordinal), trackAllValues: true);
    private readonly ThreadLocal<IncrementalHash> _hmacs = new(() => IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, keys.LookupSecret), trackAllValues: true);
    private readonly ThreadLocal<RandomStock> _random = new(() => new RandomStock());

    public string Protect(string plain)
    {
        var text = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(plain.Length));
        try
        {
            return Protect(text.AsSpan(0, Encoding.UTF8.GetBytes(plain, text)));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(text, clearArray: true);
        }
    }

    public string Protect(ReadOnlySpan<byte> plain)
    {
        var rented = ArrayPool<byte>.Shared.Rent(NonceBytes + TagBytes + plain.Length);
        try
        {
            var box = rented.AsSpan(0, NonceBytes + TagBytes + plain.Length);
            Encrypt(plain, box);
            return string.Create(
                Scheme.Length + 1 + keys.CurrentId.Length + 1 + Base64Url.GetEncodedLength(box.Length),
                (Box: rented, box.Length, keys.CurrentId),
                static (stored, parts) =>
                {
                    stored.TryWrite($"{Scheme}.{parts.CurrentId}.", out var head);
                    Base64Url.EncodeToChars(parts.Box.AsSpan(0, parts.Length), stored[head..]);
                });
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    public byte[] Seal(ReadOnlySpan<byte> plain)
    {
        var stored = new byte[2 + _currentId.Length + NonceBytes + TagBytes + plain.Length];
        (stored[0], stored[1]) = (SealScheme, (byte)_currentId.Length);
        _currentId.CopyTo(stored, 2);
        Encrypt(plain, stored.AsSpan(2 + _currentId.Length));
        return stored;
    }

    public byte[] Unseal(ReadOnlySpan<byte> stored)
    {
        if (stored.StartsWith("a1."u8))
        {
            return Encoding.UTF8.GetBytes(Unprotect(Encoding.ASCII.GetString(stored)));
        }

        if (stored.Length < 2 || stored[0] != SealScheme || stored.Length < 2 + stored[1])
        {
            throw new CryptographicException("This is no sealed value.");
        }

        var id = stored.Slice(2, stored[1]);
        var box = stored[(2 + id.Length)..];
        var plain = new byte[PlainLength(box)];
        Decrypt(id, box, plain);
        return plain;
    }

    public bool IsProtected(string stored) => stored.StartsWith(Scheme + ".", StringComparison.Ordinal);

    public string Unprotect(string stored)
    {
        Span<Range> parts = stackalloc Range[4];
        if (stored.AsSpan().Split(parts, '.') != 3 || !stored.AsSpan(parts[0]).SequenceEqual(Scheme))
        {
            throw new CryptographicException("This is no protected value.");
        }

        Span<byte> id = stackalloc byte[LongestId];
        var coded = stored.AsSpan(parts[2]);
        var rented = ArrayPool<byte>.Shared.Rent(2 * Base64Url.GetMaxDecodedLength(coded.Length));
        try
        {
            if (!Encoding.ASCII.TryGetBytes(stored.AsSpan(parts[1]), id, out var idLength) || !Base64Url.TryDecodeFromChars(coded, rented, out var boxLength))
            {
                throw new CryptographicException("This is no protected value.");
            }

            var box = rented.AsSpan(0, boxLength);
            var plain = rented.AsSpan(boxLength, PlainLength(box));
            Decrypt(id[..idLength], box, plain);
            return Encoding.UTF8.GetString(plain);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented, clearArray: true);
        }
    }

    public string LookupHash(string purpose, string normalised)
    {
        var hmac = _hmacs.Value!;
        hmac.AppendData(Encoding.UTF8.GetBytes($"{purpose}\n{normalised}"));
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        hmac.GetHashAndReset(hash);
        return Convert.ToHexStringLower(hash);
    }

    public void Dispose()
    {
        foreach (var own in _ciphers.Values.SelectMany(c => c.Values).Concat<IDisposable>(_hmacs.Values))
        {
            own.Dispose();
        }

        _ciphers.Dispose();
        _hmacs.Dispose();
        _random.Dispose();
    }

    /// <param name="box">Takes nonce, tag and cipher text.</param>
    private void Encrypt(ReadOnlySpan<byte> plain, Span<byte> box)
    {
        var nonce = box[..NonceBytes];
        _random.Value!.Take(nonce);
        Cipher(keys.CurrentId).Encrypt(nonce, plain, box[(NonceBytes + TagBytes)..], box.Slice(NonceBytes, TagBytes), _currentId);
    }

    private static int PlainLength(ReadOnlySpan<byte> box) =>
        box.Length >= NonceBytes + TagBytes ? box.Length - NonceBytes - TagBytes : throw new CryptographicException("A protected value was cut.");

    /// <param name="box">Nonce, tag and cipher text.</param>
    /// <param name="plain">Takes as many bytes as the cipher text has.</param>
    private void Decrypt(ReadOnlySpan<byte> keyId, ReadOnlySpan<byte> box, Span<byte> plain) =>
        Cipher(keyId.SequenceEqual(_currentId) ? keys.CurrentId : Encoding.ASCII.GetString(keyId))
            .Decrypt(box[..NonceBytes], box[(NonceBytes + TagBytes)..], box.Slice(NonceBytes, TagBytes), plain, keyId);

    private AesGcm Cipher(string keyId)
    {
        var ciphers = _ciphers.Value!;
        if (!ciphers.TryGetValue(keyId, out var cipher))
        {
            ciphers.Add(keyId, cipher = new AesGcm(_dataKeys.GetValueOrDefault(keyId) ?? keys.DataKey(keyId), TagBytes));
        }

        return cipher;
    }
}
