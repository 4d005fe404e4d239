using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Model;
using Platform.Model.Definitions;
using Platform.Model.Identity;
using Platform.Model.Localities;
using Platform.Model.Templates;
using Platform.Server.Templates;
using Platform.Tests.Items;

namespace Platform.Tests.Templates;

/// <summary>What becomes of a small package with one text: who may put it in force, what is remembered of it, and what is the locality's own.</summary>
public sealed class TemplateTextTests
{
    private static readonly LocalityCode Place = LocalityCode.Parse("31");

    private static readonly Actor Admin = new(ActorKind.Staff, new Guid(9, 0, 0, new byte[8]), "admin", [new Grant(Roles.PlatformAdmin, LocalityCode.Root)]);

    private static readonly DefinitionName Table = new(DefinitionKind.CodeTable, "office", Place);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false, null, true)]
    [InlineData(false, "222", false)]
    [InlineData(true, null, false)]
    public async Task With_four_eyes_only_what_came_with_the_program_as_it_is_there_is_installed_and_published_by_one_person(bool offered, string? phone, bool may)
    {
        await using var server = await ItemsServer.StartAsync(installed: false, fourEyes: true);
        var result = await InstallAsync(server, Package() with { Owner = offered ? Place : null }, phone);
        Assert.Equal(may ? [] : ["definition.fourEyes"], result.Problems.Select(p => p.Code));
        Assert.Equal(may, await server.Get<IDefinitionEditor>().FindOwnActiveAsync(Table, Ct) is not null);
    }

    [Fact]
    public async Task A_text_is_kept_while_it_differs_from_the_default_and_the_package_is_there()
    {
        await using var server = await ItemsServer.StartAsync(installed: false);
        async Task CheckAsync(TemplatePackage package, string? given, string expected, params string[] kept)
        {
            Assert.True((await InstallAsync(server, package, given)).Succeeded);
            Assert.Equal(expected, JsonNode.Parse((await server.Get<IDefinitionEditor>().FindOwnActiveAsync(Table, Ct))!.Json)!["title"]!["en"]!.GetValue<string>());
            Assert.Equal(kept, (await server.Get<TemplatePackageStore>().ValuesAsync(Place, "office", Ct)).Values);
        }

        await CheckAsync(Package(), "111", "111");
        await CheckAsync(Package("1.1.0", "333"), null, "333");
        await CheckAsync(Package("1.1.0", "333"), "999", "999", "999");
        await CheckAsync(Package("1.2.0", "444"), null, "999", "999");
        await CheckAsync(Package("1.2.0", "444"), "", "444");
        await CheckAsync(Package("1.2.0", "444"), "999", "999", "999");
        Assert.Equal(ContentRemoval.Removed, await RemoveAsync(server));
        Assert.Empty(await server.Get<TemplatePackageStore>().ValuesAsync(Place, "office", Ct));
    }

    [Fact]
    public async Task A_text_of_an_installation_that_was_refused_is_not_kept()
    {
        await using var server = await ItemsServer.StartAsync(installed: false);
        Assert.False((await InstallAsync(server, Package(code: "another"), "999")).Succeeded);
        Assert.Empty(await server.Get<TemplatePackageStore>().ValuesAsync(Place, "office", Ct));
    }

    [Fact]
    public async Task What_was_there_before_a_package_stays_when_the_package_goes()
    {
        await using var server = await ItemsServer.StartAsync(installed: false);
        var editor = server.Get<IDefinitionEditor>();
        var own = Package().Read(Package().Manifest.Contents[0], new Dictionary<string, string> { ["phone"] = "111" }).Value;
        Assert.True((await editor.SaveAsync(Admin, Table, own, null, DraftOrigin.Written, Ct)).Succeeded);
        Assert.True((await editor.PublishAsync(Admin, Table, null, Ct)).Succeeded);
        Assert.Equal(ContentChange.Same, Assert.Single((await InstallAsync(server, Package(), null)).Value.Contents).Change);
        Assert.Contains("office", await server.Get<TemplateContentStore>().ListTemplatesAsync([Place], Ct));
        Assert.Equal(ContentRemoval.Own, await RemoveAsync(server));
        Assert.NotNull(await editor.FindOwnActiveAsync(Table, Ct));
        Assert.Empty(await server.Get<TemplateContentStore>().ListTemplatesAsync([Place], Ct));
    }

    [Fact]
    public async Task What_two_packages_bring_alike_belongs_to_the_one_that_was_installed_last()
    {
        await using var server = await ItemsServer.StartAsync(installed: false);
        var package = Package();
        Assert.True((await InstallAsync(server, package with { Manifest = package.Manifest with { Id = "first" } }, null)).Succeeded);
        Assert.True((await InstallAsync(server, package, null)).Succeeded);
        var remover = server.Get<TemplateRemover>();
        Assert.Equal("template.notInstalled", Assert.Single((await remover.RemoveAsync(Admin, new Removal("first", Place), Ct)).Problems).Code);
        Assert.Equal(ContentRemoval.Removed, await RemoveAsync(server));
    }

    [Fact]
    public async Task What_is_too_long_to_be_a_definition_is_not_saved_wherever_it_comes_from()
    {
        await using var server = await ItemsServer.StartAsync(installed: false);
        var document = JsonElement.Parse($$"""{"key":"office","title":"{{new string('x', 2 * 1024 * 1024)}}","entries":[]}""");
        var saved = await server.Get<IDefinitionEditor>().SaveAsync(Admin, Table, document, null, DraftOrigin.Package, Ct);
        Assert.Equal("definition.tooLarge", Assert.Single(saved.Problems).Code);
    }

    private static async Task<ContentRemoval> RemoveAsync(ItemsServer server) =>
        Assert.Single((await server.Get<TemplateRemover>().RemoveAsync(Admin, new Removal("office", Place), Ct)).Value.Contents).Removal;

    private static async Task<Result<InstallReport>> InstallAsync(ItemsServer server, TemplatePackage package, string? phone)
    {
        var parameters = new Dictionary<string, string>();
        if (phone is not null)
        {
            parameters["phone"] = phone;
        }

        return await server.Get<TemplateInstaller>().InstallAsync(Admin, package, new Installation(package.Manifest.Id, Place, parameters, Publish: true), Ct);
    }

    private static TemplatePackage Package(string version = "1.0.0", string phone = "111", string code = "office") => new(
        new TemplateManifest("office", version, LocalizedText.Of("办公室"), LocalizedText.Empty, [], [new("phone", LocalizedText.Of("电话"), Default: phone)], [new(DefinitionKind.CodeTable, "office", "office.json")]),
        _ => Encoding.UTF8.GetBytes($$$"""{"key":"{{{code}}}","title":{"zh-CN":"电话","en":"[[phone]]"},"entries":[{"code":"a","label":{"zh-CN":"甲","en":"A"}}]}"""));
}
