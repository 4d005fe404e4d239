using Microsoft.Extensions.Time.Testing;
using Platform.Model.Identity;
using Platform.Server.Cluster.Whereabouts;
using Platform.Server.Hosting;

namespace Platform.Tests.Cluster;

/// <summary>What nodes make of what they hear of each other, without the network.</summary>
public sealed class WhereaboutsTests
{
    private const string Case = "case";
    private static readonly Guid Li = new(1, 0, 0, new byte[8]);
    private static readonly Guid Wang = new(2, 0, 0, new byte[8]);
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void The_newest_state_of_a_node_counts_in_whatever_order_and_how_often_its_letters_come()
    {
        PresenceLetter[] letters = [Letter("a", 1, ("x", Li)), Letter("a", 2, ("x", Li), ("y", Wang)), Letter("a", 3, ("y", Wang)), Letter("b", 1, ("x", Wang))];
        var dice = new Random(20261130);
        for (var n = 0; n < 200; n++)
        {
            var elsewhere = new Elsewhere(_time);
            var sent = letters.Concat(letters).ToArray();
            dice.Shuffle(sent);
            Assert.All(sent, l => Assert.NotEqual(Heard.Unheard, elsewhere.Hear(l)));
            Assert.Equal([("y", Wang), ("x", Wang)], elsewhere.Of(Case).Select(v => (v.Thing, v.Account)));
            Assert.Equal(["b"], elsewhere.NodesWith(new(Case, "x")));
            Assert.Equal(["a"], elsewhere.NodesWith(new(Case, "y")));
        }
    }

    [Fact]
    public void A_letter_that_refers_to_one_that_was_lost_is_answered_with_a_question()
    {
        var elsewhere = new Elsewhere(_time);
        Assert.Equal(Heard.Unheard, elsewhere.Hear(Sign("a", 1)));
        Assert.Equal(Heard.New, elsewhere.Hear(Letter("a", 1, ("x", Li))));
        Assert.Equal(Heard.Known, elsewhere.Hear(Sign("a", 1)));
        Assert.Equal(Heard.Unheard, elsewhere.Hear(Sign("a", 2)));
        Assert.Equal("x", Assert.Single(elsewhere.Of(Case)).Thing);
    }

    [Fact]
    public void A_node_that_is_silent_is_forgotten_and_one_that_gives_signs_of_life_is_not()
    {
        var elsewhere = new Elsewhere(_time);
        elsewhere.Hear(Letter("a", 1, ("x", Li)));
        elsewhere.Hear(Letter("b", 1, ("x", Wang)));
        for (var passed = TimeSpan.Zero; passed < Elsewhere.Patience - Mailbox.Beat; passed += Mailbox.Beat)
        {
            _time.Advance(Mailbox.Beat);
            elsewhere.Hear(Sign("b", 1));
            Assert.False(elsewhere.Forget());
        }

        _time.Advance(Mailbox.Beat);
        Assert.True(elsewhere.Forget());
        Assert.Equal(Wang, Assert.Single(elsewhere.Of(Case)).Account);
        Assert.Empty(elsewhere.NodesWith(new("definition", "x")));

        // It was cut off, not dead.
        Assert.Equal(Heard.Unheard, elsewhere.Hear(Sign("a", 1)));
        Assert.Equal(Heard.New, elsewhere.Hear(Letter("a", 1, ("x", Li))));
        Assert.Equal([Li, Wang], elsewhere.Of(Case).Select(v => v.Account));
    }

    [Fact]
    public void A_node_that_left_is_forgotten_at_once()
    {
        var elsewhere = new Elsewhere(_time);
        elsewhere.Hear(Letter("a", 1, ("x", Li)));
        elsewhere.Hear(Letter("b", 1, ("x", Wang)));
        Assert.True(elsewhere.Forget(new HashSet<string> { "b" }));
        Assert.Equal(Wang, Assert.Single(elsewhere.Of(Case)).Account);

        // Its last word, and one before it that comes after.
        elsewhere.Hear(Letter("b", 3));
        elsewhere.Hear(Letter("b", 2, ("x", Wang)));
        Assert.Empty(elsewhere.Of(Case));
    }

