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
    public void Whatever_is_lost_doubled_or_late_on_the_way_in_the_end_what_is_the_case_is_known()
    {
        var dice = new Random(20261130);
        for (var run = 0; run < 200; run++)
        {
            var (box, elsewhere, open, moves) = (new Mailbox("a", _time), new Elsewhere(_time), new HashSet<Sight>(), 0L);
            var sent = new List<PresenceLetter>();
            for (var step = 0; step < 40; step++)
            {
                var moved = Sight($"thing {dice.Next(5)}", dice.Next(2) == 0 ? Li : Wang);
                _ = open.Remove(moved) || open.Add(moved);
                moves++;
                if (box.Next(moves, () => open) is { } letter)
                {
                    sent.Add(letter);
                    Exchange(box, elsewhere, letter, dice.Next(4));
                }

                // An older one comes again, or for the first time.
                elsewhere.Hear(sent[dice.Next(sent.Count)]);
            }

            Settle(box, elsewhere, moves, open);
            Assert.Equal(open.Select(s => s.Visitor).Order(ByThing), elsewhere.Of(Case).Order(ByThing));
            Assert.All(Enumerable.Range(0, 5).Select(n => $"thing {n}"), t => Assert.Equal(open.Any(s => s.Visitor.Thing == t), elsewhere.NodesWith(new(Case, t)) is ["a"]));
        }
    }

    [Fact]
    public void A_letter_that_continues_one_that_was_lost_is_answered_with_a_question()
    {
        var elsewhere = new Elsewhere(_time);
        Assert.Equal(Heard.Unheard, elsewhere.Hear(Sign("a", 1)));
        Assert.Equal(Heard.New, elsewhere.Hear(Whole("a", 1, ("x", Li))));
        Assert.Equal(Heard.Known, elsewhere.Hear(Sign("a", 1)));
        Assert.Equal(Heard.Unheard, elsewhere.Hear(new("a", 3, 2, [Sight("y", Li)], [], [])));
        Assert.Equal("x", Assert.Single(elsewhere.Of(Case)).Thing);
        Assert.Equal(Heard.New, elsewhere.Hear(new("a", 3, 1, [Sight("y", Li)], [Sight("x", Li)], [])));
        Assert.Equal("y", Assert.Single(elsewhere.Of(Case)).Thing);
    }

    [Fact]
    public void A_node_that_is_silent_is_forgotten_and_one_that_gives_signs_of_life_is_not()
    {
        var elsewhere = new Elsewhere(_time);
        elsewhere.Hear(Whole("a", 1, ("x", Li)));
        elsewhere.Hear(Whole("b", 1, ("x", Wang)));
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
        Assert.Equal(Heard.New, elsewhere.Hear(Whole("a", 1, ("x", Li))));
        Assert.Equal([Li, Wang], elsewhere.Of(Case).Select(v => v.Account));
    }

    [Fact]
    public void A_node_that_left_is_forgotten_at_once()
    {
        var elsewhere = new Elsewhere(_time);
        elsewhere.Hear(Whole("a", 1, ("x", Li)));
        elsewhere.Hear(Whole("b", 1, ("x", Wang)));
        Assert.True(elsewhere.Forget(new HashSet<string> { "b" }));
        Assert.Equal(Wang, Assert.Single(elsewhere.Of(Case)).Account);

        // Its last word, and one before it that comes after.
        elsewhere.Hear(PresenceLetter.Farewell("b"));
        elsewhere.Hear(Whole("b", 2, ("x", Wang)));
        Assert.Empty(elsewhere.Of(Case));
    }

    [Fact]
    public void A_burst_of_edits_is_one_letter_and_what_is_known_is_not_said_again()
    {
        var box = new Mailbox("a", _time);
        Assert.Null(box.Next(0, NotAsked));
        var first = box.Next(1, () => [Sight("x", Li)])!;
        Assert.Equal(("a", 1, 0, Sight("x", Li)), (first.From, first.State, first.Since, Assert.Single(first.Came)));
        box.Delivered(heard: true);
        Assert.Null(box.Next(1, NotAsked));

        for (var n = 0; n < 100; n++)
        {
            box.Add(new(Case, "x"));
        }

        var news = box.Next(1, NotAsked)!;
        Assert.Equal((1, 1, 0, 0), (news.State, news.Since, news.Came.Count, news.Left.Count));
        Assert.Equal([new Subject(Case, "x")], news.Changed);
        box.Delivered(heard: true);
        Assert.Null(box.Next(1, NotAsked));

        var moved = box.Next(9, () => [Sight("x", Li), Sight("y", Wang)])!;
        Assert.Equal((2, 1, 0, 0), (moved.State, moved.Since, moved.Left.Count, moved.Changed.Count));
        Assert.Equal([Sight("y", Wang)], moved.Came);
    }

    [Fact]
    public void What_may_not_have_arrived_is_said_again_with_what_came_meanwhile()
    {
        var box = new Mailbox("a", _time);
        box.Add(new(Case, "x"));
        box.Returned(box.Next(1, () => [Sight("x", Li)])!);
        box.Add(new(Case, "y"));
        var again = box.Next(2, () => [Sight("y", Li)])!;
        Assert.Equal((2, 0, 0, Sight("y", Li)), (again.State, again.Since, again.Left.Count, Assert.Single(again.Came)));
        Assert.Equal(["x", "y"], again.Changed.Select(c => c.Thing).Order(StringComparer.Ordinal));

        // Who has heard of it and forgot it is told all of it, though nothing is new.
        box.Delivered(heard: true);
        _time.Advance(Mailbox.Beat);
        Assert.NotNull(box.Next(2, NotAsked));
        box.Delivered(heard: false);
        var whole = box.Next(2, () => [Sight("y", Li)])!;
        Assert.Equal((0, 1), (whole.Since, whole.Came.Count));
    }

    [Fact]
    public void Signs_of_life_are_given_while_somebody_is_there_and_never_of_an_empty_node()
    {
        var box = new Mailbox("a", _time);
        _time.Advance(Mailbox.Beat);
        Assert.Null(box.Next(0, NotAsked));
        Assert.NotNull(box.Next(1, () => [Sight("x", Li)]));
        box.Delivered(heard: true);
        _time.Advance(Mailbox.Beat);
        var sign = box.Next(1, NotAsked)!;
        Assert.Equal((1, 0, 0, 0), (sign.Since, sign.Came.Count, sign.Left.Count, sign.Changed.Count));
        box.Delivered(heard: true);
        Assert.Null(box.Next(1, NotAsked));
        Assert.NotNull(box.Next(2, () => []));
        box.Delivered(heard: true);
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

    private static Comparer<Visitor> ByThing { get; } = Comparer<Visitor>.Create((a, b) => string.CompareOrdinal($"{a.Thing} {a.Account}", $"{b.Thing} {b.Account}"));

    /// <summary>A letter arrives and is answered, arrives and the answer is lost, or is lost.</summary>
    private static void Exchange(Mailbox box, Elsewhere elsewhere, PresenceLetter letter, int fate)
    {
        var heard = fate < 3 ? elsewhere.Hear(letter) : Heard.Unheard;
        if (fate < 2)
        {
            box.Delivered(heard != Heard.Unheard);
        }
        else
        {
            box.Returned(letter);
        }
    }

    private static void Settle(Mailbox box, Elsewhere elsewhere, long moves, IEnumerable<Sight> open)
    {
        for (var tries = 0; box.Next(moves, () => open) is { } letter; tries++)
        {
            Assert.True(tries < 3, "It does not come to rest.");
            Exchange(box, elsewhere, letter, 0);
        }
    }

    private static IEnumerable<Sight> NotAsked() => throw new InvalidOperationException("It is known already.");

    private static Sight Sight(string thing, Guid account) => new(Case, new(thing, account, "somebody"));

    private static PresenceLetter Whole(string from, long state, params (string Thing, Guid Account)[] visits) => new(from, state, 0, [.. visits.Select(v => Sight(v.Thing, v.Account))], [], []);

    private static PresenceLetter Sign(string from, long state) => new(from, state, state, [], [], []);
}
