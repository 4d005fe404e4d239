using CsCheck;
using Platform.Designer.Ui;
using Platform.Model;

namespace Platform.Tests.Items;

public sealed class GuideTextTests
{
    [Theory]
    [InlineData("# 准备\n\n- 一\n- 二", "<h3>准备</h3>\n<ul>\n<li>一</li>\n<li>二</li>\n</ul>\n")]
    [InlineData("**重要**，[表格](https://example.org/a?b=1&c=2)", "<p><strong>重要</strong>，<a href=\"https://example.org/a?b=1&amp;c=2\" rel=\"noopener\">表格</a></p>\n")]
    [InlineData("[我的办件](/my/cases)", "<p><a href=\"/my/cases\" rel=\"noopener\">我的办件</a></p>\n")]
    [InlineData("<office@example.org>", "<p><a href=\"mailto:office@example.org\" rel=\"noopener\">office@example.org</a></p>\n")]
    [InlineData("| 甲 | 乙 |\n|---|---|\n| 1 | 2 |", "<table>\n<thead>\n<tr>\n<th>甲</th>\n<th>乙</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td>1</td>\n<td>2</td>\n</tr>\n</tbody>\n</table>\n")]
    [InlineData("###### 深", "<h6>深</h6>\n")]
    [InlineData("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n")]
    [InlineData("[点我](javascript:alert(1))", "<p>点我</p>\n")]
    [InlineData("[点我](//example.org)", "<p>点我</p>\n")]
    [InlineData("[点我](/\\example.org)", "<p>点我</p>\n")]
    [InlineData("<javascript:alert(1)>", "<p>javascript:alert(1)</p>\n")]
    [InlineData("![图](https://example.org/a.png)", "<p>图</p>\n")]
    [InlineData("[a](https://example.org/\"onmouseover=\"alert(1))", "<p><a href=\"https://example.org/%22onmouseover=%22alert(1)\" rel=\"noopener\">a</a></p>\n")]
    public void What_is_written_is_shown_and_leads_only_where_a_page_can_lead(string text, string html) => Assert.Equal(html, GuideText.ToHtml(text));

    [Theory]
    [InlineData("[点我](javascript:alert(1))", "item.guideLink", "javascript:alert(1)")]
    [InlineData("[点我](&#106;avascript:alert(1))", "item.guideLink", "javascript:alert(1)")]
    [InlineData("[点我](data:text/html,x)", "item.guideLink", "data:text/html,x")]
    [InlineData("[点我](www.example.org)", "item.guideLink", "www.example.org")]
    [InlineData("[点我](/\t/example.org)", null, null)]
    [InlineData("<javascript:alert(1)>", "item.guideLink", "javascript:alert(1)")]
    [InlineData("![图](https://example.org/a.png)", "item.guidePicture", "https://example.org/a.png")]
    [InlineData("<b>粗</b> [电话](tel:0571-12345) [页](/items) <https://example.org>", null, null)]
    public void What_leads_nowhere_is_told(string text, string? code, string? value)
    {
        var problem = GuideText.Check("guide", LocalizedText.Of(text)).SingleOrDefault();
        Assert.Equal((code, value), (problem?.Code, problem?.Values?["value"] as string));
    }

    [Fact]
    public void Every_language_is_looked_at() =>
        Assert.Equal("item.guidePicture", Assert.Single(GuideText.Check("guide", LocalizedText.Of("好", "![x](y)"))).Code);

    [Fact]
    public void A_text_that_is_too_long_or_too_deep_is_told_and_stands_as_it_was_written()
    {
        var longest = new string('字', GuideText.MaxLength);
        Assert.Empty(GuideText.Check("guide", LocalizedText.Of(longest)));
        Assert.Equal(("item.guideTooLong", (object)20_001), Assert.Single(GuideText.Check("guide", LocalizedText.Of(longest + "字"))) is var p ? (p.Code, p.Values!["value"]!) : default);
        Assert.Equal($"<p>{longest}&lt;b&gt;</p>", GuideText.ToHtml(longest + "<b>"));
        var deep = string.Concat(Enumerable.Repeat("> ", 5_000)) + "底";
        Assert.Equal("item.guideTooDeep", Assert.Single(GuideText.Check("guide", LocalizedText.Of(deep))).Code);
        Assert.StartsWith("<p>&gt; &gt; ", GuideText.ToHtml(deep), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[")]
    [InlineData("*a ")]
    [InlineData("![](")]
    [InlineData("`")]
    [InlineData("<a ")]
    [InlineData("|")]
    [InlineData("- ")]
    [InlineData("[a](b ")]
    public void What_is_repeated_as_often_as_there_is_room_is_read(string piece)
    {
        var text = string.Concat(Enumerable.Repeat(piece, GuideText.MaxLength / piece.Length));
        Assert.NotEmpty(GuideText.ToHtml(text));
        Assert.All(GuideText.Check("guide", LocalizedText.Of(text)), p => Assert.StartsWith("item.guide", p.Code, StringComparison.Ordinal));
    }

    [Fact]
    public void No_text_becomes_an_element_that_acts()
    {
        string[] pieces = ["<script>", "<img src=x onerror=alert(1)>", "](", "[", "!", "javascript:", "&#106;", "\"", "'", "\n", "|", "# ", "> ", "`", "*", "a", "https://x.y/", "<", ">", "\\", "\t"];
        Gen.Int[0, pieces.Length - 1].Select(i => pieces[i]).List[0, 40].Select(p => string.Concat(p)).Sample(text =>
        {
            var html = GuideText.ToHtml(text);
            Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("<img", html, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotMatch("href=\"(?!https?:|mailto:|tel:|/(?![/\\\\]))", html);
            Assert.DoesNotMatch("<[a-z0-9]+ [^>]*\\bon[a-z]+=", html);
        }, iter: 2_000);
    }
}
