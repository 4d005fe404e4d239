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
        var text = Encoding.UTF8.GetBytes(plain);
        var box = new byte[NonceBytes + TagBytes + text.Length];
        var nonce = box.AsSpan(0, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        using var cipher = new AesGcm(_dataKeys[keys.CurrentId], TagBytes);
        cipher.Encrypt(nonce, text, box.AsSpan(NonceBytes + TagBytes), box.AsSpan(NonceBytes, TagBytes), Encoding.ASCII.GetBytes(keys.CurrentId));
        return $"{Scheme}.{keys.CurrentId}.{Base64Url.EncodeToString(box)}";
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
