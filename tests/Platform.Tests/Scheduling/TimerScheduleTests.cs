using System.Data.Common;
using Dapper;
using Microsoft.Extensions.Logging.Abstractions;
using Platform.Model;
using Platform.Server.Cases;
using Platform.Server.Data;

namespace Platform.Tests.Scheduling;

/// <summary>Two processes that both believe to be the one to look for timers, over two owners of the cases that both believe to be the only one.</summary>
public sealed class TimerScheduleTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void A_timer_fires_once_in_effect_and_none_is_forgotten(int faults) => Explore.Random(Effort.Of(80), faults, stage => PlayAsync(stage, guarded: true));

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void Nor_when_the_clock_jumps_by_hours_and_is_put_right(int faults) => Explore.Random(Effort.Of(60), faults, stage => PlayAsync(stage, guarded: true, jumps: true));

    [Fact]
    public void A_worker_that_does_not_notice_that_the_clock_was_set_back_is_found_out()
    {
        var found = Explore.FindAtRandom(schedules: 600, faults: 3, stage => PlayAsync(stage, guarded: true, jumps: true, notices: false));
        Assert.Contains("have not fired", found!.InnerException!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Owners_that_do_not_compare_versions_are_found_out()
    {
        var found = Explore.Find(schedules: 400, faults: 0, stage => PlayAsync(stage, guarded: false));
        Assert.Contains("fired 2 times", found!.InnerException!.Message, StringComparison.Ordinal);
        Assert.Throws<ScheduleFailedException>(() => Explore.Again(found.Choices.ToString(), faults: 0, stage => PlayAsync(stage, guarded: false)));
    }

    /// <param name="guarded">The owners compare the version of the case.</param>
    /// <param name="jumps">The clock jumps a few times, and is then put right.</param>
    /// <param name="notices">The workers are the real ones, which notice that.</param>
    private static async Task PlayAsync(Stage stage, bool guarded, bool jumps = false, bool notices = true)
    {
        using var server = new FakeServer(stage, shared: true);
        using var metrics = CommitQueueScheduleTests.Metrics();
        using var stop = new CancellationTokenSource();
        var timers = Enumerable.Range(1, 4).Select(n => (Id: new Guid(n, 0, 0, [0, 0, 0, 0, 0, 0, 0, 0]), Case: new Guid(100 + (n % 3), 0, 0, [0, 0, 0, 0, 0, 0, 0, 0]))).ToList();
        foreach (var (timer, of) in timers)
        {
            server.Engine.Execute(
                "insert into case_timer (id, case_id, locality, due_at, attempts, not_before) values (@timer, @of, '33', @at, 0, @at)",
                new { timer, of, at = stage.Clock.GetUtcNow().AddSeconds(stage.Pick(3)) });
        }

        var nodes = Enumerable.Range(0, 2).Select(n => n == 0 ? server : server.AsNode(n)).Select(s => (Server: s, Queue: CommitQueueScheduleTests.QueueOf(s, metrics, new CommitSignal(), seed: s.Node * 100_000))).ToList();
        foreach (var (_, queue) in nodes)
        {
            await stage.CalmlyAsync(() => queue.StartAsync(CancellationToken.None).AsTask());
        }

        var workers = nodes.Select(n => new TimerWorker(
            new TimerStore(n.Server, n.Queue), new Owners(stage, n.Server, n.Queue, guarded), new AllDuties(), stage.Clock, NullLogger<TimerWorker>.Instance)).ToList();
        var running = workers.Select(w => notices ? w.RunAsync(stop.Token) : LookEverySecondAsync(w, stage, stop.Token)).ToList();
        if (jumps)
        {
            await stage.JumpAsync();
        }

        for (var waited = 0; server.Count("case_timer") > 0; waited++)
        {
            Assert.True(waited < 1300, $"{server.Count("case_timer")} timers have not fired after twenty minutes.");
            await Task.Delay(TimeSpan.FromSeconds(1), stage.Clock);
        }

        Stage.Cancel(stop);
        foreach (var worker in running)
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => worker);
        }

        foreach (var (_, queue) in nodes)
        {
            await queue.StopAsync();
        }

        await server.AllLateCommitsAsync();
        var fired = server.Applied().Select(a => a.Item).ToList();
        foreach (var (timer, _) in timers)
        {
            var times = fired.Count(f => f == timer.ToString());
            Assert.True(times == 1, $"{timer} fired {times} times.");
        }
    }

    private static async Task LookEverySecondAsync(TimerWorker worker, Stage stage, CancellationToken ct)
    {
        while (true)
        {
            try
            {
                await worker.FireDueAsync(ct);
            }
            catch (DbException e)
            {
                stage.Note(e.Message);
            }

            await Task.Delay(TimeSpan.FromSeconds(1), stage.Clock, ct);
        }
    }

    /// <summary>The owners of the cases as one process knows them: read, decide, and commit if nobody was faster.</summary>
    private sealed class Owners(Stage stage, FakeServer server, ICommitQueue queue, bool guarded) : ICasePost
    {
        public async Task<Result<CaseAnswer>> SendAsync(Guid caseId, CaseCommand command)
        {
            var timer = ((FireTimer)command).TimerId;
            if (stage.Fails("owner"))
            {
                return Problem.Conflict("made.up");
            }

            while (true)
            {
                var version = server.Engine.ExecuteScalar<long>("select count(*) from case_version where case_id = @caseId", new { caseId });
                var there = server.Engine.ExecuteScalar<long>("select count(*) from case_timer where id = @timer", new { timer }) > 0;
                await stage.StepAsync();
                if (!there)
                {
                    return Answer;
                }

                try
                {
                    var written = await queue.CommitAsync<Done>("a", async (transaction, _) =>
                    {
                        if (guarded)
                        {
                            await WriteAsync(transaction, "insert into case_version (case_id, version) values (@caseId, @next)", new { caseId, next = version + 1 });
                        }

                        await WriteAsync(transaction, "delete from case_timer where id = @timer", new { timer });
                        await WriteAsync(transaction, "insert into applied (item, lane) values (@timer, 'a')", new { timer });
                        return Done.It;
                    }, CancellationToken.None);
                    return written.Succeeded ? Answer : Result<CaseAnswer>.Refused(written.Problems);
                }
                catch (DbException e) when (server.Dialect.IsUniqueViolation(e))
                {
                    stage.Note($"overtaken at {timer}");
                }
            }
        }

        // Nobody here looks at the case.
        private static CaseAnswer Answer => new(null!);

        private static Task WriteAsync(DbTransaction transaction, string sql, object values) => transaction.Connection!.ExecuteAsync(sql, values, transaction);
    }
}
