using System.Buffers;
using System.Buffers.Text;
using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using Platform.Model.Identity;

namespace Platform.Server.Identity;

/// <summary>AES-256-GCM: <c>a1.keyId.base64url(nonce ‖ tag ‖ cipher text)</c>; the key id is authenticated too. Look-up hashes are HMAC-SHA256.</summary>
internal sealed class PersonalData(KeyRing keys) : IPersonalData, IDisposable
{
    private const string Scheme = "a1";
    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    private readonly FrozenDictionary<string, byte[]> _dataKeys = keys.KeyIds.ToFrozenDictionary(id => id, keys.DataKey, StringComparer.Ordinal);

    // Setting up a cipher costs as much as encrypting a page of text, and one must not be used by two threads.
    private readonly ThreadLocal<Dictionary<string, AesGcm>> _ciphers = new(() => new(StringComparer.Ordinal), trackAllValues: true);

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
            var nonce = box[..NonceBytes];
            RandomNumberGenerator.Fill(nonce);
            Cipher(keys.CurrentId).Encrypt(nonce, plain, box[(NonceBytes + TagBytes)..], box.Slice(NonceBytes, TagBytes), AssociatedData(keys.CurrentId));
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

    public bool IsProtected(string stored) => stored.StartsWith(Scheme + ".", StringComparison.Ordinal);

    public string Unprotect(string stored)
    {
        var parts = stored.Split('.');
        if (parts.Length != 3 || parts[0] != Scheme)
        {
            throw new CryptographicException("This is no protected value.");
        }

        var box = Base64Url.DecodeFromChars(parts[2]);
        if (box.Length < NonceBytes + TagBytes)
        {
            throw new CryptographicException("A protected value was cut.");
        }

        var text = new byte[box.Length - NonceBytes - TagBytes];
        Cipher(parts[1]).Decrypt(box.AsSpan(0, NonceBytes), box.AsSpan(NonceBytes + TagBytes), box.AsSpan(NonceBytes, TagBytes), text, AssociatedData(parts[1]));
        return Encoding.UTF8.GetString(text);
    }

    public string LookupHash(string purpose, string normalised) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(keys.LookupSecret, Encoding.UTF8.GetBytes($"{purpose}\n{normalised}")));

    public void Dispose()
    {
        foreach (var cipher in _ciphers.Values.SelectMany(c => c.Values))
        {
            cipher.Dispose();
        }

        _ciphers.Dispose();
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

    private static byte[] AssociatedData(string keyId) => Encoding.ASCII.GetBytes(keyId);
}
