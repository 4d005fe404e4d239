using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using CsCheck;
using Platform.Model;
using Platform.Model.Forms;
using Platform.Model.Items;
using Platform.Model.Localities;

namespace Platform.Tests.Items;

public sealed class ItemLayersTests
{
    private const string Catalogue =
        """
        {
          "key": "permit", "name": { "zh-CN": "许可", "en": "Permit" }, "statutoryLimit": { "amount": 20, "unit": "workingDay" }, "warnings": { "yellowPercent": 50 }, "hallVisits": 2,
          "scenario": [{ "key": "air", "question": "?", "options": [{ "value": "yes", "label": "是" }, { "value": "no", "label": "否" }] }],
          "materials": [
            { "key": "plan", "name": "图", "originals": 1 },
            { "key": "report", "name": "报告", "originals": 1, "deferrable": true },
            { "key": "air", "name": "空调报告", "condition": { "op": "compare", "field": "scenario.air", "is": "equals", "value": "yes" } }
          ]
        }
        """;

    private const string District =
        """
        { "key": "permit", "offered": "below", "authority": { "code": "11330110YL00000126", "name": "局" }, "promisedLimit": { "amount": 10, "unit": "workingDay" }, "form": "f", "flow": "w" }
        """;

    [Fact]
    public void Layers_add_up_to_one_item()
    {
        var item = Merge(Layer("33", Catalogue), Layer("330110", District)).Value;
        Assert.Equal(("许可", 20, 10, "f", "w"), (item.Name.In("zh-CN"), item.StatutoryLimit.Amount, item.PromisedLimit.Amount, item.Form, item.Flow));
        Assert.Equal(["plan", "report", "air"], item.Materials.Select(m => m.Key));
    }

    [Fact]
    public void Warnings_come_earlier_below_and_in_their_order()
    {
        var item = Merge(Layer("33", Catalogue), Layer("330110", District.Replace("\"form\"", "\"warnings\": { \"yellowPercent\": 40, \"redPercent\": 70 }, \"form\"", StringComparison.Ordinal))).Value;
        Assert.Equal((40, 70), (item.Warnings.YellowPercent, item.Warnings.RedPercent));
        var turned = Merge(Layer("33", Catalogue), Layer("330110", District.Replace("\"form\"", "\"warnings\": { \"yellowPercent\": 40, \"redPercent\": 40 }, \"form\"", StringComparison.Ordinal)));
        Assert.Equal("item.warningLevels", Assert.Single(turned.Problems).Code);
    }

    [Fact]
    public void Members_nobody_knows_survive_and_are_free()
    {
        var item = Merge(
            Layer("33", Catalogue.Replace("\"hallVisits\": 2", "\"hallVisits\": 2, \"motto\": \"a\", \"colour\": { \"r\": 1 }", StringComparison.Ordinal)),
            Layer("330110", District.Replace("\"form\"", "\"motto\": \"b\", \"form\"", StringComparison.Ordinal))).Value;
        Assert.Equal("b", item.More!["motto"].GetString());
        Assert.Equal(1, item.More["colour"].GetProperty("r").GetInt32());
    }

    [Theory]
    [InlineData("""{"name":{"zh-CN":"别的"}}""", "item.locked", "name")]
    [InlineData("""{"statutoryLimit":{"amount":15,"unit":"workingDay"}}""", "item.locked", "statutoryLimit")]
    [InlineData("""{"promisedLimit":{"amount":11,"unit":"workingDay"}}""", "item.notTighter", "promisedLimit.amount")]
    [InlineData("""{"promisedLimit":{"amount":5,"unit":"naturalDay"}}""", "item.notTighter", "promisedLimit.unit")]
    [InlineData("""{"warnings":{"yellowPercent":60}}""", "item.notTighter", "warnings.yellowPercent")]
    [InlineData("""{"hallVisits":3}""", "item.notTighter", "hallVisits")]
    [InlineData("""{"hallVisits":"none"}""", "item.notTighter", "hallVisits")]
    [InlineData("""{"materials":[{"key":"extra","name":"多一份"}]}""", "item.notTighter", "materials[extra].mandatory")]
    [InlineData("""{"materials":[{"key":"plan","originals":2}]}""", "item.notTighter", "materials[plan].originals")]
    [InlineData("""{"materials":[{"key":"report","deferrable":false}]}""", "item.notTighter", "materials[report].deferrable")]
    [InlineData("""{"materials":[{"key":"air","condition":null}]}""", "item.notTighter", "materials[air].condition")]
    [InlineData("""{"materials":[{"key":"plan","fileTypes":["pdf"]}]}""", "item.notTighter", "materials[plan].fileTypes")]
    [InlineData("""{"materials":{"plan":1}}""", "item.shape", "materials")]
    [InlineData("""{"scenario":[{"key":"new","question":"?","options":[]}]}""", "item.locked", "scenario")]
    [InlineData("""{"policies":{"name":"free"}}""", "item.policyLooser", "policies.name")]
    [InlineData("""{"policies":{"promisedLimit":"loose"}}""", "item.policyUnknown", "policies.promisedLimit")]
    [InlineData("""{"policies":{"name":"1"}}""", "item.policyUnknown", "policies.name")]
    [InlineData("""{"policies":{"places":"tightenOnly"}}""", "item.policyNoDirection", "policies.places")]
    [InlineData("""{"policies":[]}""", "item.shape", "policies")]
    [InlineData("""{"key":"other"}""", "item.keyDiffers", "key")]
    [InlineData("""{"offered":"everywhere"}""", "item.offerUnknown", "offered")]
    public void A_street_is_refused_what_the_layers_above_do_not_allow([StringSyntax(StringSyntaxAttribute.Json)] string street, string code, string field)
    {
        var problem = Assert.Single(ItemLayers.Check([Layer("33", Catalogue), Layer("330110", District), Layer("330110005", street)]));
        Assert.Equal((code, field), (problem.Code, problem.Field));
        Assert.NotNull(problem.Values?["value"]);
    }

