using System.Text.Json.Nodes;
using Platform.Model.Editing;

namespace Platform.Tests.Editing;

public sealed class TranslationsTests
{
    private const string Before = """
        {
          "name": { "zh-CN": "颜色", "en": "Colours" }, "summary": { "zh-CN": "甲" }, "note": "乙",
          "entries": [{ "code": "r", "label": { "zh-CN": "红", "en": "Red" } }, { "code": "g", "label": { "zh-CN": "绿", "en": "Green" } }]
        }
        """;

    [Theory]
    [InlineData("\"颜色\"", "\"色彩\"", "name")]
    [InlineData("\"红\"", "\"朱红\"", "entries[r].label")]
    [InlineData("\"Colours\"", "\"Hues\"", null)]
    [InlineData("\"甲\"", "\"丙\"", null)]
    [InlineData("\"乙\"", "\"丙\"", null)]
    [InlineData("""{ "zh-CN": "红", "en": "Red" }""", """{ "zh-CN": "朱红", "en": "Vermilion" }""", null)]
    [InlineData("""{ "zh-CN": "红", "en": "Red" }""", """{ "zh-CN": "朱红" }""", null)]
    public void Chinese_that_was_changed_alone_leaves_its_English_behind(string from, string to, string? place) =>
        Assert.Equal(place is null ? [] : [place], Translations.Stale(Read(Before), Read(Before.Replace(from, to, StringComparison.Ordinal))).Select(p => p.ToString()));

    [Fact]
    public void What_is_new_or_moved_is_not_out_of_date()
    {
        var after = Read(Before);
        var entries = (JsonArray)after["entries"]!;
        var green = entries[1]!;
        entries.RemoveAt(1);
        entries.Insert(0, green);
        entries.Add(JsonNode.Parse("""{ "code": "b", "label": { "zh-CN": "蓝", "en": "Blue" } }"""));
        Assert.Empty(Translations.Stale(Read(Before), after));
    }

    private static JsonObject Read(string json) => (JsonObject)JsonNode.Parse(json)!;
}
