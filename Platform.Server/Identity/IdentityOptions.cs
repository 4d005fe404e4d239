namespace Platform.Server.Identity;

/// <summary>Section <c>Identity</c> of the configuration.</summary>
internal sealed class IdentityOptions
{
    /// <summary>Memory of one password hash; 19 MiB with 2 passes is OWASP's minimum for argon2id.</summary>
    public int Argon2MemoryKib { get; set; } = 19 * 1024;

    public int Argon2Iterations { get; set; } = 2;

    /// <summary>Password hashes computed at the same time.</summary>
    public int HashingAtOnce { get; set; } = Math.Max(1, Environment.ProcessorCount / 2);

    /// <summary>Sign-ins under way or waiting for a turn; more are answered with 429.</summary>
    public int HashingWaiting { get; set; } = 100;

    public TimeSpan TokenLifetime { get; set; } = TimeSpan.FromHours(8);

    public TimeSpan CookieLifetime { get; set; } = TimeSpan.FromHours(8);

    /// <summary>How long another node may still accept what was just revoked here.</summary>
    public TimeSpan CacheLifetime { get; set; } = TimeSpan.FromSeconds(5);
}