    [Theory]
    [InlineData("""{"promisedLimit":{"amount":0,"unit":"workingDay"},"hallVisits":0}""")]
    [InlineData("""{"name":{"zh-CN":"许可","en":"Permit"}}""")]
    [InlineData("""{"materials":[{"key":"plan","removed":true},{"key":"report","mandatory":false,"originals":0}]}""")]
    [InlineData("""{"materials":[{"key":"extra","name":"可选","mandatory":false}]}""")]
    [InlineData("""{"places":[{"name":"街道中心","address":"样例","hours":"样例"}],"enquiryPhone":"0571-1"}""")]
    [InlineData("""{"policies":{"promisedLimit":"locked","places":"locked"}}""")]
    [InlineData("""{"promisedLimit":null}""")]
    public void A_street_may_do_more_for_people([StringSyntax(StringSyntaxAttribute.Json)] string street) =>
        Assert.True(Merge(Layer("33", Catalogue), Layer("330110", District), Layer("330110005", street)).Succeeded);

    [Fact]
    public void A_policy_made_stricter_in_the_middle_binds_the_layers_below()
    {
        var district = District.Replace("\"form\"", "\"policies\":{\"promisedLimit\":\"locked\"},\"form\"", StringComparison.Ordinal);
        var problems = Merge(Layer("33", Catalogue), Layer("330110", district), Layer("330110005", """{"promisedLimit":{"amount":5,"unit":"workingDay"}}""")).Problems;
        Assert.Equal("item.locked", Assert.Single(problems).Code);
    }

    [Fact]
    public void The_first_layer_that_states_a_field_chooses_its_policy()
    {
        var catalogue = Catalogue.Replace("\"hallVisits\": 2", "\"hallVisits\": 2, \"policies\": { \"name\": \"free\" }", StringComparison.Ordinal);
        var item = Merge(Layer("33", catalogue), Layer("330110", District.Replace("\"form\"", "\"name\":\"区级名称\",\"form\"", StringComparison.Ordinal))).Value;
        Assert.Equal("区级名称", item.Name.In("zh-CN"));
    }

    [Fact]
    public void The_promise_cannot_be_longer_than_the_law_allows()
    {
        var problem = Assert.Single(Merge(Layer("33", Catalogue), Layer("330110", District.Replace("\"amount\": 10", "\"amount\": 21", StringComparison.Ordinal))).Problems);
        Assert.Equal(("item.promisedOverStatutory", "promisedLimit.amount"), (problem.Code, problem.Field));
        Assert.Equal("<= 20", problem.Values!["expected"]);
    }

    [Fact]
    public void An_item_that_lacks_facts_names_them_all()
    {
        var problems = Merge(Layer("33", """{"key":"permit"}""")).Problems;
        Assert.Equal(["name", "authority", "statutoryLimit", "promisedLimit", "form", "flow"], problems.Select(p => p.Field));
        Assert.Empty(ItemLayers.Check([Layer("33", """{"key":"permit"}""")]));
    }

    [Theory]
    [InlineData("below", null, "330110", true)]
    [InlineData("below", null, "330110005", true)]
    [InlineData("here", null, "330110", true)]
    [InlineData("here", null, "330110005", false)]
    [InlineData("below", "none", "330110005", false)]
    [InlineData(null, "here", "330110005", true)]
    [InlineData(null, "here", "330110", false)]
    [InlineData(null, null, "330110", false)]
    [InlineData("below", "here", "330110005001", false)]
    public void The_nearest_layer_that_says_so_offers_the_item(string? district, string? street, string at, bool offered)
    {
        var layers = new List<ItemLayer> { Layer("330110", Offer(district)), Layer("330110005", Offer(street)) };
        var locality = LocalityCode.Parse(at);
        Assert.Equal(offered, ItemLayers.OfferedAt([.. layers.Where(l => l.Owner.Covers(locality))], locality));
    }

