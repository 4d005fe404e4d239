using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using Platform.Server.Flows.Formats.Bpmn;
using Platform.Tests.Items;

namespace Platform.Tests.Flows.Formats;

public sealed class FlowFileApiTests(InstalledServer shared) : IClassFixture<InstalledServer>
{
    [Fact]
    public async Task A_file_becomes_a_draft_and_goes_out_again()
    {
        var server = shared.Server;
        using var admin = server.As("site-admin", "330110");
        using var answer = await PostAsync(admin, "format=bpmn&key=permit-a&locality=330110&role=Lane_Head:supervisor", "camunda-permit.bpmn");
        var body = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.True(answer.IsSuccessStatusCode, body.ToString());
        Assert.Equal((true, 1), (body.GetProperty("runs").GetBoolean(), body.GetProperty("version").GetInt32()));
        Assert.Equal(answer.Headers.ETag!.Tag.Trim('"'), body.GetProperty("draft").GetString());
        Assert.Contains(body.GetProperty("roles").EnumerateArray(), r => r.GetProperty("source").GetString() == "Lane_Head" && r.GetProperty("role").GetString() == "supervisor");
        var draft = await admin.GetFromJsonAsync<JsonElement>(new Uri("/api/v1/definitions/flow/permit-a?locality=330110&state=draft", UriKind.Relative));
        Assert.Equal("permit-a", draft.GetProperty("definitionId").GetString());
        Assert.Contains(server.Audit.Entries, e => e.Act == "definition.saved");

        using var bpmn = await admin.GetAsync(Export("permit-a", "format=bpmn&state=draft"));
        Assert.Equal("application/xml", bpmn.Content.Headers.ContentType!.MediaType);
        Assert.Equal("permit-a.bpmn", bpmn.Content.Headers.ContentDisposition!.FileName!.Trim('"'));
        Assert.Equal(BpmnXml.Model + "definitions", XElement.Parse(await bpmn.Content.ReadAsStringAsync()).Name);
        using var elsa = await admin.GetAsync(Export("permit-a", "format=elsa&state=draft"));
        Assert.Equal("Elsa.Flowchart", JsonElement.Parse(await elsa.Content.ReadAsStringAsync()).GetProperty("root").GetProperty("type").GetString());

        using var published = await admin.PostAsync(new Uri("/api/v1/definitions/flow/permit-a/publish?locality=330110", UriKind.Relative), null);
        Assert.True(published.IsSuccessStatusCode, await published.Content.ReadAsStringAsync());
        using var active = await admin.GetAsync(Export("permit-a", "format=bpmn"));
        Assert.Equal(HttpStatusCode.OK, active.StatusCode);
    }

    [Fact]
    public async Task A_draft_that_somebody_has_is_not_overwritten_unseen()
    {
        using var admin = shared.Server.As("site-admin", "330110");
        using var first = await PostAsync(admin, "format=digit&key=licence-b&locality=330110", "digit-licence.json");
        using var blind = await PostAsync(admin, "format=digit&key=licence-b&locality=330110", "digit-licence.json");
        Assert.Equal(HttpStatusCode.PreconditionFailed, blind.StatusCode);
        using var seen = await PostAsync(admin, "format=digit&key=licence-b&locality=330110", "digit-licence.json", first.Headers.ETag!.ToString());
        Assert.Equal(HttpStatusCode.OK, seen.StatusCode);
    }

