using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Platform.Model.Files;
using Platform.Model.Identity;
using Platform.Tests.Documents;

namespace Platform.Tests.Files;

public sealed class FileTests
{
    private static readonly byte[] Pdf = Encoding.Latin1.GetBytes("%PDF-1.7\nthe licence of the lease\n%%EOF");

    [Fact]
    public async Task A_file_is_kept_under_its_hash_and_comes_back_unchanged()
    {
        await using var server = await OutputsServer.StartAsync();
        var client = server.As(OutputsServer.Resident());
        using var answer = await client.PostAsync("/api/v1/files", Form(Pdf, "租赁 合同.pdf"));
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        var body = await OutputsServer.BodyAsync(answer);
        var hash = Convert.ToHexStringLower(SHA256.HashData(Pdf));
        Assert.Equal(hash, body.GetProperty("hash").GetString());
        Assert.Equal("租赁 合同.pdf", body.GetProperty("name").GetString());
        Assert.Equal("application/pdf", body.GetProperty("type").GetString());
        Assert.Equal(Pdf.Length, body.GetProperty("sizeBytes").GetInt64());
        Assert.True(File.Exists(Path.Combine(server.Server.Data.Files, hash[..2], hash)));

        using var back = await client.GetAsync(answer.Headers.Location);
        Assert.Equal(Pdf, await back.Content.ReadAsByteArrayAsync());
        Assert.Equal("nosniff", back.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Contains("default-src 'none'", back.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Equal("inline", back.Content.Headers.ContentDisposition!.DispositionType);
        using var saved = await client.GetAsync(answer.Headers.Location + "?download=true");
        Assert.Equal("attachment", saved.Content.Headers.ContentDisposition!.DispositionType);
        Assert.StartsWith("sandbox", saved.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_bytes_are_kept_once_but_belong_to_each_who_brought_them()
    {
        await using var server = await OutputsServer.StartAsync();
        var files = server.Server.Get<IFiles>();
        var first = (await files.SaveAsync(new MemoryStream(Pdf), "a.pdf", "one", CancellationToken.None)).Value;
        var second = (await files.SaveAsync(new MemoryStream(Pdf), "b.pdf", "two", CancellationToken.None)).Value;
        Assert.NotEqual(first.Id, second.Id);
        Assert.Equal(first.Hash, second.Hash);
        var kept = Directory.GetFiles(server.Server.Data.Files, "*", SearchOption.AllDirectories);
        Assert.Equal(first.Hash, Path.GetFileName(Assert.Single(kept)));
        Assert.Equal(first, await files.FindAsync(first.Id, CancellationToken.None));
        Assert.Equal([first.Id, second.Id], (await files.FindAllAsync([second.Id, first.Id, Guid.Empty], CancellationToken.None)).Select(f => f.Id).Order());
    }

    [Fact]
    public async Task A_file_over_the_limit_is_refused_with_413_and_leaves_nothing()
    {
        await using var server = await OutputsServer.StartAsync(b => b.Configuration["Files:MaxBytes"] = "1000");
        var client = server.As(OutputsServer.Resident());
        using var little = await client.PostAsync("/api/v1/files", Form([.. Pdf, .. new byte[2000]], "big.pdf"));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, little.StatusCode);
        Assert.Equal("file.tooLarge", await OutputsServer.CodeAsync(little));
        using var much = await client.PostAsync("/api/v1/files", Form(new byte[200_000], "big.pdf"));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, much.StatusCode);
        Assert.Empty(Directory.GetFiles(server.Server.Data.Files, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task A_page_pretending_to_be_a_picture_is_refused_with_what_was_found()
    {
        await using var server = await OutputsServer.StartAsync();
        using var answer = await server.As(OutputsServer.Resident()).PostAsync("/api/v1/files", Form("<html><script>alert(1)</script>"u8.ToArray(), "photo.png", "image/png"));
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        var body = await OutputsServer.BodyAsync(answer);
        Assert.Equal("file.type", body.GetProperty("code").GetString());
        Assert.Contains("HTML", body.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Contains("PDF", body.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Empty_missing_and_broken_uploads_are_refused()
    {
        await using var server = await OutputsServer.StartAsync();
        var client = server.As(OutputsServer.Resident());
        using var empty = await client.PostAsync("/api/v1/files", Form([], "a.pdf"));
        Assert.Equal("file.empty", await OutputsServer.CodeAsync(empty));
        using var none = await client.PostAsync("/api/v1/files", new MultipartFormDataContent { { new StringContent("x"), "note" } });
        Assert.Equal("file.missing", await OutputsServer.CodeAsync(none));
        using var broken = await client.PostAsync("/api/v1/files", Raw("--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.pdf\"\r\n\r\n%PDF-1", "b"));
        Assert.Equal(HttpStatusCode.BadRequest, broken.StatusCode);
        Assert.Equal("request.truncated", await OutputsServer.CodeAsync(broken));
        using var json = await client.PostAsync("/api/v1/files", new StringContent("{}", Encoding.UTF8, "application/json"));
        Assert.InRange((int)json.StatusCode, 400, 415);
        Assert.Empty(Directory.GetFiles(server.Server.Data.Files, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Only_the_owner_and_whom_a_case_allows_may_read_a_file()
    {
        var officer = OutputsServer.Staff("李娜", new Grant(Roles.CaseOfficer, OutputsServer.Yuhang));
        await using var server = await OutputsServer.StartAsync(b => b.Services.AddSingleton<IFileAccess>(new AllowOnly(officer)));
        using var created = await server.As(OutputsServer.Resident()).PostAsync("/api/v1/files", Form(Pdf, "a.pdf"));
        var path = created.Headers.Location!;
        using var stranger = await server.As(OutputsServer.Resident("王芳")).GetAsync(path);
        Assert.Equal(HttpStatusCode.NotFound, stranger.StatusCode);
        using var visitor = await server.Server.Client.GetAsync(path);
        Assert.Equal(HttpStatusCode.Unauthorized, visitor.StatusCode);
        using var allowed = await server.As(officer).GetAsync(path);
        Assert.Equal(HttpStatusCode.OK, allowed.StatusCode);
        using var upload = await server.Server.Client.PostAsync("/api/v1/files", Form(Pdf, "a.pdf"));
        Assert.Equal(HttpStatusCode.Unauthorized, upload.StatusCode);
    }

    private static MultipartFormDataContent Form(byte[] content, string name, string type = "application/octet-stream")
    {
        var file = new ByteArrayContent(content);
        file.Headers.ContentType = new MediaTypeHeaderValue(type);
        return new MultipartFormDataContent { { file, "file", name } };
    }

    private static StringContent Raw(string body, string boundary)
    {
        var content = new StringContent(body);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse($"multipart/form-data; boundary={boundary}");
        return content;
    }

    private sealed class AllowOnly(Actor who) : IFileAccess
    {
        public ValueTask<bool> MayReadAsync(Guid fileId, Actor actor, CancellationToken ct) => ValueTask.FromResult(actor == who);
    }
}
