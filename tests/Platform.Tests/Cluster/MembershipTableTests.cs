using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans;
using Orleans.Configuration;
using Orleans.Runtime;
using Platform.Server.Cluster;
using Platform.Server.Data;
using Platform.Tests.Storage;

namespace Platform.Tests.Cluster;

/// <summary>What Orleans expects of a table of members, on every engine that is here.</summary>
public sealed class MembershipTableTests
{
    private static readonly DateTime At = new(2026, 3, 2, 1, 0, 0, DateTimeKind.Utc);

    public static TheoryData<string> Servers => [Engines.Sqlite, Engines.Postgres];

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task A_row_comes_back_as_it_was_given_with_the_version_of_the_table(string engine)
    {
        await using var test = await StartAsync(engine);
        var table = test.Get<IMembershipTable>();
        var entry = Entry(1);
        entry.SuspectTimes = [Tuple.Create(AddressOf(2), At.AddTicks(10)), Tuple.Create(AddressOf(3), At.AddSeconds(1))];
        Assert.True(await table.InsertRowAsync(entry, (await table.ReadAllAsync()).Version.Next()));

        var read = await table.ReadRowAsync(entry.SiloAddress);
        Assert.Equal(1, read.Version.Version);
        var (found, tag) = Assert.Single(read.Members);
        Assert.Equal(read.Version.VersionEtag, tag);
        Assert.Equal(
            (entry.SiloAddress, entry.Status, entry.SiloName, entry.HostName, entry.ProxyPort, entry.StartTime, entry.IAmAliveTime),
            (found.SiloAddress, found.Status, found.SiloName, found.HostName, found.ProxyPort, found.StartTime, found.IAmAliveTime));
        Assert.Equal(entry.SuspectTimes, found.SuspectTimes);
        Assert.Empty((await table.ReadRowAsync(AddressOf(9))).Members);
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Of_two_who_saw_the_same_table_one_changes_it(string engine)
    {
        await using var test = await StartAsync(engine);
        var table = test.Get<IMembershipTable>();
        var seen = (await table.ReadAllAsync()).Version;
        var both = await Task.WhenAll(table.InsertRowAsync(Entry(1), seen.Next()), table.InsertRowAsync(Entry(2), seen.Next()));
        Assert.Single(both, done => done);

        var read = await table.ReadAllAsync();
        var (entry, tag) = Assert.Single(read.Members);
        Assert.False(await table.InsertRowAsync(entry, read.Version.Next()), "It is there already.");
        Assert.False(await table.UpdateRowAsync(Entry(9), tag, read.Version.Next()), "It is not there.");
        entry.Status = SiloStatus.Active;
        Assert.False(await table.UpdateRowAsync(entry, seen.VersionEtag, seen.Next()), "The table is another one by now.");
        Assert.False(await table.UpdateRowAsync(entry, "0", read.Version.Next()), "The row is another one by now.");
        Assert.True(await table.UpdateRowAsync(entry, tag, read.Version.Next()));
        Assert.Equal((2, SiloStatus.Active), ((await table.ReadAllAsync()).Version.Version, (await table.ReadRowAsync(entry.SiloAddress)).Members[0].Item1.Status));
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task A_sign_of_life_leaves_what_others_have_read_usable(string engine)
    {
        await using var test = await StartAsync(engine);
        var table = test.Get<IMembershipTable>();
        var entry = Entry(1);
        await table.InsertRowAsync(entry, (await table.ReadAllAsync()).Version.Next());
        var read = await table.ReadAllAsync();
        await table.UpdateIAmAliveAsync(new MembershipEntry { SiloAddress = entry.SiloAddress, IAmAliveTime = At.AddMinutes(5) });
        var (found, tag) = Assert.Single((await table.ReadAllAsync()).Members);
        Assert.Equal((At.AddMinutes(5), read.Members[0].Item2), (found.IAmAliveTime, tag));
        Assert.True(await table.UpdateRowAsync(read.Members[0].Item1, read.Members[0].Item2, read.Version.Next()));
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Only_the_dead_are_forgotten_and_a_cluster_as_a_whole(string engine)
    {
        await using var test = await StartAsync(engine);
        var table = test.Get<IMembershipTable>();
        for (var n = 1; n <= 3; n++)
        {
            var entry = Entry(n);
            (entry.Status, entry.IAmAliveTime) = (n == 1 ? SiloStatus.Active : SiloStatus.Dead, At.AddHours(n));
            Assert.True(await table.InsertRowAsync(entry, (await table.ReadAllAsync()).Version.Next()));
        }

        await table.CleanupDefunctSiloEntriesAsync(At.AddHours(3));
        Assert.Equal([1, 3], (await table.ReadAllAsync()).Members.Select(m => m.Item1.SiloAddress.Endpoint.Port).Order());
        await table.DeleteMembershipTableEntriesAsync("tested");
        await Assert.ThrowsAsync<InvalidOperationException>(() => table.ReadAllAsync());
        await table.InitializeMembershipTableAsync(true);
        Assert.Equal(0, (await table.ReadAllAsync()).Version.Version);
    }

    private static async Task<TestDatabase> StartAsync(string engine)
    {
        var test = await TestDatabase.StartAsync(
            services =>
            {
                services.AddSingleton(Options.Create(new ClusterOptions { ClusterId = "tested", ServiceId = "platform" }));
                services.AddSingleton<MembershipStore>();
                services.AddSingleton<IMembershipTable, MembershipTable>();
            },
            engine: engine);
        await test.Get<IMembershipTable>().InitializeMembershipTableAsync(true);
        return test;
    }

    private static SiloAddress AddressOf(int n) => SiloAddress.New(IPAddress.Parse("10.1.2.3"), n, 100 + n);

    private static MembershipEntry Entry(int n) => new()
    {
        SiloAddress = AddressOf(n),
        SiloName = $"node-{n}",
        HostName = "machine",
        Status = SiloStatus.Joining,
        ProxyPort = 0,
        StartTime = At,
        IAmAliveTime = At.AddSeconds(n),
    };
}
