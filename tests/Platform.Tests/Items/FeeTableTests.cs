using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Platform.Server.Hosting;

namespace Platform.Tests.Items;

/// <summary>An item whose fee a decision table says, from its publication to what a resident reads.</summary>
public sealed class FeeTableTests
{
    private const string Item = """
        {"key":"pool-permit","offered":"below","name":"游泳场所登记","authority":{"code":"11330110YL00000126","name":"局"},"statutoryLimit":{"amount":5,"unit":"workingDay"},"promisedLimit":{"amount":1,"unit":"workingDay"},
         "form":"lease-registration","flow":"lease-registration","scenario":[{"key":"owner","question":"谁","options":[{"value":"a","label":"甲"},{"value":"b","label":"乙"}]}],
         "fee":{"charged":true,"lines":[{"name":"登记费","table":"pool-rates"}]}}
        """;

    private const string Rates = """
        {"key":"pool-rates","name":{"zh-CN":"登记费标准","en":"Rates"},"hitPolicy":"unique","inputs":[{"id":"area","label":{"zh-CN":"建筑面积","en":"Floor area"},"type":"number","reads":"answers.area"}],
         "outputs":[{"name":"fee","label":{"zh-CN":"费用","en":"Fee"},"type":"number"}],"rules":[{"id":"a","when":["<= 100"],"then":["50"]},{"id":"b","when":["> 100"],"then":["80"]}],"default":["0"]}
        """;

    [Fact]
    public async Task The_table_comes_into_force_with_the_item_says_the_fee_and_keeps_fitting_it()
    {
        await using var server = await ItemsServer.StartAsync();
        using var admin = server.As("site-admin", "330110");
        await SaveAsync(admin, "item/pool-permit", Item);
        Assert.Equal(["item.reference"], await PublishAsync(admin, "item/pool-permit"));

        await SaveAsync(admin, "decisionTable/pool-rates", Rates.Replace("answers.area", "answers.depth", StringComparison.Ordinal));
        Assert.Empty(await PublishAsync(admin, "decisionTable/pool-rates"));
        Assert.Equal(["item.tableReads"], await PublishAsync(admin, "item/pool-permit"));

        await SaveAsync(admin, "decisionTable/pool-rates", Rates);
        Assert.Empty(await PublishAsync(admin, "decisionTable/pool-rates"));
        Assert.Empty(await PublishAsync(admin, "item/pool-permit"));

        var open = await FeeAsync(server, "{}");
        Assert.False(open.TryGetProperty("amount", out _));
        Assert.Equal("建筑面积", open.GetProperty("dependsOn")[0].GetProperty("zh-CN").GetString());
        Assert.Equal(50, (await FeeAsync(server, """{"answers":{"area":99.5}}""")).GetProperty("amount").GetDecimal());
        Assert.Equal(80, (await FeeAsync(server, """{"answers":{"area":120}}""")).GetProperty("amount").GetDecimal());
        Assert.True((await server.GetJsonAsync("/api/v1/items/pool-permit?locality=330110")).GetProperty("facts").GetProperty("feeDepends").GetBoolean());
        var guide = await server.Client.GetStringAsync(new Uri("/items/pool-permit?locality=330110", UriKind.Relative));
        Assert.Contains("登记费：按建筑面积确定", System.Net.WebUtility.HtmlDecode(guide), StringComparison.Ordinal);

        await SaveAsync(admin, "decisionTable/pool-rates", Rates.Replace("[\"80\"]", "[\"-80\"]", StringComparison.Ordinal));
        Assert.Equal(["decisionTable.breaksFee"], await PublishAsync(admin, "decisionTable/pool-rates"));
        Assert.Equal(80, (await FeeAsync(server, """{"answers":{"area":120}}""")).GetProperty("amount").GetDecimal());
    }

    [Fact]
    public async Task What_the_fee_reads_is_taken_from_it_neither_by_the_table_nor_by_the_form()
    {
        await using var server = await ItemsServer.StartAsync();
        using var admin = server.As("site-admin", "330110");
        await InForceAsync(admin);
        await SaveAsync(admin, "decisionTable/pool-rates", Rates.Replace("answers.area", "answers.depth", StringComparison.Ordinal));
        Assert.Equal(["decisionTable.breaksFee"], await PublishAsync(admin, "decisionTable/pool-rates"));

        var form = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Templates", "GovernmentServices", "forms", "lease-registration.json"), TestContext.Current.CancellationToken);
        await SaveAsync(admin, "form/lease-registration", form.Replace("\"area\"", "\"space\"", StringComparison.Ordinal));
        Assert.Contains("item.feeReads", await PublishAsync(admin, "form/lease-registration"));
    }

