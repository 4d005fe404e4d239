using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Konscious.Security.Cryptography;

namespace Platform.Server.Identity;

/// <summary>
/// Argon2id (RFC 9106) with the parameters kept in the hash (<c>$argon2id$v=19$m=…,t=…,p=…$salt$hash</c>), so that they can grow. Hashing is meant to be
/// expensive: only a few run at once, a bounded number waits, and what comes on top is turned away, so that a flood of sign-ins cannot starve the server.
/// </summary>
internal sealed class PasswordHasher : IDisposable
{
    private const int SaltBytes = 16;
    private const int HashBytes = 32;
    private readonly IdentityOptions _options;
    private readonly SemaphoreSlim _gate;
    private int _waiting;

    public PasswordHasher(IdentityOptions options)
    {
        _options = options;
        _gate = new SemaphoreSlim(options.HashingAtOnce);
    }

    /// <summary>Null when too many are waiting already.</summary>
    public async Task<string?> HashAsync(string password, CancellationToken ct)
    {
        var salt = RandomNumberGenerator.GetBytes(SaltBytes);
        var cost = new Cost(_options.Argon2MemoryKib, _options.Argon2Iterations, 1);
        var hash = await ComputeAsync(password, salt, cost, ct);
        return hash is null ? null : string.Create(CultureInfo.InvariantCulture, $"$argon2id$v=19$m={cost.MemoryKib},t={cost.Iterations},p={cost.Lanes}${Convert.ToBase64String(salt)}${Convert.ToBase64String(hash)}");
    }

    /// <summary>Null when too many are waiting already.</summary>
    public async Task<bool?> VerifyAsync(string password, string stored, CancellationToken ct)
    {
        var (cost, salt, expected) = Parse(stored);
        var found = await ComputeAsync(password, salt, cost, ct);
        return found is null ? null : CryptographicOperations.FixedTimeEquals(found, expected);
    }

    /// <summary>Takes as long as a real verification, so that an unknown name cannot be told from a wrong password. False when too many are waiting.</summary>
    public async Task<bool> PretendAsync(string password, CancellationToken ct) =>
        await ComputeAsync(password, new byte[SaltBytes], new Cost(_options.Argon2MemoryKib, _options.Argon2Iterations, 1), ct) is not null;

    /// <summary>The hash was made with other parameters than those in force.</summary>
    public bool IsOutdated(string stored)
    {
        var (cost, _, _) = Parse(stored);
        return cost.MemoryKib != _options.Argon2MemoryKib || cost.Iterations != _options.Argon2Iterations;
    }

    public void Dispose() => _gate.Dispose();

    private async Task<byte[]?> ComputeAsync(string password, byte[] salt, Cost cost, CancellationToken ct)
    {
        if (Interlocked.Increment(ref _waiting) > _options.HashingWaiting)
        {
            Interlocked.Decrement(ref _waiting);
            return null;
        }

        try
        {
            await _gate.WaitAsync(ct);
            try
            {
                // Not the caller's thread: a circuit or a request thread must stay free while this one is busy.
                return await Task.Run(
                    async () =>
                    {
                        using var argon = new Argon2id(Encoding.UTF8.GetBytes(password)) { Salt = salt, MemorySize = cost.MemoryKib, Iterations = cost.Iterations, DegreeOfParallelism = cost.Lanes };
                        return await argon.GetBytesAsync(HashBytes);
                    },
                    ct);
            }
            finally
            {
                _gate.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    private static (Cost Cost, byte[] Salt, byte[] Hash) Parse(string stored)
    {
        var parts = stored.Split('$');
        if (parts.Length != 6 || parts[1] != "argon2id" || parts[2] != "v=19")
        {
            throw new FormatException("A stored password hash is not argon2id, version 19.");
        }

        var numbers = parts[3].Split(',').Select(p => int.Parse(p.AsSpan(2), CultureInfo.InvariantCulture)).ToArray();
        return (new Cost(numbers[0], numbers[1], numbers[2]), Convert.FromBase64String(parts[4]), Convert.FromBase64String(parts[5]));
    }

    private readonly record struct Cost(int MemoryKib, int Iterations, int Lanes);
}
