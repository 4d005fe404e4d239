using System.Text.Json;
using Platform.Designer.Editors.Shapes;
using Platform.Model;
using Platform.Model.Connectors;
using Platform.Model.Forms;

namespace Platform.Tests.Editing;

/// <summary>What is wrong with the shape of a document, in words that name no type.</summary>
public sealed class ShapeFaultsTests
{
    [Theory]
    [InlineData("""{"key":"c","entries":{"a":1}}""", "entries", "代码", "应为若干组内容的列表")]
    [InlineData("""{"key":"c","title":"题","entries":[{"code":"1","label":"甲"},{"label":"乙"}]}""", "entries[1]", "代码 › 第 2 项", "缺少：代码")]
    [InlineData("""[]""", "", "整份配置", null)]
    public void Of_a_code_table(string json, string field, string words, string? expected) => Told<CodeTable>(json, field, words, expected);

    [Theory]
    [InlineData("""{"name":"x","connector":"http","operations":{"mark":{"operation":"request","repeatable":"yes"}}}""", "operations.mark.repeatable", "操作 › mark › 可以重复调用", "应为“是”或“否”（true、false）")]
    [InlineData("""{"name":"x","connector":"http","operations":{"mark":{"operation":"request","nix":1}}}""", "operations.mark.nix", "操作 › mark › nix", "这里有系统不认识的内容或写法")]
    public void Of_a_binding(string json, string field, string words, string? expected) => Told<ConnectorBinding>(json, field, words, expected);

    private static void Told<T>(string json, string field, string words, string? expected)
    {
        var document = JsonElement.Parse(json);
        var refused = Assert.ThrowsAny<JsonException>(() => document.Deserialize<T>(StrictJson.Options));
        var problem = ShapeFaults.Of("definition.shape", typeof(T), document, refused);
        var told = problem.Values!.ToDictionary(a => a.Key, a => (LocalizedText)a.Value!);
        Assert.Equal((field, words), (problem.Field, told["field"].In("zh-CN")));
        Assert.All(told.Values, t => Assert.DoesNotContain("System.", t.In("en"), StringComparison.Ordinal));
        Assert.Equal(expected ?? told["value"].In("zh-CN"), told["value"].In("zh-CN"));
    }
}
