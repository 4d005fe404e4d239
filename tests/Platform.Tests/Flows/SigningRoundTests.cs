using Platform.Model.Flows;
using Platform.Server.Cases.Steps;

namespace Platform.Tests.Flows;

public sealed class SigningRoundTests
{
    private static readonly DateTimeOffset At = FlowRunner.Noon;

    [Fact]
    public void One_after_the_other_the_next_is_due_when_the_one_before_has_signed()
    {
        var round = Open(Round(sequential: true));
        Assert.Equal(["open", "waiting", "waiting"], States(round));

        round = Open(round.Signed(Task(1), "Approve", null, "u1", At));

        Assert.Equal(["signed", "open", "waiting"], States(round));
    }

    [Theory]
    [InlineData(SignerPlace.Before, "waiting waiting waiting open")]
    [InlineData(SignerPlace.Beside, "open waiting waiting open")]
    [InlineData(SignerPlace.After, "open waiting waiting waiting")]
    public void A_signer_added_to_a_sequence_comes_in_where_they_belong(SignerPlace place, string states)
    {
        var round = Open(Open(Round(sequential: true)).Add(Task(1), place, new("r4"), "u1"));

        Assert.Equal(states, string.Join(' ', States(round)));

        // Whatever the place, the second of the sequence waits for both.
        round = Open(Open(round.Signed(Task(place == SignerPlace.Before ? 4 : 1), "Approve", null, null, At)));
        Assert.Equal(SignerState.Waiting, round.Signers[1].State);
        round = Open(round.Signed(Task(place == SignerPlace.Before ? 1 : 4), "Approve", null, null, At));
        Assert.Equal(SignerState.Open, round.Signers[1].State);
    }

    [Fact]
    public void Who_puts_somebody_first_is_asked_again_by_name()
    {
        var round = Open(Round(sequential: false)).Add(Task(2), SignerPlace.Before, new("r4"), "u2");

        Assert.Equal(("u2", SignerState.Waiting), (round.Signers[1].Who.Person, round.Signers[1].State));
        Assert.Equal([4], round.Ready.Select(s => s.Number));
    }

    [Fact]
    public void Without_a_signer_those_who_waited_for_them_go_on()
    {
        var round = Open(Round(sequential: true));

        round = Open(round.Remove(1).Value);

        Assert.Equal(["removed", "open", "waiting"], States(round));
    }

    [Fact]
    public void Nobody_is_removed_who_has_signed_or_is_the_last()
    {
        var round = Open(Round(sequential: false)).Signed(Task(1), "Approve", "同意", "u1", At);
        Assert.Equal("signer.signed", round.Remove(1).Problems[0].Code);
        Assert.Equal("signer.unknown", round.Remove(9).Problems[0].Code);

        var last = Open(Round(sequential: false)).Remove(1).Value.Remove(2).Value;
        Assert.Equal("signer.last", last.Remove(3).Problems[0].Code);
        Assert.Equal("signer.unknown", last.Remove(1).Problems[0].Code);
    }

    [Fact]
    public void What_was_signed_survives_every_change()
    {
        var round = Open(Round(sequential: false)).Signed(Task(1), "Approve", "同意", "u1", At);

        round = Open(round.Add(Task(2), SignerPlace.Before, new("r4"), "u2").Remove(3).Value.Again(2, "u2"));

        Assert.Equal(("Approve", "同意", "u1"), (round.Signers[0].Outcome, round.Signers[0].Opinion, round.Signers[0].By));
    }

    private static SigningRound Round(bool sequential) => SigningRound.Of([new("r1"), new("r2"), new("r3")], sequential);

    private static SigningRound Open(SigningRound round) => round.Ready.Aggregate(round, (r, s) => r.Opened(s.Number, Task(s.Number)));

    private static Guid Task(int number) => new(number, 0, 0, [0, 0, 0, 0, 0, 0, 0, 0]);

    private static IEnumerable<string> States(SigningRound round) => round.Signers.Select(s => s.State.ToString().ToLowerInvariant());
}
