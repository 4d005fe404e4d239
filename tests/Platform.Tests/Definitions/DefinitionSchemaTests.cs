using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Localization;
using Platform.Designer.Editors;
using Platform.Designer.Editors.Shapes;
using Platform.Model.Definitions;
using Platform.Model.Flows;
using Platform.Server.Definitions;
using Platform.Server.Hosting;
using Platform.Server.Templates;
using Platform.Tests.Forms;
using Platform.Tests.Items;

namespace Platform.Tests.Definitions;

/// <summary>The published schemas take what is shipped, and refuse what no reader takes.</summary>
public sealed class DefinitionSchemaTests
{
    [Fact]
    public async Task Every_shipped_file_meets_the_schema_of_its_kind()
    {
        await using var server = await ItemsServer.StartAsync(installed: false);
        var schemas = new DefinitionSchema(server.Get<IStringLocalizer<EditorsText>>(), server.Get<IFlowVocabulary>());
        var packages = server.Get<TemplatePackages>().All;
        var kinds = 0;
        foreach (var kind in Enum.GetValues<DefinitionKind>())
        {
            var files = packages.SelectMany(p => p.Manifest.Contents.Where(c => c.Kind == kind).Select(c => (c.File, Document: JsonNode.Parse(p.Read(c).GetRawText())!))).ToList();
            if (files.Count > 0 && schemas.Of(kind) is { } schema)
            {
                var verdicts = Ajv.Check(schema, files.Select(f => f.Document));
                Assert.All(files.Zip(verdicts), f => Assert.True(f.Second is null, $"{f.First.File}: {f.Second}"));
                kinds++;
            }
        }

        Assert.True(kinds >= 8, $"{kinds}");
    }

    [Theory]
    [InlineData(DefinitionKind.CodeTable, """{"key":"t","entries":[{"label":"红"}]}""", "code")]
    [InlineData(DefinitionKind.CodeTable, """{"key":7,"entries":[]}""", "key")]
    [InlineData(DefinitionKind.Form, """{"key":"f","pages":[{"key":"p","sections":[{"key":"s","elements":[{"type":"nothing","key":"a"}]}]}]}""", "type")]
    [InlineData(DefinitionKind.Form, """{"key":"f","pages":[{"key":"p","sections":[{"key":"s","elements":[{"type":"repeat","key":"r","minItems":"two"}]}]}]}""", "minItems")]
    [InlineData(DefinitionKind.Form, """{"key":"f","pages":[{"key":"p","sections":[{"key":"s","elements":[{"type":"question","key":"a"}]}]}]}""", "question")]
    [InlineData(DefinitionKind.Question, """{"key":"q","field":{"key":"a","type":"nothing"}}""", "type")]
    [InlineData(DefinitionKind.Item, """{"key":"i","joint":"maybe"}""", "joint")]
    [InlineData(DefinitionKind.Flow, """{"definitionId":"f"}""", "root")]
    [InlineData(DefinitionKind.Flow, """{"definitionId":"f","root":{"id":"c","type":"Elsa.Flowchart","activities":{}}}""", "activities")]
    [InlineData(DefinitionKind.Flow, """{"definitionId":"f","root":{"id":"c","type":"Elsa.Flowchart","activities":[{"type":"Platform.Review"}]}}""", "id")]
    [InlineData(DefinitionKind.Flow, """{"definitionId":"f","root":{"id":"c","type":"Elsa.Flowchart","activities":[],"connections":[{"source":{"activity":7,"port":"Done"},"target":{"activity":"b"}}]}}""", "activity")]
    public async Task What_is_no_such_file_is_refused_where_it_is_wrong(DefinitionKind kind, string json, string member)
    {
        await using var server = await ItemsServer.StartAsync(installed: false);
        var schema = new DefinitionSchema(server.Get<IStringLocalizer<EditorsText>>(), server.Get<IFlowVocabulary>()).Of(kind)!;
        var verdict = Assert.Single(Ajv.Check(schema, [JsonNode.Parse(json)!]));
        Assert.Contains(member, verdict, StringComparison.Ordinal);
    }

    [Fact]
    public async Task They_are_fetched_without_signing_in_and_written_to_a_folder()
    {
        await using var server = await ItemsServer.StartAsync(installed: false);
        using var visitor = server.Client;
        using var english = new HttpRequestMessage(HttpMethod.Get, new Uri("/api/v1/definitions/schemas/codeTable", UriKind.Relative));
        english.Headers.Add("Accept-Language", "en");
        using var answer = await visitor.SendAsync(english, TestContext.Current.CancellationToken);
        Assert.Equal("application/schema+json", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal("Code table", JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!["title"]!.GetValue<string>(), ignoreCase: true);
        foreach (var kind in new[] { "guide", "nothing" })
        {
            using var none = await visitor.GetAsync(new Uri($"/api/v1/definitions/schemas/{kind}", UriKind.Relative), TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.NotFound, none.StatusCode);
        }

        using var data = new Hosting.TempData();
        var folder = Path.Combine(data.Directory.Root, "schemas");
        var output = new StringWriter(CultureInfo.InvariantCulture);
        var command = server.Get<IEnumerable<ICommand>>().OfType<SchemasCommand>().Single();
        Assert.Equal(0, await command.RunAsync(CommandLine.Parse(["schemas", folder]), output, TestContext.Current.CancellationToken));
        Assert.Equal(12, Directory.GetFiles(folder, "*.schema.json").Length);
        Assert.All(Directory.GetFiles(folder), f => JsonDocument.Parse(File.ReadAllText(f)).Dispose());
    }
}
