using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Platform.Model.Definitions;
using Platform.Model.Editing;
using Platform.Model.Identity;
using Platform.Model.Localities;
using Platform.Server.Cluster.Whereabouts;
using Platform.Server.Data;
using Platform.Server.Hosting;
using Platform.Tests.Hosting;

namespace Platform.Tests.Cluster;

/// <summary>People on two nodes who have the same thing open.</summary>
public sealed class TwoNodesPresenceTests : IAsyncLifetime
{
    private const int Edits = 30;
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    /// <summary>A quiet machine needs a fraction of it; sooner than a sign of life, which is not what is to tell them.</summary>
    private static readonly TimeSpan Soon = Mailbox.Beat - Second;
    private static readonly DefinitionName Colours = new(DefinitionKind.CodeTable, "colour", LocalityCode.Parse("330110"));
    private static readonly Actor Ann = Designer(1, "安");
    private static readonly Actor Bob = Designer(2, "白");
    private readonly TwoNodes _nodes = new();

    private IWorkshop Here => _nodes.Server.Get<IWorkshop>();

    private IWorkshop There => _nodes.Other.Get<IWorkshop>();

    public async ValueTask InitializeAsync()
    {
        TestEngine.SkipWithout(Engines.Postgres);
        await _nodes.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_nodes.Other is not null)
        {
            await _nodes.Other.DisposeAsync();
            await _nodes.DisposeAsync();
        }
    }

    [Fact]
    public async Task Designers_on_two_nodes_see_each_other_and_hear_of_edits_at_once()
    {
        var (annTold, bobTold) = (0, 0);
        using var ann = Here.Enter(Ann, Colours, () => Interlocked.Increment(ref annTold));
        var bob = There.Enter(Bob, Colours, () => Interlocked.Increment(ref bobTold));
        using var second = There.Enter(Ann, Colours, () => { });
        await WithinAsync(Soon, () => Names(Here, Ann) is ["白"] && Names(There, Bob) is ["安"] && Names(Here, Bob) is ["安"]);

        // Many edits in a moment are few pieces of news.
        var (told, since) = (Volatile.Read(ref bobTold), Stopwatch.StartNew());
        for (var n = 0; n < Edits; n++)
        {
            await EditAsync(Here, Ann, n);
        }

        await WithinAsync(Soon, () => Volatile.Read(ref bobTold) > told);
        await Task.Delay(Second);
        Assert.InRange(Volatile.Read(ref bobTold) - told, 1, 2 + (int)(since.Elapsed / Correspondence.Pace));
        Assert.True(Volatile.Read(ref bobTold) - told < Edits, "Every edit was a letter of its own.");
        var before = Volatile.Read(ref annTold);
        await EditAsync(There, Bob, Edits);
        await WithinAsync(Soon, () => Volatile.Read(ref annTold) > before);
        Assert.Equal(Edits, (await Here.OpenAsync(Ann, Colours, default)).Value.Document["x"]!.GetValue<int>());

        bob.Dispose();
        await WithinAsync(Soon, () => Names(Here, Ann) is []);
        Assert.Equal(["安"], Names(Here, Bob));
    }

    [Fact]
    public async Task Who_has_a_case_open_is_seen_on_the_other_node_until_theirs_leaves()
    {
        var (id, li, wang) = (new Guid(9, 0, 0, new byte[8]), Ann.AccountId!.Value, Bob.AccountId!.Value);
        var (here, there) = (_nodes.Server.Get<Presence<Guid>>(), _nodes.Other.Get<Presence<Guid>>());
        using var first = here.Enter(id, li, "李娜", () => { });
        using var other = there.Enter(id, wang, "王磊", () => { });
        await WithinAsync(Soon, () => here.OthersIn(id, li) is [{ Name: "王磊" }] && there.OthersIn(id, wang) is [{ Name: "李娜" }]);
        Assert.Empty(here.OthersIn(new Guid(10, 0, 0, new byte[8]), li));

        // Signs of life keep it known for longer than silence would.
        await Task.Delay(Elsewhere.Patience + Second);
        Assert.Equal("王磊", Assert.Single(here.OthersIn(id, li)).Name);

        var leaving = _nodes.Other.StopAsync();
        await WithinAsync(TimeSpan.FromSeconds(10), () => here.OthersIn(id, li) is []);
        await leaving;
    }

    [Fact]
    public void What_is_said_between_nodes_can_neither_be_read_nor_forged_nor_repeated_for_a_node_that_is_gone()
    {
        var wire = _nodes.Server.Get<PresenceWire>();
        var id = new Guid(9, 0, 0, new byte[8]).ToString();
        var letter = new PresenceLetter("S127.0.0.1:1:1", 1, 0, [new("case", new(id, Bob.AccountId!.Value, "王磊"))], [], [new("case", id)]);
        var written = wire.Write(letter);
        Assert.True(written.AsSpan().IndexOf("王磊"u8) < 0, "What is sent can be read on the way.");
        var read = _nodes.Other.Get<PresenceWire>().Read(written);
        Assert.Equal((letter.From, letter.State, letter.Came[0], letter.Changed[0]), (read.From, read.State, Assert.Single(read.Came), Assert.Single(read.Changed)));

        var relay = _nodes.Other.Get<PresenceRelay>();
        var there = _nodes.Other.Get<Presence<Guid>>();
        Assert.False(relay.Hear(written));
        Assert.Empty(there.OthersIn(Guid.Parse(id), Ann.AccountId!.Value));
        written[^1] ^= 1;
        Assert.ThrowsAny<CryptographicException>(() => relay.Hear(written));
    }

    private static string[] Names(IWorkshop shop, Actor of) => [.. shop.OthersIn(Colours, of.AccountId!.Value).Select(c => c.Name)];

    private static async Task EditAsync(IWorkshop shop, Actor actor, int value)
    {
        var seen = (await shop.OpenAsync(actor, Colours, default)).Value.Document;
        var after = (JsonObject)seen.DeepClone();
        after["x"] = value;
        _ = (await shop.EditAsync(actor, Colours, DocumentDiff.Between(seen, after), null, default)).Value;
    }

    private static Actor Designer(int number, string name) =>
        new(ActorKind.Staff, new Guid(number, 0, 0, new byte[8]), name, [new(Roles.ItemAdmin, LocalityCode.Parse("330110"), null)]);

    private static async Task WithinAsync(TimeSpan limit, Func<bool> condition)
    {
        var since = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.True(since.Elapsed < limit, $"It did not come within {limit}.");
            await Task.Delay(20);
        }
    }
}
