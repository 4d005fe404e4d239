using System.Text.Json;
using Platform.Model;
using Platform.Model.Items;

namespace Platform.Tests.Items;

public sealed class ItemCompletenessTests
{
    private const string Sound =
        """
        {
          "key": "dog", "name": "养犬登记", "authority": { "code": "11330110YL00000126", "name": "局" }, "statutoryLimit": { "amount": 5, "unit": "workingDay" },
          "promisedLimit": { "amount": 1, "unit": "workingDay" }, "form": "f", "flow": "w", "enquiryPhone": "0571-12345、+86 571 8888 0000 转 12", "onlineUrl": "https://example.org/dog",
          "fee": { "charged": true, "lines": [{ "name": "犬牌", "amount": 12.50 }] }, "effectiveFrom": "2026-01-01", "effectiveUntil": "2026-12-31",
          "scenario": [{ "key": "size", "question": "多大", "options": [{ "value": "big", "label": "大型" }] }], "materials": [{ "key": "photo", "name": "照片" }]
        }
        """;

    [Fact]
    public void What_is_in_order_has_nothing_to_be_told() => Assert.Empty(Check(Sound));

    [Theory]
    [InlineData("authority", """{ "code": "11330110YL00000126" }""", "item.empty", "authority.name")]
    [InlineData("name", """{ "zh-CN": "  " }""", "item.empty", "name")]
    [InlineData("materials", """[{ "key": "photo" }]""", "item.empty", "materials[photo].name")]
    [InlineData("materials", """[{ "name": "照片" }]""", "item.empty", "materials[0].key")]
    [InlineData("scenario", """[{ "key": "size", "question": "多大" }]""", "item.noOptions", "scenario[size].options")]
    [InlineData("scenario", """[{ "key": "size", "question": "多大", "options": [{ "value": "big" }] }]""", "item.empty", "scenario[size].options[big].label")]
    [InlineData("legalBasis", "[{}]", "item.empty", "legalBasis[0].law")]
    [InlineData("places", """[{ "name": "大厅", "address": "路 1 号" }]""", "item.empty", "places[0].hours")]
    [InlineData("faq", """[{ "question": "?" }]""", "item.empty", "faq[0].answer")]
    [InlineData("hallVisits", "-1", "item.outOfRange", "hallVisits")]
    [InlineData("ratingWindowDays", "99999", "item.outOfRange", "ratingWindowDays")]
    [InlineData("fee", """{ "charged": true, "lines": [{ "name": "犬牌", "amount": -50 }] }""", "item.outOfRange", "fee.lines[0].amount")]
    [InlineData("fee", """{ "charged": true, "lines": [{ "name": "犬牌", "amount": 50.555 }] }""", "item.cents", "fee.lines[0].amount")]
    [InlineData("fee", """{ "charged": false, "lines": [{ "name": "犬牌", "amount": 50 }] }""", "item.feeUncharged", "fee.charged")]
    [InlineData("fee", """{ "charged": true, "lines": [{ "name": "犬牌" }] }""", "item.feeAmount", "fee.lines[0].amount")]
    [InlineData("fee", """{ "charged": true, "lines": [{ "name": "犬牌", "amount": 1, "table": "rates" }] }""", "item.feeAmount", "fee.lines[0].amount")]
    [InlineData("enquiryPhone", "\"不是电话\"", "item.phone", "enquiryPhone")]
    [InlineData("papers", """[{ "kind": "licence", "template": "a" }, { "kind": "licence", "template": "b" }]""", "item.keyTwice", "papers[licence]")]
    [InlineData("papers", """[{ "kind": "certificate", "template": "a" }]""", "item.paperUnknown", "papers[0].kind")]
    [InlineData("onlineUrl", "\"javascript:alert(1)\"", "item.url", "onlineUrl")]
    [InlineData("effectiveUntil", "\"2025-12-31\"", "item.datesBackwards", "effectiveUntil")]
    public void What_residents_would_find_empty_or_impossible_is_told_at_its_place(string member, string value, string code, string field)
    {
        var document = (System.Text.Json.Nodes.JsonObject)System.Text.Json.Nodes.JsonNode.Parse(Sound)!;
        document[member] = System.Text.Json.Nodes.JsonNode.Parse(value);
        var problem = Assert.Single(Check(document.ToJsonString()));
        Assert.Equal((code, field), (problem.Code, problem.Field));
    }

    [Fact]
    public void Nothing_a_part_leaves_out_is_null()
    {
        const string Bare = """
            "faq": [{}], "places": [{}], "legalBasis": [{}], "jointDepartments": [{}], "form"
            """;
        var item = Read(Sound.Replace("\"form\"", Bare, StringComparison.Ordinal));
        Assert.Equal("", $"{item.Faq[0].Answer}{item.Places[0].Hours}{item.LegalBasis[0].Law}{item.JointDepartments[0].Name}");
    }

    [Fact]
    public void An_item_that_was_written_down_before_its_members_had_a_shape_can_still_be_read()
    {
        const string Strange = """
            "appointment": "是", "systemLevel": 3, "effectiveFrom": "2024/1/1", "jointDepartments": ["某局"], "form"
            """;
        var item = Platform.Server.Items.WrittenItem.Read(Sound.Replace("\"effectiveFrom\": \"2026-01-01\",", "", StringComparison.Ordinal).Replace("\"form\"", Strange, StringComparison.Ordinal));
        Assert.Equal(("dog", false, 0), (item.Key, item.Appointment, item.JointDepartments.Count));
        Assert.Equal("养犬登记", Platform.Server.Items.WrittenItem.Read(Sound).Name.In("zh-CN"));
    }

    [Theory]
    [InlineData("2025-12-31", false)]
    [InlineData("2026-01-01", true)]
    [InlineData("2026-12-31", true)]
    [InlineData("2027-01-01", false)]
    public void Both_days_count(string day, bool effective) =>
        Assert.Equal(effective, Read(Sound).IsEffectiveOn(DateOnly.Parse(day, System.Globalization.CultureInfo.InvariantCulture)));

    private static ServiceItem Read(string json) => JsonSerializer.Deserialize<ServiceItem>(json, ModelJson.Options)!;

    private static IReadOnlyList<Problem> Check(string json) => ItemCompleteness.Check(Read(json));
}
