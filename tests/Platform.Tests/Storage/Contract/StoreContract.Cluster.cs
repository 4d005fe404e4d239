using Platform.Server.Cases;
using Platform.Server.Cluster;

namespace Platform.Tests.Storage.Contract;

public abstract partial class StoreContract
{
    [Fact]
    public async Task Members_are_changed_only_by_who_saw_the_table_as_it_is()
    {
        var (store, cluster) = (Get<MembershipStore>(), NewKey("cluster"));
        Assert.Null((await store.ReadAsync(cluster, default)).Version);
        await store.BeginAsync(cluster, default);
        await store.BeginAsync(cluster, default);
        var one = new MemberRow("10.0.0.1", 11111, 7, 3, "node-1", "machine", 1, 0, "[]", Now, Now);
        var two = one with { Address = "fe80::1", SiloName = "node-2", StartedAt = Now.AddSeconds(1) };
        Assert.True(await store.InsertAsync(cluster, one, 0, default));
        Assert.False(await store.InsertAsync(cluster, two, 0, default));
        Assert.False(await store.InsertAsync(cluster, one, 1, default));
        Assert.True(await store.InsertAsync(cluster, two, 1, default));
        var table = await store.ReadAsync(cluster, default);
        Assert.Equal(2, table.Version);
        Assert.Equal([two, one], table.Members);

        var active = one with { Status = 3, Suspicions = """[{"by":"x"}]""", Node = 9 };
        Assert.False(await store.UpdateAsync(cluster, active, 1, default));
        Assert.True(await store.UpdateAsync(cluster, active, 2, default));
        Assert.False(await store.UpdateAsync(cluster, active with { Generation = 8 }, 3, default));
        Assert.Equal(active with { Node = 3 }, (await store.ReadAsync(cluster, default)).Members[1]);

        await store.AliveAsync(cluster, one.Key, Now.AddMinutes(1), default);
        table = await store.ReadAsync(cluster, default);
        Assert.Equal((3, Now.AddMinutes(1)), (table.Version, table.Members[1].AliveAt));
        await store.ForgetAsync(cluster, 1, Now.AddSeconds(1), default);
        Assert.Equal([one.Key], (await store.ReadAsync(cluster, default)).Members.Select(m => m.Key));
        await store.DeleteAsync(cluster, default);
        table = await store.ReadAsync(cluster, default);
        Assert.Null(table.Version);
        Assert.Empty(table.Members);
    }

    [Fact]
    public async Task The_version_of_a_case_is_read_without_the_case()
    {
        Assert.Equal(0, await Get<CaseStore>().VersionAsync(NewId(), default));
        var number = (await office.FileAsync())["number"]!.GetValue<string>();
        var file = (await Get<CaseReader>().FindAsync(number, default))!;
        Assert.Equal(file.Version, await Get<CaseStore>().VersionAsync(file.Id, default));
    }
}
