using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using Platform.Model;
using Platform.Model.Definitions;
using Platform.Model.Localities;
using Platform.Server.Definitions.Files;
using Platform.Server.Hosting;
using Platform.Server.Templates;
using Platform.Tests.Hosting;

namespace Platform.Tests.Definitions;

/// <summary>Definitions as files, without a server.</summary>
public sealed class DefinitionFilesTests
{
    private static readonly LocalityCode District = LocalityCode.Parse("330110");

    private static readonly Gen<string> Text = Gen.OneOf(
        Gen.String[Gen.Char[' ', '~'], 0, 8],
        Gen.OneOf("第一行\n第二行", "a\nb", "\n", "a\r\nb", "@file:x.liquid", "@text:@file:", "@file:a\nb", "\uFEFFa\nb", "a\tb\n", "a\u0001\nb", "{{ case.number }}\n{% if x %}\n", "../../x", ""));

    private static readonly Gen<string> Name = Gen.OneOf(Gen.OneOf("body", "BODY", "zh-CN", "a.b", "a/b", "名称", "con", "..", "", "a b"), Gen.String[Gen.Char['a', 'f'], 1, 3]);

    private static readonly Gen<JsonNode?> Any = Gen.Recursive<JsonNode?>((depth, self) =>
    {
        var scalar = Gen.OneOf(
            Text.Select(t => (JsonNode?)JsonValue.Create(t)),
            Gen.OneOf("0", "1.50", "1e3", "-0.0", "12345678901234567890").Select(n => JsonNode.Parse(n)),
            Gen.Bool.Select(b => (JsonNode?)JsonValue.Create(b)),
            Gen.Const((JsonNode?)null));
        return depth > 3 ? scalar : Gen.Frequency((3, scalar), (2, Object(self).Select(o => (JsonNode?)o)), (1, self.Array[0, 4].Select(e => (JsonNode?)new JsonArray([.. e.Select(n => n?.DeepClone())]))));
    });

    private static readonly Gen<(DefinitionKind Kind, string Key)> Identity =
        Gen.Select(Gen.Enum<DefinitionKind>(), Gen.OneOf("a", "receipt", "con", "nul", "com1", "two-words", "x0-9"));

    [Fact]
    public void What_is_written_is_read_as_it_was_and_written_again_byte_for_byte() =>
        Gen.Select(Identity, Object(Any)).Sample((id, document) =>
        {
            var before = JsonElement.Parse(document.ToJsonString(ModelJson.Readable));
            var files = DefinitionFiles.Write(id.Kind, id.Key, before);
            Assert.Equal(files.Count, files.Select(f => f.Path.ToUpperInvariant()).Distinct().Count());
            var folder = DefinitionFolder.Read([DefinitionFolder.WriteHead(District), .. files]).Value;
            Assert.Empty(folder.Refused);
            var read = Assert.Single(folder.Definitions);
            Assert.Equal((id.Kind, id.Key), (read.Kind, read.Key));
            // The same members in the same order, the same numbers as they were written.
            Assert.Equal(before.GetRawText(), read.Document.GetRawText());
            var again = DefinitionFiles.Write(read.Kind, read.Key, read.Document);
            Assert.Equal(files.Select(f => f.Path), again.Select(f => f.Path));
            Assert.All(files.Zip(again), pair => Assert.True(pair.First.Content.Span.SequenceEqual(pair.Second.Content.Span), pair.First.Path));
        }, iter: 3000);

    [Fact]
    public void A_folder_gives_the_same_bytes_whatever_the_order_of_its_files_and_another_line_end_is_no_change() =>
        Gen.Select(Object(Any), Gen.Int[0, 1000]).Sample((document, seed) =>
        {
            var before = JsonElement.Parse(document.ToJsonString(ModelJson.Readable));
            var files = DefinitionFiles.Write(DefinitionKind.DocumentTemplate, "receipt", before).Append(DefinitionFolder.WriteHead(District)).ToArray();
            var windows = files.Select(f => f with { Content = Encoding.UTF8.GetBytes("\uFEFF" + Encoding.UTF8.GetString(f.Content.Span).Replace("\n", "\r\n", StringComparison.Ordinal)) }).ToArray();
            new Random(seed).Shuffle(windows);
            Assert.Equal(before.GetRawText(), Assert.Single(DefinitionFolder.Read(windows).Value.Definitions).Document.GetRawText());
        }, iter: 500);

