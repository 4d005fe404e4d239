using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Designer.Editors;
using Platform.Model;
using Platform.Model.Cases;
using Platform.Model.Notifications;
using Platform.Server.Hosting;

namespace Platform.Tests.Documents;

public sealed class TemplateWordsTests
{
    [Theory]
    [InlineData("{{ case.number }} {{ case.number | upcase }}", "case.number")]
    [InlineData("{% for m in materials %}{{ m.name }}{{ forloop.index }}{% endfor %}{{ m }}", "materials|materials[].name|m")]
    [InlineData("{% assign a = data.x %}{{ a.y }}{% capture b %}{{ z }}{% endcapture %}{{ b }}", "data.x|data.x.y|z")]
    [InlineData("{% if data.a == 'b.c' and data.d %}{% endif %}", "data.a|data.d")]
    [InlineData("{% if %}", "")]
    public void Names_are_followed_to_what_they_mean(string source, string expected) =>
        Assert.Equal(expected, string.Join('|', LiquidNames.In(source).Select(n => n.Path).Distinct()));

    [Theory]
    [InlineData("a\n{{ x }}\n{% if case.y %}", "case.y", 3)]
    [InlineData("case.y\n{{ case.yy }}{{ 'a' }}\n{{ case.y }}", "case.y", 3)]
    public void The_line_is_that_of_the_tag_and_not_of_the_words_around(string source, string name, int line) => Assert.Equal(line, LiquidNames.LineOf(source, name));

    [Theory]
    [InlineData("", 0)]
    [InlineData("a", 1)]
    public void A_short_text_is_one_message(string text, int parts) => Assert.Equal(parts, SmsParts.Count(text));

    [Theory]
    [InlineData('a', 160, 1)]
    [InlineData('a', 161, 2)]
    [InlineData('a', 306, 2)]
    [InlineData('a', 307, 3)]
    [InlineData('字', 70, 1)]
    [InlineData('字', 71, 2)]
    [InlineData('字', 134, 2)]
    [InlineData('字', 135, 3)]
    public void A_long_text_is_cut(char of, int length, int parts) => Assert.Equal(parts, SmsParts.Count(new string(of, length)));

    [Fact]
    public void What_stands_there_is_known_and_listed_with_its_question()
    {
        var facts = new SampleFacts(
            JsonElement.Parse("""{"case":{"number":"1","on":"2026-03-05"},"materials":[{"name":"图"}],"none":[],"data":{"reason":null},"item":{"name":{"zh-CN":"事项","en":"Item"}}}"""), "", "", default, true, new Dictionary<string, LocalizedText?> { ["answers.shop"] = LocalizedText.Of("店名", "Shop") });
        Assert.All(["case.number", "materials.size", "materials[].name", "none[].anything", "data.reason", "item.name", "answers.shop", "answers.shop.division", "case.number.size"], path => Assert.True(facts.Knows(path), path));
        Assert.All(["case.nix", "nix", "materials[].nix", "materials.nix", "answers.nix", "case.number.nix"], path => Assert.False(facts.Knows(path), path));
        Assert.Equal(["case.number", "case.on", "materials", "none", "data.reason", "item.name", "answers.shop"], facts.Variables().Select(v => v.Path));
    }

    [Theory]
    [InlineData("{% case data.rung %}{% when 'overdue' %}办件超期{% when 'red' %}红色{% else %}黄色{% endcase %}", "办件超期 / 红色 / 黄色")]
    [InlineData("{{ case.itemName }}已受理", "…已受理")]
    [InlineData("通知", "通知")]
    [InlineData("{% if a %}{% endif %}", "{% if a %}{% endif %}")]
    public void A_subject_that_is_a_template_is_read_as_what_it_may_say(string subject, string title) =>
        Assert.Equal(title, DocumentTitles.Of(new JsonObject { ["subject"] = subject }));
}
