using System.Buffers;
using System.Buffers.Text;
using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using Platform.Model.Identity;

namespace Platform.Server.Identity;

/// <summary>AES-256-GCM: <c>a1.keyId.base64url(nonce ‖ tag ‖ cipher text)</c>; the key id is authenticated too. Look-up hashes are HMAC-SHA256.</summary>
internal sealed class PersonalData(KeyRing keys) : IPersonalData
{
    private const string Scheme = "a1";
    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    private readonly FrozenDictionary<string, byte[]> _dataKeys = keys.KeyIds.ToFrozenDictionary(id => id, keys.DataKey, StringComparer.Ordinal);

    public string Protect(string plain)
    {
        // The whole state of a case goes through here with every command: it is encrypted in place, in a rented buffer.
        const int Head = NonceBytes + TagBytes;
        var length = Head + Encoding.UTF8.GetByteCount(plain);
        var rented = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            var box = rented.AsSpan(0, length);
            var nonce = box[..NonceBytes];
            var text = box[Head..];
            Encoding.UTF8.GetBytes(plain, text);
            RandomNumberGenerator.Fill(nonce);
            using var cipher = new AesGcm(_dataKeys[keys.CurrentId], TagBytes);
            cipher.Encrypt(nonce, text, text, box[NonceBytes..Head], Encoding.ASCII.GetBytes(keys.CurrentId));
            return $"{Scheme}.{keys.CurrentId}.{Base64Url.EncodeToString(box)}";
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented, clearArray: true);
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

        var dataKey = _dataKeys.GetValueOrDefault(parts[1]) ?? keys.DataKey(parts[1]);
        var box = Base64Url.DecodeFromChars(parts[2]);
        if (box.Length < NonceBytes + TagBytes)
        {
            throw new CryptographicException("A protected value was cut.");
        }

        var text = new byte[box.Length - NonceBytes - TagBytes];
        using var cipher = new AesGcm(dataKey, TagBytes);
        cipher.Decrypt(box.AsSpan(0, NonceBytes), box.AsSpan(NonceBytes + TagBytes), box.AsSpan(NonceBytes, TagBytes), text, Encoding.ASCII.GetBytes(parts[1]));
        return Encoding.UTF8.GetString(text);
    }

    public string LookupHash(string purpose, string normalised) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(keys.LookupSecret, Encoding.UTF8.GetBytes($"{purpose}\n{normalised}")));
}