    [Fact]
    public void A_burst_of_edits_is_one_letter_and_what_is_known_is_not_said_again()
    {
        var box = new Mailbox("a", _time);
        Assert.Null(box.Next(0, NotAsked));
        var first = box.Next(1, () => Open(("x", Li)))!;
        Assert.Equal(("a", 1L, "x"), (first.From, first.State, first.Open![Case][0].Thing));
        box.Delivered(first, heard: true);
        Assert.Null(box.Next(1, NotAsked));

        for (var n = 0; n < 100; n++)
        {
            box.Add(new(Case, "x"));
        }

        var news = box.Next(1, NotAsked)!;
        Assert.Null(news.Open);
        Assert.Equal([new Subject(Case, "x")], news.Changed);
        box.Delivered(news, heard: true);
        Assert.Null(box.Next(1, NotAsked));
    }

    [Fact]
    public void What_may_not_have_arrived_is_said_again_with_what_came_meanwhile()
    {
        var box = new Mailbox("a", _time);
        box.Add(new(Case, "x"));
        box.Returned(box.Next(1, () => Open(("x", Li)))!);
        box.Add(new(Case, "y"));
        var again = box.Next(2, () => Open(("y", Li)))!;
        Assert.Equal((2L, "y"), (again.State, again.Open![Case][0].Thing));
        Assert.Equal(["x", "y"], again.Changed.Select(c => c.Thing).Order(StringComparer.Ordinal));

        // Who says that it never heard of it is told all of it, though nothing is new.
        box.Delivered(again, heard: false);
        Assert.NotNull(box.Next(2, () => Open(("y", Li)))!.Open);
    }

    [Fact]
    public void Signs_of_life_are_given_while_somebody_is_there_and_never_of_an_empty_node()
    {
        var box = new Mailbox("a", _time);
        _time.Advance(Mailbox.Beat);
        Assert.Null(box.Next(0, NotAsked));
        box.Delivered(box.Next(1, () => Open(("x", Li)))!, heard: true);
        _time.Advance(Mailbox.Beat);
        var sign = box.Next(1, NotAsked)!;
        Assert.Equal((null, 0), (sign.Open, sign.Changed.Count));
        box.Delivered(sign, heard: true);
        Assert.Null(box.Next(1, NotAsked));
        box.Delivered(box.Next(2, () => Open())!, heard: true);
        _time.Advance(Mailbox.Beat);
        Assert.Null(box.Next(2, NotAsked));
    }

    [Fact]
    public void People_elsewhere_are_seen_once_and_only_whom_it_concerns_is_told()
    {
        var presence = new Presence<string>(Case);
        IPresence port = presence;
        var (x, y, moves, tells) = (0, 0, 0, new List<string>());
        port.Moved += () => moves++;
        port.Told += tells.Add;
        using var li = presence.Enter("x", Li, "李娜", () => x++);
        using var second = presence.Enter("x", Li, "李娜", () => { });
        using var other = presence.Enter("y", Li, "李娜", () => y++);
        Assert.Equal(3, moves);
        Assert.Equal([new("x", Li, "李娜"), new("y", Li, "李娜")], port.Here.OrderBy(v => v.Thing, StringComparer.Ordinal));
        (x, y) = (0, 0);

        // Her own tab on another node, and a colleague with two.
        Visitor[] seen = [new("x", Li, "李娜"), new("x", Wang, "王磊"), new("x", Wang, "王磊"), new("z", Wang, "王磊")];
        port.SeeElsewhere(seen);
        Assert.Equal([new Colleague(Wang, "王磊")], presence.OthersIn("x", Li));
        Assert.Equal([new Colleague(Li, "李娜")], presence.OthersIn("x", Wang));
        Assert.Empty(presence.OthersIn("y", Li));
        port.SeeElsewhere(seen);
        Assert.Equal((1, 0), (x, y));

        port.Hear("y");
        Assert.Equal((1, 1), (x, y));
        port.SeeElsewhere([]);
        Assert.Equal((2, 1), (x, y));
        Assert.Empty(presence.OthersIn("x", Li));

        // What was heard is not told on, and what is told here is.
        Assert.Empty(tells);
        presence.Tell("x");
        Assert.Equal((3, 3), (x, moves));
        Assert.Equal(["x"], tells);
    }

    private static IReadOnlyDictionary<string, IReadOnlyList<Visitor>> NotAsked() => throw new InvalidOperationException("It is known already.");

    private static Dictionary<string, IReadOnlyList<Visitor>> Open(params (string Thing, Guid Account)[] visits) =>
        new() { [Case] = [.. visits.Select(v => new Visitor(v.Thing, v.Account, "somebody"))] };

    private static PresenceLetter Letter(string from, long state, params (string Thing, Guid Account)[] visits) => new(from, state, Open(visits), []);

    private static PresenceLetter Sign(string from, long state) => new(from, state, null, []);
}