    [Fact]
    public void Everything_that_ships_survives_and_its_long_texts_lie_beside()
    {
        var package = new TemplatePackages().Find("government-services")!;
        foreach (var content in package.Manifest.Contents)
        {
            var document = package.Read(content);
            var files = DefinitionFiles.Write(content.Kind, content.Key, document);
            var read = Assert.Single(DefinitionFolder.Read([DefinitionFolder.WriteHead(District), .. files]).Value.Definitions);
            Assert.Equal(document.GetRawText(), read.Document.GetRawText());
            Assert.All(files, f => Assert.DoesNotContain('\r', Encoding.UTF8.GetString(f.Content.Span)));
            Assert.Equal((byte)'\n', files[0].Content.Span[^1]);
        }

        var receipt = package.Manifest.Contents.Single(c => c is { Kind: DefinitionKind.DocumentTemplate, Key: "receipt" });
        Assert.Equal(
            ["document-templates/receipt.json", "document-templates/receipt.body.zh-CN.liquid"],
            DefinitionFiles.Write(receipt.Kind, receipt.Key, package.Read(receipt)).Select(f => f.Path));
        var permit = package.Manifest.Contents.Single(c => c is { Kind: DefinitionKind.Item, Key: "public-place-hygiene-permit", Owner: not "locality" } && c.File.Contains("district", StringComparison.Ordinal));
        Assert.Equal(
            ["items/public-place-hygiene-permit.json", "items/public-place-hygiene-permit.guide.zh-CN.md", "items/public-place-hygiene-permit.guide.en.md"],
            DefinitionFiles.Write(permit.Kind, permit.Key, package.Read(permit)).Select(f => f.Path));
    }

    [Fact]
    public void A_template_package_is_the_same_kind_of_folder()
    {
        var package = new TemplatePackages().Find("government-services")!;
        var folder = FolderFiles.Read(Path.Combine(AppContext.BaseDirectory, "Templates", "GovernmentServices")).Then(DefinitionFolder.Read).Value;
        Assert.Null(folder.Locality);
        Assert.Empty(folder.Refused);
        Assert.Equal(package.Manifest.Contents.Count(c => c.Owner == "locality"), folder.Definitions.Count);
        Assert.Equal(package.Manifest.Contents.Count(c => c.Owner != "locality"), folder.LeftOut.Count);
        Assert.All(folder.Definitions, d => Assert.Equal(package.Read(package.Manifest.Contents.Single(c => c.File == d.File)).GetRawText(), d.Document.GetRawText()));
    }

    [Theory]
    [InlineData("forms/a.json", "{\n  \"key\": \"a\",\n}", "files.notJson", "forms/a.json")]
    [InlineData("forms/a.json", "{\"key\":\"a\",\"key\":\"b\"}", "files.notJson", "forms/a.json")]
    [InlineData("forms/a.json", "[]", "files.notObject", "forms/a.json")]
    [InlineData("forms/a.json", "{\"x\":\"\\ud800\"}", "files.notJson", "forms/a.json")]
    [InlineData("bundles/a.json", "{\"x\":\"@file:a.md\"}", "files.missing", "bundles/a.json")]
    [InlineData("bundles/a.json", "{\"x\":\"@file:../locality.json\"}", "files.path", "bundles/a.json")]
    [InlineData("bundles/a.json", "{\"x\":\"@file:/etc/passwd\"}", "files.path", "bundles/a.json")]
    [InlineData("papers/a.json", "{}", "files.kindUnknown", "papers/a.json")]
    [InlineData("forms/more/a.json", "{}", "files.kindUnknown", "forms/more/a.json")]
    public void A_file_that_cannot_be_read_is_named_and_the_others_are_read(string path, string content, string code, string field)
    {
        var folder = Folder((path, content), ("calendars/good.json", "{}")).Value;
        Assert.Equal("good", Assert.Single(folder.Definitions).Key);
        Assert.Equal((code, field), folder.Refused.Select(p => (p.Code, p.Field)).Single());
    }