    [Fact]
    public void Whatever_a_street_is_allowed_is_never_worse_for_the_applicant() =>
        Gen.Select(Gen.Int[0, 25], Gen.Int[0, 4], Gen.Bool, Gen.Bool, Gen.Int[0, 2], Gen.Int[0, 2].Select(i => new[] { "none", "narrow", "drop" }[i]), Gen.Bool).Sample((days, visits, removePlan, optionalReport, originals, condition, addExtra) =>
        {
            var street = JsonSerializer.Serialize(new
            {
                key = "permit",
                promisedLimit = new { amount = days, unit = "workingDay" },
                hallVisits = visits,
                materials = new List<object>
                {
                    removePlan ? new { key = "plan", removed = true } : new { key = "plan", originals },
                    new { key = "report", mandatory = !optionalReport },
                    condition switch
                    {
                        "drop" => new Dictionary<string, object?> { ["key"] = "air", ["condition"] = null },
                        "narrow" => new { key = "air", condition = new { op = "isEmpty", field = "waiver" } },
                        _ => new { key = "air" },
                    },
                    new { key = "extra", name = "x", mandatory = addExtra, removed = false },
                },
            });
            var above = Merge(Layer("33", Catalogue), Layer("330110", District)).Value;
            var merged = Merge(Layer("33", Catalogue), Layer("330110", District), Layer("330110005", street));
            Assert.Equal(days <= 10 && visits <= 2 && (removePlan || originals <= 1) && condition != "drop" && !addExtra, merged.Succeeded);
            if (merged.TryGet(out var item))
            {
                Assert.True(item.PromisedLimit.Amount <= above.PromisedLimit.Amount && item.HallVisits <= above.HallVisits);
                foreach (var air in new[] { "yes", "no" })
                {
                    foreach (var answers in new[] { Answers.Empty, Answers.Parse("""{"waiver":"x"}""") })
                    {
                        var scenario = new Dictionary<string, string> { ["air"] = air };
                        Assert.Subset(Mandatory(above, scenario, answers), Mandatory(item, scenario, answers));
                    }
                }
            }
        });

    [Fact]
    public void A_scenario_question_can_depend_on_an_earlier_one()
    {
        var item = Merge(Layer("33", Catalogue), Layer("330110", District)).Value with
        {
            Scenario =
            [
                new ScenarioQuestion("air", LocalizedText.Of("?"), [new("yes", LocalizedText.Of("是")), new("no", LocalizedText.Of("否"))]),
                new ScenarioQuestion("age", LocalizedText.Of("?"), [new("old", LocalizedText.Of("旧"))], JsonSerializer.Deserialize<Condition>("""{"op":"compare","field":"scenario.air","is":"equals","value":"yes"}""", ModelJson.Options)),
            ],
        };
        Assert.Equal(["air"], MaterialRules.Questions(item.Scenario, new Dictionary<string, string> { ["air"] = "no", ["age"] = "old" }).Select(q => q.Key));
        Assert.Equal(["air", "age"], MaterialRules.Questions(item.Scenario, new Dictionary<string, string> { ["air"] = "yes" }).Select(q => q.Key));
        Assert.Equal(["scenario.missing"], MaterialRules.Check(item.Scenario, new Dictionary<string, string> { ["air"] = "yes" }, complete: true).Select(p => p.Code));
        Assert.Empty(MaterialRules.Check(item.Scenario, new Dictionary<string, string> { ["air"] = "no" }, complete: true));
    }

    private static HashSet<string> Mandatory(ServiceItem item, Dictionary<string, string> scenario, Answers answers) =>
        [.. MaterialRules.Required(item, scenario, answers).Where(m => m.Mandatory).Select(m => m.Key)];

    private static string Offer(string? offered) => offered is null ? """{"key":"permit"}""" : $$"""{"key":"permit","offered":"{{offered}}"}""";

    private static Result<ServiceItem> Merge(params ItemLayer[] layers) => ItemLayers.Merge(layers);

    private static ItemLayer Layer(string owner, [StringSyntax(StringSyntaxAttribute.Json)] string json)
    {
        var document = JsonElement.Parse(json);
        return new(LocalityCode.Parse(owner), document.TryGetProperty("key", out _) ? document : JsonElement.Parse(json.Insert(json.IndexOf('{', StringComparison.Ordinal) + 1, "\"key\":\"permit\",")));
    }
}
