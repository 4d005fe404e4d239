using Platform.Model.Documents;

namespace Platform.Tests.Documents;

public sealed class VerifyTests
{
    [Fact]
    public async Task An_issued_document_is_confirmed_by_hash_and_by_code_without_anything_personal()
    {
        await using var server = await OutputsServer.StartAsync();
        var effect = DocumentTests.Effect("receipt", "张伟");
        await server.ApplyAsync(effect);
        var hash = Assert.Single(await server.Server.Get<IDocuments>().ListAsync(effect.CaseId, CancellationToken.None)).ContentHash;
        foreach (var path in new[] { $"/verify?hash={hash}", $"/verify/{hash[..16]}", $"/verify?hash={hash[..4]}-{hash[4..8].ToUpperInvariant()}+{hash[8..16]}" })
        {
            var page = await server.Server.Client.PageAsync(path);
            Assert.Contains("核验通过", page, StringComparison.Ordinal);
            Assert.Contains("余杭区卫生健康局", page, StringComparison.Ordinal);
            Assert.Contains("2026年3月2日", page, StringComparison.Ordinal);
            Assert.DoesNotContain("张伟", page, StringComparison.Ordinal);
        }

        var body = await OutputsServer.BodyAsync(await server.Server.Client.GetAsync($"/api/v1/documents/verify?hash={hash}"));
        Assert.Equal("receipt", body.GetProperty("kind").GetString());
    }

    [Fact]
    public async Task Anything_else_is_unknown()
    {
        await using var server = await OutputsServer.StartAsync();
        foreach (var hash in new[] { "0000000000000000", "abc", "' OR 1=1 --" })
        {
            Assert.Contains("未查到", await server.Server.Client.PageAsync($"/verify?hash={Uri.EscapeDataString(hash)}"), StringComparison.Ordinal);
            using var answer = await server.Server.Client.GetAsync($"/api/v1/documents/verify?hash={Uri.EscapeDataString(hash)}");
            Assert.Equal("document.unknown", await OutputsServer.CodeAsync(answer));
        }
    }

    [Fact]
    public async Task A_longer_hash_that_only_begins_like_one_is_unknown()
    {
        await using var server = await OutputsServer.StartAsync();
        var effect = DocumentTests.Effect("receipt", "张伟");
        await server.ApplyAsync(effect);
        var hash = Assert.Single(await server.Server.Get<IDocuments>().ListAsync(effect.CaseId, CancellationToken.None)).ContentHash;
        var forged = hash[..63] + (hash[63] == '0' ? '1' : '0');
        Assert.Contains("未查到", await server.Server.Client.PageAsync($"/verify?hash={forged}"), StringComparison.Ordinal);
    }
}
