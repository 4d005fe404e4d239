using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using Platform.Model.Identity;
using Platform.Model.Localities;
using Platform.Server.Hosting;
using Platform.Server.Localities;
using Platform.Tests.Hosting;

namespace Platform.Tests.Localities;

/// <summary>The import as an operator runs it, and the chooser it fills.</summary>
public sealed class ImportLocalitiesTests
{
    private const string Streets = "code,name,areaCode,provinceCode,cityCode\n330110012,\"仓前街道\",330110,33,3301\n441900003,\"东城\"\"街道\",441900,44,4419\n330199001,\"无区街道\",330199,33,3301\n";

    [Fact]
    public async Task A_folder_with_one_file_per_level_becomes_the_tree_and_the_second_import_changes_nothing()
    {
        await using var server = await TestServer.StartAsync();
        using var folder = new TempData();
        var root = folder.Directory.Root;
        await File.WriteAllTextAsync(Path.Combine(root, "provinces.csv"), "\ufeffcode,name\r\n33,\"浙江省\"\r\n44,\"广东省\"\r\n");
        await File.WriteAllTextAsync(Path.Combine(root, "cities.csv"), "code,name,provinceCode\n3301,\"杭州市\",33\n4419,\"东莞市\",44\n");
        await File.WriteAllTextAsync(Path.Combine(root, "areas.csv"), "code,name,cityCode,provinceCode\n330110,\"余杭区\",3301,33\n441900,\"东莞市\",4419,44\n");
        await File.WriteAllTextAsync(Path.Combine(root, "streets.csv"), Streets);

        var (code, output) = await RunAsync(server, "--from", root);
        Assert.Equal(1, code);
        Assert.Contains("streets.csv:4: 330199001 无区街道: ", output, StringComparison.Ordinal);
        Assert.Contains("7 added, 0 changed, 0 retired, 0 unchanged, 1 refused", output, StringComparison.Ordinal);
        var tree = await server.Get<ILocalities>().TreeAsync(default);
        Assert.Equal("广东省 东莞市 东城\"街道", tree.FullName(LocalityCode.Parse("441900003")));

        Assert.Contains("0 added, 0 changed, 0 retired, 7 unchanged, 1 refused", (await RunAsync(server, "--from", root, "--complete")).Output, StringComparison.Ordinal);
        await File.WriteAllTextAsync(Path.Combine(root, "streets.csv"), Streets.Replace("330110012", "330110013", StringComparison.Ordinal));
        Assert.Contains("1 added, 0 changed, 1 retired", (await RunAsync(server, "--from", root, "--complete")).Output, StringComparison.Ordinal);
        var ended = (await server.Get<ILocalities>().FindAsync(LocalityCode.Parse("330110012"), default))!;
        Assert.Equal(new DateOnly(2026, 3, 1), ended.ValidTo);
    }