    [Fact]
    public void One_text_that_is_named_again_and_again_does_not_grow_without_end()
    {
        var text = new string('x', 100_000);
        var many = string.Join(',', Enumerable.Range(0, 100).Select(i => $"\"t{i}\":\"@file:a.md\""));
        var read = Folder(("code-tables/a.json", $$"""{"key":"a",{{many}}}"""), ("code-tables/a.md", text));
        Assert.Equal(("files.tooLarge", "code-tables/a.json"), (Assert.Single(read.Value.Refused).Code, read.Value.Refused[0].Field));
        Assert.Empty(read.Value.Definitions);
    }

    [Fact]
    public void Broken_JSON_is_named_with_its_line() =>
        Assert.Equal(3L, Assert.Single(Folder(("forms/a.json", "{\n  \"a\": 1,\n  b\n}")).Value.Refused).Values!["line"]);

    [Fact]
    public void A_key_in_two_files_is_refused_once_and_both_files_are_named()
    {
        var folder = Folder(("forms/a.json", "{}"), ("forms/a.other.json", "{}")).Value;
        var twice = Assert.Single(folder.Refused);
        Assert.Equal(("files.keyTwice", "forms/a.other.json", "forms/a.json"), (twice.Code, twice.Field, twice.Values!["expected"]));
    }

    [Theory]
    [InlineData("../a.json")]
    [InlineData("/a.json")]
    [InlineData("C:/a.json")]
    [InlineData("forms\\..\\..\\a.json")]
    [InlineData("forms//a.json")]
    [InlineData("forms/./a.json")]
    public void No_path_leads_out(string path) => Assert.Equal("files.path", Assert.Single(Folder((path, "{}")).Problems).Code);

    [Theory]
    [InlineData("{\"formatVersion\":2,\"locality\":\"330110\"}", "files.format")]
    [InlineData("{\"locality\":\"330110\"}", "files.format")]
    [InlineData("{\"formatVersion\":1,\"locality\":\"abc\"}", "files.head")]
    [InlineData("{", "files.notJson")]
    public void A_folder_of_another_format_is_refused_whole(string head, string code) =>
        Assert.Equal(code, Assert.Single(DefinitionFolder.Read([File("locality.json", head), File("forms/a.json", "{}")]).Problems).Code);

    [Fact]
    public void A_folder_without_a_head_is_none_and_one_folder_around_it_is_passed_over()
    {
        Assert.Equal("files.noHead", Assert.Single(DefinitionFolder.Read([File("forms/a.json", "{}")]).Problems).Code);
        var wrapped = DefinitionFolder.Read([File("repo-main/locality.json", "{\"formatVersion\":1,\"locality\":\"330110\"}"), File("repo-main/forms/a.json", "{}"), File("repo-main/README.md", "x"), File("repo-main/schemas/form.schema.json", "{}")]).Value;
        Assert.Equal((District, "forms/a.json"), (wrapped.Locality, Assert.Single(wrapped.Definitions).File));
        Assert.Empty(wrapped.Refused);
    }

    [Fact]
    public async Task A_zip_file_keeps_a_folder_is_the_same_every_time_and_its_sizes_are_not_believed()
    {
        var files = new[] { DefinitionFolder.WriteHead(District), File("forms/a.json", "{\"key\":\"a\"}") };
        var (one, two) = (await ZipAsync(files), await ZipAsync(files));
        Assert.Equal(one, two);
        Assert.Equal(files.Select(f => (f.Path, Encoding.UTF8.GetString(f.Content.Span))), ZipFolder.Read(one).Value.Select(f => (f.Path, Encoding.UTF8.GetString(f.Content.Span))));
        var bomb = await ZipAsync([File("forms/a.json", new string(' ', DefinitionFiles.MaxFileBytes + 1))]);
        Assert.True(bomb.Length < 10_000);
        Assert.Equal("files.tooLarge", Assert.Single(ZipFolder.Read(bomb).Problems).Code);
        var many = await ZipAsync([.. Enumerable.Range(0, 40).Select(i => File($"forms/a{i}.json", new string(' ', DefinitionFiles.MaxFileBytes)))]);
        Assert.Equal("files.tooMany", Assert.Single(ZipFolder.Read(many).Problems).Code);
        Assert.Equal("files.notZip", Assert.Single(ZipFolder.Read(Encoding.UTF8.GetBytes("PK, perhaps")).Problems).Code);
        Assert.Equal("files.notZip", Assert.Single(ZipFolder.Read(one.AsMemory(0, one.Length / 2)).Problems).Code);
        Assert.Equal("files.path", Assert.Single(ZipFolder.Read(await ZipAsync([.. files, File("../out.json", "{}")])).Then(DefinitionFolder.Read).Problems).Code);
    }

