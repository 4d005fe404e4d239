using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Platform.Tests.Cases;

namespace Platform.Tests.Hostile;

/// <summary>Files that are not what they say.</summary>
public sealed class UploadTests(CaseOffice office) : IClassFixture<CaseOffice>
{
    private static readonly byte[] Program = [.. "MZ"u8, 0x90, 0, 3, 0, 0, 0, .. new byte[200]];

    [Fact]
    public async Task A_program_named_pdf_is_refused_with_what_it_is()
    {
        using var answer = await UploadAsync(Program, "plan.pdf", "application/pdf");
        var problem = await CaseOffice.ReadAsync(answer, HttpStatusCode.BadRequest);
        Assert.Equal("file.type", problem["code"]!.GetValue<string>());
        Assert.Contains("Windows", problem["detail"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_empty_file_is_refused()
    {
        using var answer = await UploadAsync([], "plan.pdf", "application/pdf");
        Assert.Single(await CaseOffice.CodesAsync(answer, HttpStatusCode.BadRequest));
    }

    [Fact]
    public async Task Twenty_five_megabytes_are_413()
    {
        using var form = Form([.. "%PDF-1.4\n"u8, .. new byte[25 * 1024 * 1024]], "plan.pdf", "application/pdf");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/files") { Content = form, Headers = { ExpectContinue = true } };
        using var answer = await (await office.ResidentAsync()).SendAsync(request);
        Assert.Equal(["file.tooLarge"], await CaseOffice.CodesAsync(answer, HttpStatusCode.RequestEntityTooLarge));
    }

    [Theory]
    [InlineData("../../../../../tmp/evil.pdf")]
    [InlineData("..\\..\\evil.pdf")]
    [InlineData("a\u202egnp.pdf")]
    [InlineData("CON.pdf")]
    [InlineData("<img src=x onerror=alert(1)>.pdf")]
    [InlineData(HostileText.Sql)]
    public async Task A_name_is_only_a_name(string name)
    {
        using var answer = await UploadAsync([.. "%PDF-1.4\n"u8, .. System.Text.Encoding.UTF8.GetBytes(name)], name, "text/html");
        var stored = await CaseOffice.ReadAsync(answer, HttpStatusCode.Created);
        var kept = stored["name"]!.GetValue<string>();
        Assert.DoesNotContain("/", kept, StringComparison.Ordinal);
        Assert.DoesNotContain("\\", kept, StringComparison.Ordinal);
        Assert.DoesNotContain("\u202e", kept, StringComparison.Ordinal);
        using var back = await (await office.ResidentAsync()).GetAsync($"/api/v1/files/{stored["id"]}");
        Assert.Equal(("application/pdf", HttpStatusCode.OK), (back.Content.Headers.ContentType!.MediaType, back.StatusCode));
        var inside = Directory.EnumerateFiles(office.Server.Data.Root, "*", SearchOption.AllDirectories).Select(Path.GetFileName);
        Assert.DoesNotContain(inside, f => f!.Contains("evil", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Broken_forms_are_refused()
    {
        var prober = new Prober();
        var resident = await office.ResidentAsync();
        (string Type, byte[] Body)[] forms =
        [
            ("multipart/form-data", []), ("multipart/form-data; boundary=x", []), ("multipart/form-data; boundary=x", "--x"u8.ToArray()), ("multipart/form-data; boundary=x", "--x--\r\n"u8.ToArray()),
            ("multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.pdf\"\r\n\r\n%PDF-1.4"u8.ToArray()),
            ("multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\nabc\r\n--x--\r\n"u8.ToArray()),
            ("multipart/form-data; boundary=x", [.. "--x\r\n"u8, .. Enumerable.Repeat((byte)'a', 100_000)]),
            ($"multipart/form-data; boundary={new string('b', 5_000)}", "--b"u8.ToArray()), ("application/json", "{}"u8.ToArray()), ("application/pdf", "%PDF-1.4"u8.ToArray()),
        ];
        foreach (var (type, body) in forms)
        {
            using var content = new ByteArrayContent(body);
            content.Headers.TryAddWithoutValidation("Content-Type", type);
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/files") { Content = content };
            using var answer = await prober.SendAsync(resident, request, $"{type[..Math.Min(40, type.Length)]} {body.Length}");
            Assert.False(answer?.IsSuccessStatusCode);
        }

        prober.AssertClean(forms.Length);
    }

    [Fact]
    public async Task Somebody_elses_file_cannot_be_handed_in_or_read()
    {
        var resident = await office.ResidentAsync();
        var other = await office.AsAsync("33011019850217001X");
        var file = await CaseOffice.UploadAsync(other);
        using var filed = await CaseOffice.PostAsync(resident, "/api/v1/cases", CaseOffice.Filing(file));
        Assert.Contains("file.unknown", await CaseOffice.CodesAsync(filed, HttpStatusCode.BadRequest));
        Assert.Equal(HttpStatusCode.NotFound, (await resident.GetAsync($"/api/v1/files/{file}")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await other.GetAsync($"/api/v1/files/{file}")).StatusCode);
    }

    private async Task<HttpResponseMessage> UploadAsync(byte[] bytes, string name, string type)
    {
        using var form = Form(bytes, name, type);
        return await (await office.ResidentAsync()).PostAsync("/api/v1/files", form);
    }

    private static MultipartFormDataContent Form(byte[] bytes, string name, string type)
    {
        var content = new ByteArrayContent(bytes);
        content.Headers.ContentType = new MediaTypeHeaderValue(type);
        return new MultipartFormDataContent { { content, "file", name } };
    }
}
