using Platform.Model.Identity;
using Platform.Server.Identity;

namespace Platform.Tests.Identity;

public sealed class PasswordTests
{
    private static readonly IdentityOptions Cheap = new() { Argon2MemoryKib = 64, Argon2Iterations = 1, HashingAtOnce = 1, HashingWaiting = 2 };

    [Fact]
    public async Task A_hash_verifies_its_password_and_no_other()
    {
        using var hasher = new PasswordHasher(Cheap);
        var hash = await hasher.HashAsync("correct horse battery", default);
        Assert.StartsWith("$argon2id$v=19$m=64,t=1,p=1$", hash, StringComparison.Ordinal);
        Assert.True(await hasher.VerifyAsync("correct horse battery", hash!, default));
        Assert.False(await hasher.VerifyAsync("correct horse batterz", hash!, default));
        Assert.NotEqual(hash, await hasher.HashAsync("correct horse battery", default));
    }

    [Fact]
    public async Task Another_implementation_of_argon2id_gives_the_same_hash()
    {
        // Vector of the reference implementation (phc-winner-argon2, src/test.c): m=256 KiB, t=2, p=1, "password", "somesalt".
        using var hasher = new PasswordHasher(Cheap);
        Assert.True(await hasher.VerifyAsync("password", "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ=$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4=", default));
    }

    [Fact]
    public async Task A_hash_with_other_parameters_still_verifies_and_is_known_as_outdated()
    {
        using var old = new PasswordHasher(Cheap);
        using var now = new PasswordHasher(new IdentityOptions { Argon2MemoryKib = 128, Argon2Iterations = 1 });
        var hash = await old.HashAsync("correct horse battery", default);
        Assert.True(now.IsOutdated(hash!));
        Assert.True(await now.VerifyAsync("correct horse battery", hash!, default));
        Assert.False(old.IsOutdated(hash!));
    }

    [Fact]
    public async Task A_flood_of_hashes_is_turned_away_instead_of_queued_for_ever()
    {
        using var hasher = new PasswordHasher(Cheap);
        var results = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => hasher.HashAsync("correct horse battery", default)));
        Assert.Contains(results, r => r is null);
        Assert.Contains(results, r => r is not null);
        Assert.NotNull(await hasher.HashAsync("correct horse battery", default));
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(4, 0)]
    [InlineData(5, 1)]
    [InlineData(6, 2)]
    [InlineData(8, 8)]
    [InlineData(10, 30)]
    [InlineData(1000, 30)]
    public void The_lock_grows_with_every_wrong_password_up_to_half_an_hour(int tries, int minutes) =>
        Assert.Equal(TimeSpan.FromMinutes(minutes), AccountRules.LockAfter(tries));

    [Theory]
    [InlineData("short1", "password.short")]
    [InlineData("aaaaaaaaaaaa", "password.common")]
    [InlineData("Password123", "password.common")]
    [InlineData("my-ZHANG.WEI-password", "password.personal")]
    [InlineData("x13800000001y", "password.personal")]
    [InlineData("demo-Clerk-1", null)]
    [InlineData("一二三四五六七八九十", null)]
    public void Weak_passwords_are_refused(string password, string? code) =>
        Assert.Equal(code, AccountRules.CheckPassword(password, "password", "zhang.wei", "13800000001")?.Code);

    [Fact]
    public void A_refused_password_never_stands_in_the_problem() =>
        Assert.DoesNotContain(AccountRules.CheckPassword("aaaaaaaaaaaa", "password")!.Values ?? new Dictionary<string, object?>(), v => "aaaaaaaaaaaa".Equals(v.Value));
}
