using Platform.Model.Definitions;
using Platform.Server.Hosting;
using Platform.Tests.Hosting;

namespace Platform.Tests.Definitions;

/// <summary>From a test platform to another one through a folder, on the command line alone.</summary>
public sealed class FolderCommandTests
{
    [Fact]
    public async Task A_place_is_promoted_through_a_folder_and_the_second_time_nothing_happens()
    {
        using var test = new TempData();
        using var live = new TempData();
        using var files = new TempData();
        var folder = Path.Combine(files.Directory.Root, "yuhang");
        var (installed, said) = await RunAsync(test, "template", "install", "government-services", "--locality", "33", "--district", "330110", "--street", "330110012", "--publish", "true");
        Assert.True(installed == 0, said);
        Assert.Equal(0, (await RunAsync(test, "export", Path.Combine(files.Directory.Root, "province"), "--locality", "33")).Code);
        var (code, exported) = await RunAsync(test, "export", folder, "--locality", "330110");
        Assert.True(code == 0, exported);
        Assert.Contains("written   locality.json", exported, StringComparison.Ordinal);
        Assert.Contains("expected  form/hygiene-permit of 33", exported, StringComparison.Ordinal);
        Assert.Contains(" 0 files written, 0 removed.", (await RunAsync(test, "export", folder, "--locality", "330110")).Said, StringComparison.Ordinal);

        // The district alone rests on the province: on an empty platform that is missing.
        var (alone, missing) = await RunAsync(live, "validate", folder);
        Assert.Equal(1, alone);
        Assert.Contains("missing   form/hygiene-permit, named by item/public-place-hygiene-permit", missing, StringComparison.Ordinal);
        Assert.Equal(0, (await RunAsync(live, "validate", Path.Combine(files.Directory.Root, "province"))).Code);
        Assert.Equal(0, (await RunAsync(live, "import", Path.Combine(files.Directory.Root, "province"), "--locality", "33", "--publish")).Code);
        Assert.Equal(0, (await RunAsync(live, "validate", folder, "--locality", "330110")).Code);

        var (dry, would) = await RunAsync(live, "import", folder, "--dry-run", "--locality", "330110");
        Assert.True(dry == 0, would);
        Assert.Contains("new       items/public-place-hygiene-permit.json", would, StringComparison.Ordinal);
        var (done, did) = await RunAsync(live, "import", folder, "--locality", "330110", "--publish");
        Assert.True(done == 0, did);
        Assert.Contains("published together", did, StringComparison.Ordinal);
        var again = await RunAsync(live, "import", folder, "--locality", "330110", "--publish");
        Assert.Contains("0 new, 0 changed,", again.Said, StringComparison.Ordinal);
        Assert.Contains("0 definitions published together.", again.Said, StringComparison.Ordinal);
        Assert.Contains(" 0 files written, 0 removed.", (await RunAsync(live, "export", folder, "--locality", "330110")).Said, StringComparison.Ordinal);

        // One broken file keeps all of them back.
        await File.WriteAllTextAsync(Path.Combine(folder, "items", "public-place-hygiene-permit.json"), "{\n  broken\n}", TestContext.Current.CancellationToken);
        var (refused, why) = await RunAsync(live, "import", folder, "--locality", "330110", "--publish");
        Assert.Equal(1, refused);
        Assert.Contains("refused   items/public-place-hygiene-permit.json", why, StringComparison.Ordinal);

        // The list of the place, out and in.
        var list = Path.Combine(files.Directory.Root, "list.xlsx");
        Assert.Equal(0, (await RunAsync(live, "items", "export", list, "--locality", "330110")).Code);
        var (imported, rows) = await RunAsync(live, "items", "import", list, "--locality", "330110");
        Assert.True(imported == 0, rows);
        Assert.Contains("0 new, 0 changed, ", rows, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("export")]
    [InlineData("export out --locality x")]
    [InlineData("export out --locality 33 --kind papers")]
    [InlineData("import")]
    [InlineData("import in --locality 33 --on-draft burn")]
    [InlineData("validate")]
    [InlineData("validate in --locality x")]
    [InlineData("items export list.txt --locality 33")]
    [InlineData("items import no-such-file.csv --locality 33")]
    public async Task What_is_not_understood_is_answered_with_how_it_is_used(string line)
    {
        using var data = new TempData();
        var (code, said) = await RunAsync(data, line.Split(' '));
        Assert.Equal(2, code);
        Assert.StartsWith(string.Join(' ', line.Split(' ').TakeWhile(w => w is "items" or "export" or "import" or "validate")), said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_is_none_is_refused_and_every_shipped_kind_has_a_folder_of_its_own()
    {
        using var data = new TempData();
        Assert.Equal(1, (await RunAsync(data, "import", Path.Combine(data.Directory.Root, "nowhere"), "--locality", "33")).Code);
        Assert.Equal(1, (await RunAsync(data, "validate", data.Directory.Root)).Code);
        Assert.Equal(Enum.GetValues<DefinitionKind>(), DefinitionFiles.FolderNames.Select(n => DefinitionFiles.KindOf(n)!.Value));
        Assert.Equal("code-tables", DefinitionFiles.FolderOf(DefinitionKind.CodeTable));
    }

    private static async Task<(int Code, string Said)> RunAsync(TempData data, params string[] line)
    {
        await using var output = new StringWriter();
        var code = await Commands.RunAsync([.. line, "--data", data.Directory.Root], output, output, TestContext.Current.CancellationToken);
        return (code, output.ToString());
    }
}
