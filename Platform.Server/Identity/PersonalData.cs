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
        return Decrypt(Encoding.ASCII.GetString(id), stored[(2 + id.Length)..]);
    }

    public bool IsProtected(string stored) => stored.StartsWith(Scheme + ".", StringComparison.Ordinal);

    public string Unprotect(string stored)
    {
        var parts = stored.Split('.');
        if (parts.Length != 3 || parts[0] != Scheme)
        {
            throw new CryptographicException("This is no protected value.");
        }

        return Encoding.UTF8.GetString(Decrypt(parts[1], Base64Url.DecodeFromChars(parts[2])));
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

    private byte[] Decrypt(string keyId, ReadOnlySpan<byte> box)
    {
        if (box.Length < NonceBytes + TagBytes)
        {
            throw new CryptographicException("A protected value was cut.");
        }

        var plain = new byte[box.Length - NonceBytes - TagBytes];
        Cipher(keyId).Decrypt(box[..NonceBytes], box[(NonceBytes + TagBytes)..], box.Slice(NonceBytes, TagBytes), plain, Encoding.ASCII.GetBytes(keyId));
        return plain;
    }

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
