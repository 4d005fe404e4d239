using System.Text.Json;
using Platform.Model;
using Platform.Model.Cases;
using Platform.Model.Definitions;
using Platform.Model.Documents;
using Platform.Model.Notifications;
using Platform.Server.Documents;
using Platform.Server.Hosting;
using Platform.Server.Templates;

namespace Platform.Tests.Templates;

/// <summary>The shipped papers and messages with the data the cases give them.</summary>
public sealed class PaperTests
{
    private static readonly TemplatePackage Package = new TemplatePackages().Find("government-services")!;

    private static readonly JsonElement Data = JsonElement.Parse(
        """
        {
          "case": { "number": "330110-20260302-0001", "trackingCode": "K7QM-2XWP", "itemName": "公共场所卫生许可（新办）", "authorityName": "余杭区卫生健康局", "applicantName": "王<b>小</b>明",
                    "applicantIdMasked": "330110********0004", "submittedOn": "2026-03-02", "receivedOn": "2026-03-02", "acceptedOn": "2026-03-04" },
          "item": { "code": "x", "name": { "zh-CN": "公共场所卫生许可（新办）", "en": "Hygiene permit" }, "resultName": "公共场所卫生许可证", "remedies": "六十日内申请行政复议", "enquiryPhone": "0571-1", "supervisionPhone": "0571-2", "legalBasis": ["公共场所卫生管理条例第四条"] },
          "applicant": { "name": "王**", "phoneMasked": "138****0001" },
          "answers": { "placeName": "样例理发店", "address": { "division": "330110012", "detail": "某路 1 号" } },
          "materials": [{ "key": "plan", "name": "平面图", "status": "provided", "files": 2 }, { "key": "report", "name": "检测报告", "status": "missing", "files": 0 }],
          "data": { "receivedOn": "2026-03-02", "noticeDeadline": "2026-03-09", "supplied": false, "reason": "理由一\n理由二", "reasons": "不符合条件", "competentBody": "市级机关", "fields": [{ "key": "address", "reason": "请写明门牌" }],
                    "materials": [{ "key": "report", "reason": "缺少公章" }], "deadline": "2026-03-30", "acceptedOn": "2026-03-04", "deemed": true, "statutoryDeadline": "2026-04-01", "promisedDeadline": "2026-03-18",
                    "procedure": "inspection", "toldDays": 5, "toldUntil": "2026-03-12", "on": "2026-03-05", "days": 10, "outcome": "grant", "deliverBy": "2026-03-20", "decidedOn": "2026-03-05", "method": "post", "proof": "EMS 1",
                    "cause": "supplementOverdue", "to": "市级机关", "legalBasis": "第六十九条", "text": "请来电" },
          "sections": [{ "title": "单位信息", "fields": [{ "label": "单位名称", "value": "样例理发店" }] }],
          "code": "123456", "minutes": 10
        }
        """);

    public static TheoryData<string> Papers => [.. Keys(DefinitionKind.DocumentTemplate)];

    public static TheoryData<string> Messages => [.. Keys(DefinitionKind.MessageTemplate)];

    [Theory]
    [MemberData(nameof(Papers))]
    public void A_paper_renders_and_encodes_what_people_typed(string key)
    {
        var template = Read<DocumentTemplate>(DefinitionKind.DocumentTemplate, key);
        var page = DocumentSheet.Render(new Liquid(), template, new DocumentFacts(key, "余卫〔2026〕1号", "余杭区卫生健康局", new DateOnly(2026, 3, 5)), Data);
        Assert.Contains(template.Title.In("zh-CN"), page, StringComparison.Ordinal);
        Assert.DoesNotContain("{{", page, StringComparison.Ordinal);
        Assert.DoesNotContain("{%", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>小", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("supplement-notice", "缺少公章", "检测报告", "2026年3月30日")]
    [InlineData("acceptance-notice", "由系统依法自动出具", "2026年4月1日", "2026年3月18日")]
    [InlineData("receipt", "K7QM-2XWP", "2026年3月9日", "平面图：已上传 2 份")]
    [InlineData("decision-deny", "不符合条件", "六十日内申请行政复议", "第三十八条")]
    [InlineData("special-procedure-notice", "检验", "5 个工作日", "2026年3月12日")]
    [InlineData("acceptance-refusal", "市级机关", "理由一<br>理由二", "第三十二条")]
    [InlineData("licence", "公共场所卫生许可证", "某路 1 号", "样例")]
    [InlineData("application", "单位名称", "样例理发店", "第三十一条")]
    public void A_paper_says_what_the_law_wants_it_to_say(string key, params string[] parts)
    {
        var template = Read<DocumentTemplate>(DefinitionKind.DocumentTemplate, key);
        var page = DocumentSheet.Render(new Liquid(), template, new DocumentFacts(key, "余卫〔2026〕1号", "余杭区卫生健康局", new DateOnly(2026, 3, 5)), Data);
        Assert.All(parts, p => Assert.Contains(p, page, StringComparison.Ordinal));
    }

    [Fact]
    public void There_is_a_paper_for_every_kind_the_cases_cause()
    {
        var kinds = typeof(DocumentKinds).GetFields().Select(f => (string)f.GetValue(null)!).Append("application");
        Assert.Subset(Keys(DefinitionKind.DocumentTemplate).ToHashSet(), kinds.ToHashSet());
    }

    [Theory]
    [MemberData(nameof(Messages))]
    public void A_message_renders_in_both_languages(string key)
    {
        var template = Read<MessageTemplate>(DefinitionKind.MessageTemplate, key);
        var liquid = new Liquid();
        foreach (var culture in new[] { "zh-CN", "en" })
        {
            foreach (var text in new[] { template.Subject, template.Body, template.SmsText ?? template.Body })
            {
                var rendered = liquid.RenderText(text.In(culture), culture, Data);
                Assert.False(string.IsNullOrWhiteSpace(rendered));
                Assert.DoesNotContain("{{", rendered, StringComparison.Ordinal);
                Assert.DoesNotContain("{%", rendered, StringComparison.Ordinal);
            }
        }
    }

    private static IEnumerable<string> Keys(DefinitionKind kind) => Package.Manifest.Contents.Where(c => c.Kind == kind).Select(c => c.Key);

    private static T Read<T>(DefinitionKind kind, string key) =>
        Package.Read(Package.Manifest.Contents.Single(c => c.Kind == kind && c.Key == key)).Deserialize<T>(ModelJson.Options)!;
}
