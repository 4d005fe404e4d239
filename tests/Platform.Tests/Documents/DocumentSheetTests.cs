using System.Text.Json;
using Platform.Model;
using Platform.Model.Documents;
using Platform.Server.Documents;
using Platform.Server.Hosting;

namespace Platform.Tests.Documents;

public sealed class DocumentSheetTests
{
    private static readonly DocumentFacts Facts = new("acceptance-notice", "余卫受〔2026〕12号", "余杭区卫生健康局", new(2026, 3, 5));

    [Fact]
    public void The_sheet_carries_authority_title_number_text_date_and_seal()
    {
        var template = new DocumentTemplate { Title = LocalizedText.Of("受理通知书", "Notice of acceptance"), Body = LocalizedText.Of("<p>{{ case.applicantName }}：{{ document.number }}</p>") };
        var sheet = DocumentSheet.Render(new Liquid(), template, Facts, Json(new { @case = new { applicantName = "张伟" } }));
        Assert.StartsWith("<article class=\"sheet\" lang=\"zh-CN\">", sheet, StringComparison.Ordinal);
        Assert.Contains("<h1>受理通知书</h1>", sheet, StringComparison.Ordinal);
        Assert.Contains("<p>张伟：余卫受〔2026〕12号</p>", sheet, StringComparison.Ordinal);
        Assert.Contains("2026年3月5日", sheet, StringComparison.Ordinal);
        Assert.Contains("（印章）", sheet, StringComparison.Ordinal);
        Assert.EndsWith("</article>", sheet, StringComparison.Ordinal);
    }

    [Fact]
    public void Translations_follow_the_chinese_text()
    {
        var template = new DocumentTemplate { Title = LocalizedText.Of("受理通知书", "Notice of acceptance"), Body = LocalizedText.Of("<p>您好</p>", "<p>Hello</p>"), Sealed = false };
        var sheet = DocumentSheet.Render(new Liquid(), template, Facts, Json(new { }));
        Assert.True(sheet.IndexOf("您好", StringComparison.Ordinal) < sheet.IndexOf("<section class=\"translation\" lang=\"en\"><h2>Notice of acceptance</h2><p>Hello</p>", StringComparison.Ordinal));
        Assert.DoesNotContain("class=\"seal\"", sheet, StringComparison.Ordinal);
    }

    [Fact]
    public void The_plain_layout_lists_everything_with_values_encoded()
    {
        var data = Json(new
        {
            @case = new { number = "330110-1", applicantName = "<script>alert(1)</script>" },
            answers = new { shops = new[] { new { name = "一号店" } }, open = true, nothing = (string?)null },
            sections = new[] { new { title = "基本信息", fields = new[] { new { label = "单位<b>名称", value = "<img src=x onerror=alert(1)>" } } } },
        });
        var sheet = DocumentSheet.RenderPlain(LocalizedText.Of("文书"), Facts, data);
        Assert.DoesNotContain("<script", sheet, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<img", sheet, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("&lt;script&gt;", sheet, StringComparison.Ordinal);
        Assert.Contains("<th>办件编号</th><td>330110-1</td>", sheet, StringComparison.Ordinal);
        Assert.Contains("<h2>基本信息</h2>", sheet, StringComparison.Ordinal);
        Assert.Contains("一号店", sheet, StringComparison.Ordinal);
        Assert.DoesNotContain("nothing", sheet, StringComparison.Ordinal);
    }

    private static JsonElement Json(object value) => JsonSerializer.SerializeToElement(value, ModelJson.Options);
}
