using System.Text.Json.Serialization;
using Platform.Model;
using Platform.Model.Cases;
using Platform.Model.Definitions;
using Platform.Model.Items;

namespace Platform.Server.Cases.Moves;

/// <summary>
/// The case goes on with another version of its flow: the open steps stay open, with the tasks people have in their hands and all clocks as they are.
/// The journal says which version it left. Sent twice it is refused the second time, so that nothing is written.
/// </summary>
internal sealed record MoveToFlow : CaseCommand
{
    /// <summary>Version of the flow the case has to be on.</summary>
    public required int FromVersion { get; init; }

    /// <summary>The order it is part of.</summary>
    public required Guid Move { get; init; }

    /// <summary>The case's version of the item with the other version of the flow.</summary>
    public required PublishedItem To { get; init; }

    public required IReadOnlyDictionary<string, string> Mapping { get; init; }

    /// <summary>It is moved back to where it came from.</summary>
    public bool Undo { get; init; }

    [JsonIgnore]
    public override PublishedItem? Brought => To;

    public override CaseCommand Bringing(PublishedItem item) => this with { To = item };

    public override ValueTask<Result<Done>> DecideAsync(CaseWork work, CancellationToken ct)
    {
        var present = work.Item.FlowId;
        var to = To.FlowId;
        if (work.File.State.IsTerminal() || present == to || present.Version != FromVersion)
        {
            return new(Problem.Conflict("case.move.settled", ("number", work.File.Number), ("version", present.Version)));
        }

        work.ActingRole = "system";
        var fromItem = work.File.ItemVersionId;
        var moved = work.MoveFlow(To, Mapping);
        if (!moved.TryGet(out var move))
        {
            return new(Result<Done>.Refused(moved.Problems));
        }

        var version = work.File.Version + 1;
        work.Record("flow.moved", new { flow = to.Key, fromVersion = present.Version, version = to.Version, steps = move.Steps, undone = Undo, order = Move });
        work.Effect(f => new CaseMoved(Move, f.Id, Undo ? CaseMoveOutcome.Undone : CaseMoveOutcome.Moved, version, Undo ? To.VersionId : fromItem));
        return new(Done.It);
    }
}
