using Platform.Model.Definitions;
using Platform.Model.Editing;
using Platform.Model.Localities;
using Platform.Server.Templates;

namespace Platform.Tests.Storage.Contract;

public abstract partial class StoreContract
{
    [Fact]
    public async Task What_a_package_brought_is_remembered_as_it_was_brought_last()
    {
        var store = Get<TemplateContentStore>();
        var name = new DefinitionName(DefinitionKind.Form, NewKey("form"), Yuhang);
        var template = NewKey("template");
        await WriteAsync(async t => await TemplateContentStore.PutAsync(t, name, new() { TemplateId = template, TemplateVersion = "1", Document = "{}", Installer = LocalityCode.Parse("3301") }, Now, default));
        await WriteAsync(async t => await TemplateContentStore.PutAsync(t, name, new() { TemplateId = template, TemplateVersion = "2", Document = "{ }", Installer = LocalityCode.Parse("3301"), WasThere = true }, Now, default));
        Assert.Equal(new InstalledContent { TemplateId = template, TemplateVersion = "2", Document = "{ }", Installer = LocalityCode.Parse("3301"), WasThere = true }, await store.FindAsync(name, default));
        Assert.Contains(template, await store.ListTemplatesAsync([Yuhang, Cangqian], default));
        Assert.DoesNotContain(template, await store.ListTemplatesAsync([Cangqian], default));
        Assert.Equal([(name, "2")], (await store.ListAsync(template, LocalityCode.Parse("3301"), default)).Select(c => (c.Name, c.Content.TemplateVersion)));
        Assert.Empty(await store.ListAsync(template, name.Owner, default));
        Assert.Empty(await store.ListAsync(template, LocalityCode.Parse("33"), default));
        Assert.Contains(template, await store.ListInstalledAsync(LocalityCode.Parse("3301"), default));
        Assert.DoesNotContain(template, await store.ListInstalledAsync(Yuhang, default));
        await WriteAsync(async t => await TemplateContentStore.PutAsync(t, name, new() { TemplateId = template, TemplateVersion = "3", Document = "{}" }, Now, default));
        Assert.Equal([name], (await store.ListAsync(template, name.Owner, default)).Select(c => c.Name));
        Assert.Contains(template, await store.ListInstalledAsync(Yuhang, default));
        Assert.Empty(await store.ListAsync(template, LocalityCode.Parse("3301"), default));
        await WriteAsync(async t => await TemplateContentStore.ForgetAsync(t, name, default));
        await WriteAsync(async t => await TemplateContentStore.ForgetAsync(t, name, default));
        Assert.Null(await store.FindAsync(name, default));
    }

    [Fact]
    public async Task A_package_is_offered_as_it_was_offered_last_by_each_place_for_itself()
    {
        var store = Get<TemplatePackageStore>();
        var id = NewKey("package");
        await WriteAsync(async t => await TemplatePackageStore.PutAsync(t, Yuhang, id, "1.0.0", [1, 2], "he.jie", Now, default));
        await WriteAsync(async t => await TemplatePackageStore.PutAsync(t, Yuhang, id, "1.1.0", [0, 255, 3], "he.jie", Now.AddHours(1), default));
        await WriteAsync(async t => await TemplatePackageStore.PutAsync(t, Cangqian, id, "3.0.0", [9], "he.jie", Now, default));
        Assert.Equal(
            [new OfferedPackage { Owner = Yuhang, Id = id, Version = "1.1.0", OfferedAt = Now.AddHours(1) }, new OfferedPackage { Owner = Cangqian, Id = id, Version = "3.0.0", OfferedAt = Now }],
            (await store.ListAsync([Cangqian, Yuhang], default)).Where(o => o.Id == id));
        Assert.DoesNotContain(await store.ListAsync([LocalityCode.Parse("33")], default), o => o.Id == id);
        Assert.Equal([0, 255, 3], await store.FindAsync(Yuhang, id, default));
        Assert.Null(await store.FindAsync(LocalityCode.Parse("33"), id, default));
        await WriteAsync(async t =>
        {
            Assert.Equal("1.1.0", Assert.Single(await TemplatePackageStore.ListAsync(t, Yuhang, default), o => o.Id == id).Version);
            Assert.Equal([0, 255, 3], await TemplatePackageStore.FindAsync(t, Yuhang, id, default));
        });
        await WriteAsync(async t => Assert.True(await TemplatePackageStore.DeleteAsync(t, Yuhang, id, default)));
        await WriteAsync(async t => Assert.False(await TemplatePackageStore.DeleteAsync(t, Yuhang, id, default)));
        Assert.Equal([9], await store.FindAsync(Cangqian, id, default));
    }

    [Fact]
    public async Task The_texts_given_to_a_package_are_those_given_last_in_that_place()
    {
        var store = Get<TemplatePackageStore>();
        var id = NewKey("package");
        await WriteAsync(async t => await TemplatePackageStore.PutValuesAsync(t, Yuhang, id, new Dictionary<string, string> { ["phone"] = "1", ["place"] = "余杭区" }, default));
        await WriteAsync(async t => await TemplatePackageStore.PutValuesAsync(t, Yuhang, id, new Dictionary<string, string> { ["phone"] = "2" }, default));
        await WriteAsync(async t => await TemplatePackageStore.PutValuesAsync(t, Cangqian, id, new Dictionary<string, string> { ["place"] = "仓前街道" }, default));
        Assert.Equal(new Dictionary<string, string> { ["phone"] = "2" }, await store.ValuesAsync(Yuhang, id, default));
        await WriteAsync(async t => await TemplatePackageStore.PutValuesAsync(t, Yuhang, id, new Dictionary<string, string>(), default));
        Assert.Empty(await store.ValuesAsync(Yuhang, id, default));
        Assert.Equal(new Dictionary<string, string> { ["place"] = "仓前街道" }, await store.ValuesAsync(Cangqian, id, default));
    }
}
