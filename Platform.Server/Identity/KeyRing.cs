using System.Security.Cryptography;
using System.Text.Json;
using Platform.Model;

namespace Platform.Server.Identity;

/// <summary>
/// The secrets of this installation, in <c>keys/identity.json</c> of the data directory. New values are protected with the newest key; older keys stay
/// for what they protected. Losing the file makes personal data unreadable, so a backup carries it.
/// </summary>
internal sealed class KeyRing
{
    private const int KeyBytes = 32;
    private readonly Dictionary<string, byte[]> _keys;

    private KeyRing(KeyFile file)
    {
        _keys = file.Keys.ToDictionary(k => k.Id, k => k.Secret, StringComparer.Ordinal);
        CurrentId = file.Keys[^1].Id;
        // The look-up secret outlives every rotation: hashes in unique indexes are compared across keys.
        LookupSecret = HKDF.DeriveKey(HashAlgorithmName.SHA256, file.LookupSecret, KeyBytes, info: "lookup"u8.ToArray());
        TicketSecret = HKDF.DeriveKey(HashAlgorithmName.SHA256, file.Keys[^1].Secret, KeyBytes, info: "ticket"u8.ToArray());
    }

    public string CurrentId { get; }

    public byte[] LookupSecret { get; }

    /// <summary>Signs tokens; rotating the key ends every session.</summary>
    public byte[] TicketSecret { get; }

    public byte[] DataKey(string id) =>
        _keys.TryGetValue(id, out var secret)
            ? HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, KeyBytes, info: "personal-data"u8.ToArray())
            : throw new CryptographicException($"The key '{id}' is not in the key file; restore keys/ from the backup that belongs to this database.");

    public IEnumerable<string> KeyIds => _keys.Keys;

    /// <summary>Reads the key file, or makes one when the directory has none. Two processes starting at once agree on one file.</summary>
    public static KeyRing Load(string directory)
    {
        Directory.CreateDirectory(directory);
        var path = Path.Combine(directory, "identity.json");
        if (!File.Exists(path))
        {
            Create(path);
        }

        var file = JsonSerializer.Deserialize<KeyFile>(File.ReadAllBytes(path), ModelJson.Options);
        return file is { Keys.Count: > 0 } ? new KeyRing(file) : throw new InvalidDataException($"{path} holds no key.");
    }

    private static void Create(string path)
    {
        var file = new KeyFile(RandomNumberGenerator.GetBytes(KeyBytes), [new KeyEntry(RandomNumberGenerator.GetHexString(8, lowercase: true), RandomNumberGenerator.GetBytes(KeyBytes))]);
        var draft = $"{path}.{RandomNumberGenerator.GetHexString(8, lowercase: true)}";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (var stream = new FileStream(draft, options))
        {
            JsonSerializer.Serialize(stream, file, ModelJson.Readable);
            stream.Flush(flushToDisk: true);
        }

        try
        {
            File.Move(draft, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            // Another process was first; its keys count.
            File.Delete(draft);
        }
    }

    private sealed record KeyFile(byte[] LookupSecret, IReadOnlyList<KeyEntry> Keys);

    private sealed record KeyEntry(string Id, byte[] Secret);
}
