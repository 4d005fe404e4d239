using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Platform.Tests.Bundles;
using Platform.Tests.Cases;

namespace Platform.Tests.Portal;

/// <summary>A bundle through the pages, with script switched off.</summary>
public sealed partial class BundlePagesTests(CaseOffice office) : IClassFixture<CaseOffice>
{
    private static readonly byte[] Pdf = Encoding.ASCII.GetBytes("%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n");

    [Fact]
    public async Task It_is_found_beside_the_items_and_its_guide_says_what_it_contains()
    {
        using var nobody = await PortalVisitor.Nobody(office.Server).OpenAsync($"/preferences?locality={CaseOffice.Street}&back=%2F");
        Assert.Contains("href=\"/life-events/birth\"", nobody.Html, StringComparison.Ordinal);
        await nobody.OpenAsync("/items?q=出生一件事");
        Assert.Contains("href=\"/life-events/birth\"", nobody.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("没有找到", Text(nobody.Html), StringComparison.Ordinal);
        await nobody.OpenAsync("/items?theme=elderly");
        Assert.DoesNotContain("href=\"/life-events/birth\"", nobody.Html, StringComparison.Ordinal);
        await nobody.OpenAsync("/items/birth-registration");
        Assert.Contains("href=\"/life-events/birth\"", nobody.Html, StringComparison.Ordinal);

        await nobody.OpenAsync("/life-events/birth");
        Assert.Equal(HttpStatusCode.OK, nobody.Status);
        var text = Text(nobody.Html);
        foreach (var said in new[] { "4 件事项，3 个部门", "杭州市公安局余杭区分局", "可以不办", "用于：出生登记（户口登记）、新生儿参加城乡居民基本医疗保险登记", "国发〔2024〕3号" })
        {
            Assert.Contains(said, text, StringComparison.Ordinal);
        }

        Assert.Single(Regex.Matches(text, "父母双方有效身份证件"));
        await nobody.OpenAsync("/life-events/wedding");
        Assert.Equal(HttpStatusCode.NotFound, nobody.Status);
    }

    [Fact]
    public async Task One_wizard_one_review_one_receipt_and_one_tracker()
    {
        using var resident = await PortalVisitor.SignedInAsync(office.Server, "13800000001", "demo-Resident-1");
        await resident.OpenAsync($"/preferences?locality={CaseOffice.Street}&back=%2F");
        await resident.OpenAsync("/life-events/birth/apply");
        await resident.PressAsync("start");
        Assert.EndsWith("/applicant", resident.At, StringComparison.Ordinal);
        await resident.PressAsync("next");
        await resident.AnswerAsync(Births.Answers(), "insurance");
        await resident.AnswerAsync(Births.Answers(), "childName", "childSex", "bornOn", "ethnicity", "hospital", "birthWeight");
        await resident.AnswerAsync(Births.Answers(), "motherName", "motherId", "fatherName", "fatherId", "phone", "home");
        Assert.Contains("a.payBy", resident.Html, StringComparison.Ordinal);
        await resident.AnswerAsync(Births.Answers(), "registerWith", "registerAddress", "clinic", "payBy", "truthful");
        Assert.EndsWith("/materials", resident.At, StringComparison.Ordinal);
        await resident.PressAsync("next");
        Assert.Contains("父母双方有效身份证件", resident.Errors, StringComparison.Ordinal);
        await resident.Attach("mu.parents-identity", "身份证.pdf", Pdf).Attach("mu.delivery-record", "登记表.pdf", Pdf).Attach("mu.household-register", "户口簿.pdf", Pdf).PressAsync("next");
        Assert.EndsWith("/review", resident.At, StringComparison.Ordinal);
        Assert.Contains("将分别申请以下 4 件事项", Text(resident.Html), StringComparison.Ordinal);
        var review = resident.At;
        await resident.Fill("declare", "true").PressAsync("next");

        Assert.Matches("^/bundles/B-330110012-[0-9]{8}-[0-9]{4}/receipt$", resident.At);
        var numbers = Numbers().Matches(resident.Html).Select(m => m.Groups[1].Value).ToList();
        Assert.Equal(2, numbers.Count);
        var cases = Regex.Matches(resident.Html, "<dd class=\"figures\">([0-9A-Z]{26,})</dd>").Select(m => m.Groups[1].Value).ToList();
        Assert.Equal(4, cases.Count);
        await resident.OpenAsync(review);
        Assert.Equal(HttpStatusCode.NotFound, resident.Status);
        await resident.OpenAsync("/my/cases");
        Assert.Contains($"/bundles/{numbers[0]}", resident.Html, StringComparison.Ordinal);
        await resident.OpenAsync($"/cases/{cases[1]}");
        Assert.Contains($"href=\"/bundles/{numbers[0]}\"", resident.Html, StringComparison.Ordinal);

        await office.CompleteAsync("ren.jie", cases[1], "Supplement", new JsonObject
        {
            ["notice"] = new JsonObject { ["fields"] = new JsonArray(new JsonObject { ["key"] = "ethnicity", ["reason"] = "请填写全称" }), ["materials"] = new JsonArray() },
        });
        using var nobody = await PortalVisitor.Nobody(office.Server).OpenAsync("/track");
        await nobody.Fill("number", numbers[0]).Fill("code", "NOT-THE-CODE").PressAsync("find");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, nobody.Status);
        await nobody.Fill("number", numbers[0]).Fill("code", numbers[1]).PressAsync("find");
        Assert.Equal($"/bundles/{numbers[0]}?code={numbers[1]}", nobody.At);
        Assert.Contains("等待您补正", nobody.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("王小宝", nobody.Html, StringComparison.Ordinal);
        var first = WebUtility.HtmlDecode(Regex.Match(nobody.Html, $"href=\"(/cases/{cases[0]}\\?code=[^\"]+)\"").Groups[1].Value);
        await nobody.OpenAsync(first);
        Assert.Equal(HttpStatusCode.OK, nobody.Status);
        Assert.DoesNotContain($"/bundles/{numbers[0]}", nobody.Html, StringComparison.Ordinal);
        await nobody.OpenAsync($"/bundles/{numbers[0]}?code=WRONG");
        Assert.Equal(HttpStatusCode.NotFound, nobody.Status);
    }

    private static string Text(string html) => WebUtility.HtmlDecode(Regex.Replace(html, "<[^>]*>", ""));

    [GeneratedRegex("class=\"receipt-numbers\">([^<]+)<")]
    private static partial Regex Numbers();
}