    [Fact]
    public async Task A_folder_on_the_disk_is_brought_in_line_and_nothing_else_is_touched()
    {
        using var data = new TempData();
        var folder = Path.Combine(data.Directory.Root, "export");
        DefinitionFile[] first = [DefinitionFolder.WriteHead(District), File("forms/a.json", "1\n"), File("forms/b.json", "2\n")];
        Assert.Equal(3, (await DiskFolder.WriteAsync(folder, first, whole: true, default)).Value.Written.Count);
        Directory.CreateDirectory(Path.Combine(folder, ".git"));
        await System.IO.File.WriteAllTextAsync(Path.Combine(folder, ".git", "config"), "x", TestContext.Current.CancellationToken);
        await System.IO.File.WriteAllTextAsync(Path.Combine(folder, "README.md"), "x", TestContext.Current.CancellationToken);
        var nothing = (await DiskFolder.WriteAsync(folder, first, whole: true, default)).Value;
        Assert.Equal((0, 0), (nothing.Written.Count, nothing.Removed.Count));
        DefinitionFile[] second = [first[0], File("forms/a.json", "3\n")];
        Assert.Equal(["forms/a.json"], (await DiskFolder.WriteAsync(folder, second, whole: false, default)).Value.Written);
        Assert.Equal(["forms/b.json"], (await DiskFolder.WriteAsync(folder, second, whole: true, default)).Value.Removed);
        Assert.Equal([".git", "README.md", "forms", "locality.json"], Directory.EnumerateFileSystemEntries(folder).Select(e => Path.GetFileName(e)!).Order(StringComparer.Ordinal));
        Assert.Equal(["forms/a.json", "README.md", "locality.json"], FolderFiles.Read(folder).Value.Select(f => f.Path).OrderByDescending(p => p == "forms/a.json").ThenBy(p => p, StringComparer.Ordinal));
        var other = Path.Combine(data.Directory.Root, "other");
        Directory.CreateDirectory(Path.Combine(other, "photos"));
        Assert.Equal("files.notEmpty", Assert.Single((await DiskFolder.WriteAsync(other, first, whole: true, default)).Problems).Code);
    }

    [Fact]
    public void What_a_locality_exported_is_a_template_package_too()
    {
        using var data = new TempData();
        var folder = Directory.CreateDirectory(Path.Combine(data.Directory.Root, "yuhang")).FullName;
        foreach (var file in new[]
        {
            DefinitionFolder.WriteHead(District), File("items/card.json", "{\"key\":\"card\",\"form\":\"card\"}"), File("forms/card.json", "{\"key\":\"card\",\"x\":{\"codeTable\":\"hue\"}}"), File("code-tables/hue.json", "{\"key\":\"hue\"}"),
        })
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(folder, file.Path))!);
            System.IO.File.WriteAllBytes(Path.Combine(folder, file.Path), file.Content.Span);
        }

        var package = new TemplatePackages(data.Directory.Root).Find("yuhang")!;
        Assert.Equal(["code-tables/hue.json", "forms/card.json", "items/card.json"], package.Manifest.Contents.Select(c => c.File));
        Assert.Equal("card", package.Read(package.Manifest.Contents[^1]).GetProperty("form").GetString());
    }

    private static async Task<byte[]> ZipAsync(IReadOnlyList<DefinitionFile> files)
    {
        await using var zip = new MemoryStream();
        await ZipFolder.WriteAsync(files, zip, default);
        return zip.ToArray();
    }

    private static Result<DefinitionFolder> Folder(params (string Path, string Content)[] files) => DefinitionFolder.Read([DefinitionFolder.WriteHead(District), .. files.Select(f => File(f.Path, f.Content))]);

    private static DefinitionFile File(string path, string content) => new(path, Encoding.UTF8.GetBytes(content));

    private static Gen<JsonObject> Object(Gen<JsonNode?> value) =>
        Gen.Select(Name, value).Array[0, 5].Select(members => new JsonObject(members.DistinctBy(m => m.Item1).Select(m => KeyValuePair.Create(m.Item1, m.Item2?.DeepClone()))));
}
