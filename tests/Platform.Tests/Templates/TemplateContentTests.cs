using System.Globalization;
using System.Text.Json;
using Platform.Model;
using Platform.Model.Codes;
using Platform.Model.Definitions;
using Platform.Server.Templates;

namespace Platform.Tests.Templates;

/// <summary>The shipped packages as files.</summary>
public sealed class TemplateContentTests
{
    private static readonly TemplatePackage Package = new TemplatePackages().Find("government-services")!;

    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Templates", "GovernmentServices");

    public static TheoryData<string> Files => [.. Package.Manifest.Contents.Select(c => c.File)];

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_text_is_there_in_Chinese_and_English(string file)
    {
        var content = Package.Manifest.Contents.Single(c => c.File == file);
        var missing = Texts(Package.Read(content), "")
            .Where(t => content.Kind != DefinitionKind.DocumentTemplate || t.Path != "body")
            .Where(t => new[] { LocalizedText.Chinese, LocalizedText.English }.Any(c => !t.Value.TryGetProperty(c, out var text) || string.IsNullOrWhiteSpace(text.GetString())))
            .Select(t => t.Path);
        Assert.Empty(missing);
    }

    [Fact]
    public void The_manifest_itself_is_bilingual_and_names_each_file_once()
    {
        var manifest = JsonElement.Parse(File.ReadAllText(Path.Combine(Folder, "template.json")));
        Assert.All(Texts(manifest, ""), t => Assert.True(t.Value.TryGetProperty(LocalizedText.English, out _), t.Path));
        Assert.Equal(Package.Manifest.Contents.Count, Package.Manifest.Contents.Select(c => c.File).Distinct().Count());
        var shipped = Directory.EnumerateFiles(Folder, "*.json", SearchOption.AllDirectories)
            .Select(f => Path.GetRelativePath(Folder, f).Replace('\\', '/'))
            .Where(f => f != "template.json" && !f.StartsWith("sample/", StringComparison.Ordinal));
        Assert.Equal(shipped.Order(StringComparer.Ordinal), Package.Manifest.Contents.Select(c => c.File).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_legal_fact_names_its_article_or_is_marked_as_a_sample()
    {
        foreach (var item in Items().Where(i => i.TryGetProperty("legalBasis", out _)))
        {
            foreach (var basis in item.GetProperty("legalBasis").EnumerateArray())
            {
                var cited = basis.GetProperty("article").ValueKind == JsonValueKind.String;
                var sample = basis.TryGetProperty("sample", out var mark) && mark.GetBoolean();
                Assert.True(cited || (sample && basis.ToString().Contains("样例", StringComparison.Ordinal)), basis.ToString());
            }
        }
    }

    [Fact]
    public void What_cites_no_source_says_so_in_its_text()
    {
        foreach (var item in Items())
        {
            foreach (var place in item.TryGetProperty("places", out var places) ? places.EnumerateArray() : default)
            {
                Assert.All(new[] { "name", "address", "hours" }, m => Assert.Contains("样例", place.GetProperty(m).GetProperty("zh-CN").GetString(), StringComparison.Ordinal));
            }

            if (item.TryGetProperty("places", out _))
            {
                Assert.True(item.GetProperty("sample").GetBoolean());
            }
        }
    }

    [Fact]
    public void Authorities_have_valid_codes() =>
        Assert.All(
            Items().Where(i => i.TryGetProperty("authority", out _)).Select(i => i.GetProperty("authority").GetProperty("code").GetString()!),
            code => Assert.True(CreditCode.IsValid(code), code));

    [Fact]
    public void A_path_cannot_leave_the_package() => Assert.Throws<InvalidDataException>(() => Package.Find("../secrets.json"));

    private static IEnumerable<JsonElement> Items() => Package.Manifest.Contents.Where(c => c.Kind == DefinitionKind.Item).Select(Package.Read);

    /// <summary>Every object that is a text in several languages: its members are all names of cultures.</summary>
    private static IEnumerable<(string Path, JsonElement Value)> Texts(JsonElement element, string path) => element.ValueKind switch
    {
        JsonValueKind.Object when element.EnumerateObject().Any() && element.EnumerateObject().All(m => m.Name is "zh-CN" or "en" or "zh-TW") => [(path, element)],
        JsonValueKind.Object => element.EnumerateObject().SelectMany(m => Texts(m.Value, path.Length == 0 ? m.Name : $"{path}.{m.Name}")),
        JsonValueKind.Array => element.EnumerateArray().SelectMany((e, i) => Texts(e, string.Create(CultureInfo.InvariantCulture, $"{path}[{i}]"))),
        _ => [],
    };
}
