using System.Text.Json;
using Microsoft.Extensions.Localization;
using Platform.Designer.Editors;
using Platform.Designer.Editors.Shapes;
using Platform.Model;
using Platform.Model.Definitions;
using Platform.Model.Flows;
using Platform.Server.Templates;
using Platform.Tests.Items;

namespace Platform.Tests.Editing;

/// <summary>What is not as the schema says is marked where it stands; what is shipped has no marks.</summary>
public sealed class SchemaMarksTests
{
    [Fact]
    public async Task Shipped_files_are_as_the_schemas_say()
    {
        await using var server = await ItemsServer.StartAsync(installed: false);
        var texts = server.Get<IStringLocalizer<EditorsText>>();
        var marks = Enum.GetValues<DefinitionKind>().ToDictionary(k => k, k => new SchemaMarks(new DefinitionSchema(texts, server.Get<IFlowVocabulary>()).Of(k), texts));
        var files = server.Get<TemplatePackages>().All.SelectMany(p => p.Manifest.Contents.Select(c => (Content: c, Text: p.Read(c).GetRawText()))).ToList();
        Assert.True(files.Count > 20, $"{files.Count}");
        var wrong = files.SelectMany(f => marks[f.Content.Kind].Of(f.Text).Select(m => $"{f.Content.File}: {m}"));
        Assert.Empty(wrong);
    }

    [Theory]
    [InlineData(DefinitionKind.CodeTable, "{\n  \"key\": \"t\",\n  \"标题\": \"色\", \"colour\": 1,\n  \"entries\": []\n}", "3:3-3:7 系统不认识“标题”", "3:14-3:22 系统不认识“colour”")]
    [InlineData(DefinitionKind.CodeTable, "{\n  \"key\": \"t\",\n  \"entries\": [\n    { \"label\": \"红\" },\n    7\n  ]\n}", "4:5-4:6 缺少：代码 (code)", "5:5-5:6 应为对象 { … }")]
    [InlineData(DefinitionKind.CodeTable, "{\"key\":7,\"title\":{\"en\":[]},\"entries\":true,\"$schema\":\"x\",\"schemaVersion\":1}", "1:8-1:9 应为文字", "1:24-1:25 应为文字", "1:38-1:42 应为列表 [ … ]")]
    [InlineData(DefinitionKind.CodeTable, "[]", "1:1-1:2 应为对象 { … }")]
    [InlineData(DefinitionKind.Form, """{"key":"f","pages":[{"key":"p","sections":[{"key":"s","elements":[{"type":"repeat","key":"r","minItems":1.5,"pattern":"x"},{"type":"question","key":"q","question":"a","searchable":"no"},{"type":"nothing","key":"a"}]}]}]}""", "应为整数", "系统不认识“pattern”", "应为true 或 false", "应为下列之一：")]
    [InlineData(DefinitionKind.Flow, """{"definitionId":"f","root":{"id":"c","type":"Elsa.Flowchart","activities":[{"id":"r","type":"Platform.Review","rolle":{},"version":"1"},{"id":"x","type":"Other.Step","anything":1}]}}""", "系统不认识“rolle”", "应为整数")]
    public async Task What_is_wrong_is_marked_where_it_stands(DefinitionKind kind, string text, params string[] expected)
    {
        await using var server = await ItemsServer.StartAsync(installed: false);
        var texts = server.Get<IStringLocalizer<EditorsText>>();
        using var _ = new Chinese();
        var marks = new SchemaMarks(new DefinitionSchema(texts, server.Get<IFlowVocabulary>()).Of(kind), texts).Of(text);
        Assert.Equal(expected.Length, marks.Count);
        Assert.All(expected.Zip(marks), m => Assert.Contains(m.First, $"{m.Second.Range.Line}:{m.Second.Range.Column}-{m.Second.Range.EndLine}:{m.Second.Range.EndColumn} {m.Second.Words}", StringComparison.Ordinal));
        Assert.All(marks, m => Assert.Equal(!m.Words.StartsWith("系统不认识", StringComparison.Ordinal), m.IsError));
    }

    [Fact]
    public async Task Of_very_many_the_first_are_marked()
    {
        await using var server = await ItemsServer.StartAsync(installed: false);
        var texts = server.Get<IStringLocalizer<EditorsText>>();
        var many = JsonSerializer.Serialize(new { key = "t", entries = Enumerable.Repeat(7, 5_000) }, ModelJson.Readable);
        var marks = new SchemaMarks(new DefinitionSchema(texts, server.Get<IFlowVocabulary>()).Of(DefinitionKind.CodeTable), texts).Of(many);
        Assert.Equal((SchemaMarks.Most, 4), (marks.Count, marks[0].Range.Line));
    }

    private sealed class Chinese : IDisposable
    {
        private readonly System.Globalization.CultureInfo _before = System.Globalization.CultureInfo.CurrentUICulture;

        public Chinese() => System.Globalization.CultureInfo.CurrentUICulture = System.Globalization.CultureInfo.GetCultureInfo("zh-CN");

        public void Dispose() => System.Globalization.CultureInfo.CurrentUICulture = _before;
    }
}