    [Theory]
    [InlineData("name,level\n浙江省,1\n", "code and name")]
    [InlineData("", "is empty")]
    [InlineData("code,name\n33,\"浙江\n", "does not end")]
    public async Task A_file_that_is_no_list_is_refused_in_one_sentence(string text, string part)
    {
        await using var server = await TestServer.StartAsync();
        using var folder = new TempData();
        var file = Path.Combine(folder.Directory.Root, "list.csv");
        await File.WriteAllTextAsync(file, text);
        var (code, output) = await RunAsync(server, "--from", file);
        Assert.Equal(1, code);
        Assert.Contains(part, Assert.Single(output.Trim().Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_country_down_to_its_streets_is_imported_at_once_and_chosen_from_as_quickly()
    {
        await using var server = await TestServer.StartAsync();
        using var folder = new TempData();
        var file = Path.Combine(folder.Directory.Root, "country.csv");
        await File.WriteAllTextAsync(file, Country(cities: 11, districts: 9, streets: 14));
        var began = Stopwatch.StartNew();
        var (code, output) = await RunAsync(server, "--from", file);
        var took = began.Elapsed;
        Assert.True(code == 0, output);
        Assert.True(took < TimeSpan.FromMinutes(1), took.ToString());
        Assert.Contains("added, 0 changed", output, StringComparison.Ordinal);

        var tree = await server.Get<ILocalities>().TreeAsync(default);
        Assert.True(tree.All.Count > 44_000, tree.All.Count.ToString(CultureInfo.InvariantCulture));
        began.Restart();
        for (var i = 0; i < 1000; i++)
        {
            Assert.Equal(11, tree.Below(LocalityCode.Parse("33"), new DateOnly(2026, 3, 2)).Count());
        }

        Assert.True(began.Elapsed < TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task A_visitor_goes_down_step_by_step_and_finds_places_by_name()
    {
        await using var server = await TestServer.StartAsync(demo: true);
        using var client = server.NewClient(cookies: true);
        var top = await PageAsync(client, "/places?back=%2Fitems");
        Assert.Contains("/places?under=33&amp;back=%2Fitems", top, StringComparison.Ordinal);
        Assert.DoesNotContain("余杭区</a></li>", top, StringComparison.Ordinal);
        var district = await PageAsync(client, "/places?under=330110&back=%2Fitems");
        Assert.Contains("/preferences?locality=330110&amp;back=%2Fitems", district, StringComparison.Ordinal);
        Assert.Contains("/places?under=330110012&amp;back=%2Fitems", district, StringComparison.Ordinal);
        Assert.Contains("/preferences?locality=330110012001", await PageAsync(client, "/places?under=330110012"), StringComparison.Ordinal);
        Assert.Contains("浙江省 杭州市 余杭区 五常街道", WebUtility.HtmlDecode(await PageAsync(client, "/places?q=五常")), StringComparison.Ordinal);
        Assert.Contains("没有找到“火星”", WebUtility.HtmlDecode(await PageAsync(client, "/places?q=火星")), StringComparison.Ordinal);
        Assert.Contains("href=\"/preferences?locality=33&amp;back=%2F\"", await PageAsync(client, "/places?under=33&back=https%3A%2F%2Fevil.example"), StringComparison.Ordinal);

        await server.Get<SaveLocality>().HandleAsync(Actor.System, new Locality(LocalityCode.Parse("330110005"), Model.LocalizedText.Of("五常街道"), null, new DateOnly(2026, 3, 1)), null, default);
        Assert.DoesNotContain("五常街道", WebUtility.HtmlDecode(await PageAsync(client, "/places?under=330110")), StringComparison.Ordinal);
    }

    private static async Task<string> PageAsync(HttpClient client, string path)
    {
        using var answer = await client.GetAsync(new Uri(path, UriKind.Relative));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync();
    }

    private static async Task<(int Code, string Output)> RunAsync(TestServer server, params string[] options)
    {
        await using var output = new StringWriter();
        var code = await server.Get<ImportLocalities>().RunAsync(CommandLine.Parse(["localities", "import", .. options]), output, default);
        return (code, output.ToString());
    }

    /// <summary>All provinces with so many below each, in the shape with levels.</summary>
    private static string Country(int cities, int districts, int streets)
    {
        string[] provinces = ["13", "14", "15", "21", "22", "23", "32", "33", "34", "35", "36", "37", "41", "42", "43", "44", "45", "46", "51", "52", "53", "54", "61", "62", "63", "64", "65", "71", "81", "82"];
        var text = new StringBuilder("code,name,level\n");
        foreach (var province in provinces)
        {
            text.Append(CultureInfo.InvariantCulture, $"{province},省{province},1\n");
            for (var c = 1; c <= cities; c++)
            {
                text.Append(CultureInfo.InvariantCulture, $"{province}{c:00},市{c},2\n");
                for (var d = 1; d <= districts; d++)
                {
                    text.Append(CultureInfo.InvariantCulture, $"{province}{c:00}{d:00},区{d},3\n");
                    for (var s = 1; s <= streets; s++)
                    {
                        text.Append(CultureInfo.InvariantCulture, $"{province}{c:00}{d:00}{s:000},街道{s},4\n");                    }
                }
            }
        }

        return text.ToString();
    }
}