    [Fact]
    public async Task What_cannot_be_carried_out_is_refused_by_id_and_kept_only_when_asked()
    {
        using var admin = shared.Server.As("site-admin", "330110");
        admin.DefaultRequestHeaders.AcceptLanguage.Add(new StringWithQualityHeaderValue("en"));
        using var refused = await PostAsync(admin, "format=elsa&key=refund-c&locality=330110", "elsa-studio.json");
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        var errors = (await refused.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors").EnumerateArray().ToList();
        Assert.Contains(errors, e => e.GetProperty("message").GetString()!.Contains("“big”", StringComparison.Ordinal) && e.GetProperty("field").GetString() == "root.activities[big].condition");
        using var none = await admin.GetAsync(Export("refund-c", "format=elsa&state=draft"));
        Assert.Equal(HttpStatusCode.NotFound, none.StatusCode);
        using var kept = await PostAsync(admin, "format=elsa&key=refund-c&locality=330110&unsupported=keep", "elsa-studio.json");
        Assert.False((await kept.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("runs").GetBoolean());
        using var publish = await admin.PostAsync(new Uri("/api/v1/definitions/flow/refund-c/publish?locality=330110", UriKind.Relative), null);
        Assert.Equal(HttpStatusCode.BadRequest, publish.StatusCode);
    }

    [Theory]
    [InlineData("zh-CN")]
    [InlineData("en")]
    public async Task Every_finding_has_a_sentence(string language)
    {
        using var admin = shared.Server.As("site-admin", "330110");
        admin.DefaultRequestHeaders.AcceptLanguage.Add(new StringWithQualityHeaderValue(language));
        foreach (var (format, file) in ((string, string)[])[("bpmn", "camunda-permit.bpmn"), ("bpmn", "flowable-leave.bpmn"), ("bpmn", "unsupported.bpmn"), ("elsa", "elsa-studio.json"), ("digit", "digit-licence.json")])
        {
            using var answer = await PostAsync(admin, $"format={format}&locality=330110&dryRun=true", file);
            var body = await answer.Content.ReadFromJsonAsync<JsonElement>();
            Assert.True(answer.IsSuccessStatusCode, body.ToString());
            Assert.Equal(JsonValueKind.Object, body.GetProperty("document").ValueKind);
            Assert.NotEmpty(body.GetProperty("findings").EnumerateArray());
            Assert.All(body.GetProperty("findings").EnumerateArray(), f =>
            {
                var message = f.GetProperty("message").GetString()!;
                Assert.NotEqual(f.GetProperty("code").GetString(), message);
                Assert.DoesNotContain("{", message.Replace("${", "", StringComparison.Ordinal), StringComparison.Ordinal);
            });
        }

        using var nothing = await admin.GetAsync(new Uri("/api/v1/definitions/flow/import?locality=330110&state=draft", UriKind.Relative));
        Assert.Equal(HttpStatusCode.NotFound, nothing.StatusCode);
    }

    [Theory]
    [InlineData("site-admin", "330106", HttpStatusCode.Forbidden)]
    [InlineData("publisher", "330110", HttpStatusCode.Forbidden)]
    [InlineData("item-admin", "330110", HttpStatusCode.OK)]
    public async Task Only_who_may_edit_there_imports(string role, string locality, HttpStatusCode status)
    {
        using var client = shared.Server.As(role, locality);
        using var answer = await PostAsync(client, "format=bpmn&locality=330110&dryRun=true", "camunda-permit.bpmn");
        Assert.Equal(status, answer.StatusCode);
    }

    [Fact]
    public async Task Who_may_read_there_exports()
    {
        using var above = shared.Server.As("item-admin", ItemsServer.Street);
        using var read = await above.GetAsync(new Uri("/api/v1/flows/hygiene-permit/export?format=bpmn&locality=33", UriKind.Relative));
        Assert.Equal(HttpStatusCode.OK, read.StatusCode);
        using var beside = await above.GetAsync(new Uri($"/api/v1/flows/hygiene-permit/export?format=bpmn&locality={ItemsServer.SecondStreet}", UriKind.Relative));
        Assert.Equal(HttpStatusCode.Forbidden, beside.StatusCode);
    }

    [Theory]
    [InlineData("format=visio&key=a&locality=330110", "flowFile.format")]
    [InlineData("format=bpmn&locality=330110", "flowFile.key")]
    [InlineData("format=bpmn&key=a&locality=x", "locality.code")]
    [InlineData("format=bpmn&key=a&locality=330110&role=approver", "flowFile.rolePair")]
    [InlineData("format=bpmn&key=a&locality=330110&role=x:king", "flowFile.roleKey")]
    [InlineData("format=bpmn&key=a&locality=330110&unsupported=drop", "flowFile.unsupported")]
    [InlineData("format=bpmn&key=Not A Key&locality=330110", "definition.key")]
    [InlineData("format=elsa&key=a&locality=330110", "flowFile.notJson")]
    public async Task A_question_that_makes_no_sense_is_refused(string query, string code)
    {
        using var admin = shared.Server.As("site-admin", "330110");
        using var answer = await PostAsync(admin, query, "camunda-permit.bpmn");
        var body = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal((HttpStatusCode.BadRequest, code), (answer.StatusCode, body.GetProperty("code").GetString()));
        Assert.NotEqual(code, body.GetProperty("detail").GetString());
    }

    [Fact]
    public async Task A_huge_file_is_refused()
    {
        using var admin = shared.Server.As("site-admin", "330110");
        using var content = new ByteArrayContent(new byte[6_000_000]);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/xml");
        using var answer = await admin.PostAsync(new Uri("/api/v1/flows/imports?format=bpmn&key=a&locality=330110", UriKind.Relative), content);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
    }

    private static Uri Export(string key, string query) => new($"/api/v1/flows/{key}/export?locality=330110&{query}", UriKind.Relative);

    private static async Task<HttpResponseMessage> PostAsync(HttpClient client, string query, string file, string? ifMatch = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/api/v1/flows/imports?" + query, UriKind.Relative))
        {
            Content = new StringContent(FormatReading.Sample(file), Encoding.UTF8, file.EndsWith(".json", StringComparison.Ordinal) ? "application/json" : "application/xml"),
        };
        if (ifMatch is not null)
        {
            request.Headers.IfMatch.ParseAdd(ifMatch);
        }

        return await client.SendAsync(request);
    }
}