    [Fact]
    public async Task A_place_below_puts_no_table_of_its_own_in_the_place_of_one_from_above()
    {
        await using var server = await ItemsServer.StartAsync();
        using var admin = server.As("site-admin", "330110");
        await InForceAsync(admin);
        using var street = server.As("site-admin", ItemsServer.Street);
        await SaveAsync(street, "decisionTable/pool-rates", Rates.Replace("\"80\"", "\"800\"", StringComparison.Ordinal), ItemsServer.Street);
        Assert.Contains("decisionTable.feeAbove", await PublishAsync(street, "decisionTable/pool-rates", ItemsServer.Street));
    }

    [Fact]
    public async Task A_table_that_cannot_be_read_is_told_by_its_own_check_when_it_is_published_with_the_item()
    {
        await using var server = await ItemsServer.StartAsync();
        using var admin = server.As("site-admin", "330110");
        await SaveAsync(admin, "decisionTable/pool-rates", Rates.Replace("<= 100", "about 100", StringComparison.Ordinal));
        await SaveAsync(admin, "item/pool-permit", Item);
        using var answer = await admin.PostAsync(
            new Uri("/api/v1/definitions/publish?locality=330110", UriKind.Relative), Body("""{"definitions":[{"kind":"item","key":"pool-permit"},{"kind":"decisionTable","key":"pool-rates"}]}"""));
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True((int)answer.StatusCode is >= 400 and < 500, $"{answer.StatusCode}: {text}");
        Assert.Contains("about 100", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_refusal_has_words_in_both_languages()
    {
        await using var server = await ItemsServer.StartAsync(installed: false);
        foreach (var code in new[] { "item.feeAmount", "item.feeTable", "item.feeInput", "item.feeValue", "fee.tableMissing", "fee.noRow", "fee.notAmount", "decisionTable.breaksFee", "decisionTable.feeAbove", "item.feeReads" })
        {
            var (chinese, english) = (server.Get<ProblemTexts>().Find(code, CultureInfo.GetCultureInfo("zh-CN")), server.Get<ProblemTexts>().Find(code, CultureInfo.GetCultureInfo("en")));
            Assert.True(chinese is not null && english is not null && chinese != english, code);
            Assert.Equal(Placeholders(chinese), Placeholders(english));
        }
    }

    private static async Task InForceAsync(HttpClient admin)
    {
        await SaveAsync(admin, "decisionTable/pool-rates", Rates);
        Assert.Empty(await PublishAsync(admin, "decisionTable/pool-rates"));
        await SaveAsync(admin, "item/pool-permit", Item);
        Assert.Empty(await PublishAsync(admin, "item/pool-permit"));
    }

    private static IEnumerable<string> Placeholders(string text) => Regex.Matches(text, @"\{\w+\}").Select(m => m.Value).Distinct().Order(StringComparer.Ordinal);

    private static async Task<JsonElement> FeeAsync(ItemsServer server, string body)
    {
        using var answer = await server.Client.PostAsync(new Uri("/api/v1/items/pool-permit/materials?locality=330110", UriKind.Relative), Body(body));
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, text);
        return JsonElement.Parse(text).GetProperty("fees")[0];
    }

    private static async Task SaveAsync(HttpClient client, string name, string document, string locality = "330110")
    {
        var address = new Uri($"/api/v1/definitions/{name}?locality={locality}", UriKind.Relative);
        using var before = await client.GetAsync(new Uri(address + "&state=draft", UriKind.Relative));
        using var request = new HttpRequestMessage(HttpMethod.Put, address) { Content = Body(document) };
        if (before.Headers.ETag is { } tag)
        {
            request.Headers.TryAddWithoutValidation("If-Match", tag.Tag);
        }

        using var answer = await client.SendAsync(request);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    /// <returns>Codes of what stands in the way.</returns>
    private static async Task<string[]> PublishAsync(HttpClient client, string name, string locality = "330110")
    {
        using var answer = await client.PostAsync(new Uri($"/api/v1/definitions/{name}/publish?locality={locality}", UriKind.Relative), null);
        var body = await answer.Content.ReadFromJsonAsync<JsonElement>();
        return body.TryGetProperty("errors", out var errors) ? [.. errors.EnumerateArray().Select(e => e.GetProperty("code").GetString()!)] : [];
    }

    private static StringContent Body(string json) => new(json, Encoding.UTF8, "application/json");
}
