using System.Collections.Immutable;
using Platform.Model;
using Platform.Server.Cases;
using Platform.Server.Cases.Moves;

namespace Platform.Tests.Storage.Contract;

public abstract partial class StoreContract
{
    [Fact]
    public async Task An_order_to_move_cases_keeps_what_became_of_each()
    {
        // The order below is of a flow nobody has, and nobody else shall work on it.
        await Get<CaseMoveWorker>().StopAsync(default);
        var store = Get<CaseMoveStore>();
        var move = new CaseMove(NewId(), Yuhang, NewKey("flow"), 2, ImmutableSortedDictionary<string, string>.Empty.Add("old", "new"), CaseMoveStage.Looking, null, 5, 0, "何洁", Now, Now);
        await WriteAsync(t => CaseMoveStore.AddAsync(t, move, default));
        Assert.Equal(Told(move), Told((await store.FindAsync(move.Id, default))!));
        Assert.Contains(await store.WorkAsync(default), m => m.Id == move.Id);
        Assert.Contains(await store.ListAsync(Yuhang, 500, default), m => m.Id == move.Id);
        Assert.DoesNotContain(await store.ListAsync(Cangqian, 500, default), m => m.Id == move.Id);

        var line = new CaseMoveLine(NewId(), "330110-1", 1, "v1", CaseMoveOutcome.Movable, null, []);
        var blocked = new CaseMoveLine(NewId(), "330110-2", 1, "v1", CaseMoveOutcome.Blocked, null, [Problem.Conflict("flow.move.stepGone", ("id", "old"))]);
        var next = move with { LastCase = blocked.Case, SeenCases = 2 };
        await store.LookedAsync(move, next, [line, blocked], default);
        await store.LookedAsync(move, next with { SeenCases = 9 }, [line with { Case = NewId() }], default);
        Assert.Equal(Told(next), Told((await store.FindAsync(move.Id, default))!));
        Assert.Equal(new Dictionary<CaseMoveOutcome, int> { [CaseMoveOutcome.Movable] = 1, [CaseMoveOutcome.Blocked] = 1 }, await store.CountAsync(move.Id, default));

        await WriteAsync(t => store.ApplyAsync(new(move.Id, line.Case, CaseMoveOutcome.Moved, 7, "v2"), new(t, Now, Yuhang), default).AsTask());
        await store.RefusedAsync(move.Id, line, CaseMoveOutcome.Failed, [Problem.Conflict("case.move.settled")], default);
        var moved = Assert.Single(await store.LinesAsync(move.Id, CaseMoveOutcome.Moved, null, 10, default));
        Assert.Equal((line.Case, 7L), (moved.Case, moved.CaseVersion));
        await store.RefusedAsync(move.Id, moved, CaseMoveOutcome.Kept, [Problem.Conflict("case.stale")], default);
        Assert.Equal(["case.stale", "flow.move.stepGone"], (await store.LinesAsync(move.Id, null, null, 10, default)).SelectMany(l => l.Reasons).Select(r => r.Code).Order());
        Assert.Single(await store.LinesAsync(move.Id, null, new[] { line.Case, blocked.Case }.Min(), 10, default));

        var turned = new List<bool>();
        await WriteAsync(async t => turned.Add(await CaseMoveStore.TurnAsync(t, move.Id, CaseMoveStage.Looking, CaseMoveStage.Dropped, Now, default)));
        await WriteAsync(async t => turned.Add(await CaseMoveStore.TurnAsync(t, move.Id, CaseMoveStage.Looking, CaseMoveStage.Ready, Now, default)));
        Assert.Equal([true, false], turned);
        Assert.DoesNotContain(await store.WorkAsync(default), m => m.Id == move.Id);
    }

    private static string Told(CaseMove move) => System.Text.Json.JsonSerializer.Serialize(move, ModelJson.Options);
}
