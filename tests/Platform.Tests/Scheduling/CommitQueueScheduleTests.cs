using System.Data.Common;
using System.Diagnostics.Metrics;
using Dapper;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Platform.Server.Data;
using Platform.Server.Data.Sqlite;
using Platform.Tests.Flows;
using Platform.Tests.Hosting;

namespace Platform.Tests.Scheduling;

/// <summary>Both commit queues under many schedules, with whatever may go wrong with a database.</summary>
public sealed class CommitQueueScheduleTests
{
    [Theory]
    [InlineData(0, 150)]
    [InlineData(1, 150)]
    [InlineData(3, 150)]
    public void The_queue_of_a_server_keeps_its_promises_under_every_schedule(int faults, int schedules) =>
        Assert.Equal(Effort.Of(schedules), Explore.Random(Effort.Of(schedules), faults, stage => OnServerAsync(stage, shared: false)));

    [Fact]
    public void So_it_does_under_all_schedules_that_differ_little_from_the_ordinary() => Assert.True(Explore.Bounded(deviations: 1, faults: 1, limit: 3000, stage => OnServerAsync(stage, shared: false)).All);

    [Fact]
    public void Two_processes_on_one_database_keep_them_too() => Explore.Random(Effort.Of(150), faults: 2, stage => OnServerAsync(stage, shared: true));

    [Theory]
    [InlineData(0, 60)]
    [InlineData(2, 100)]
    public void The_queue_of_the_embedded_database_keeps_them(int faults, int schedules)
    {
        using var data = new TempData();
        var (database, played) = (new SqliteDatabase(data.Directory), 0);
        _ = database.Upgrade();
        using (var connection = database.OpenWriter())
        {
            connection.Execute("create table applied (place integer primary key autoincrement, item text not null, lane text not null)");
        }

        Explore.Random(Effort.Of(schedules), faults, stage => EmbeddedAsync(stage, database, data.Directory.Database, ++played));
    }

    [Theory]
    [InlineData(Carelessness.AnswersBeforeTheCommit, "not there yet")]
    [InlineData(Carelessness.KeepsWhatFailed, "is stored 1 times")]
    [InlineData(Carelessness.RepeatsALostCommit, "is stored 2 times")]
    [InlineData(Carelessness.FailsAllTogether, "failed although nothing went wrong")]
    [InlineData(Carelessness.TakesTheLastFirst, "differ")]
    [InlineData(Carelessness.ForgetsWhatWaitsAtTheStop, "Everything waits")]
    [InlineData(Carelessness.StoresWhatWasCancelled, "Cancelled) is stored 1 times")]
    [InlineData(Carelessness.GivesUpItsWriterAfterAnOutage, "Everything waits")]
    public void A_careless_queue_is_found_out_and_shown_again(Carelessness how, string expected)
    {
        var faults = how is Carelessness.RepeatsALostCommit or Carelessness.GivesUpItsWriterAfterAnOutage ? 2 : 0;
        var found = Explore.Find(schedules: 600, faults, stage => CarelessAsync(stage, how));
        Assert.True(found is not null, $"{how} was not found.");
        Assert.Contains(expected, found.InnerException!.Message, StringComparison.OrdinalIgnoreCase);
        var again = Assert.Throws<ScheduleFailedException>(() => Explore.Again(found.Choices.ToString(), faults, stage => CarelessAsync(stage, how)));
        Assert.Equal(found.InnerException.Message, again.InnerException!.Message);
    }

    [Fact]
    public void A_careful_one_is_not() => Assert.Null(Explore.Find(schedules: 300, faults: 2, stage => CarelessAsync(stage, Carelessness.None)));

    [Fact]
    public void A_database_that_does_not_make_the_reader_of_a_mark_wait_is_found_out()
    {
        var found = Explore.Find(schedules: 3000, faults: 1, stage => OnServerAsync(stage, shared: false, markWaits: false));
        Assert.Contains("is stored", found!.InnerException!.Message, StringComparison.Ordinal);
    }

    /// <summary>A queue on the stage, and whatever it is made of.</summary>
    internal static ServerCommitQueue QueueOf(FakeServer server, DataMetrics metrics, CommitSignal signal, int seed = 0, int writers = 2) => new(
        server,
        new DatabaseSettings(Engines.Postgres, "", writers),
        [],
        new CountingIds(seed),
        signal,
        new OutageWatch(server, server.Stage.Clock, NullLogger<OutageWatch>.Instance),
        metrics,
        server.Stage.Clock,
        NullLogger<ServerCommitQueue>.Instance);

    internal static DataMetrics Metrics() => new(new Meters());

    private static async Task OnServerAsync(Stage stage, bool shared, bool markWaits = true)
    {
        using var server = new FakeServer(stage, shared) { MarkWaits = markWaits };
        using var metrics = Metrics();
        var scenarios = new List<(QueueScenario, FakeServer, ServerCommitQueue)>();
        foreach (var node in shared ? [0, 1] : new[] { 0 })
        {
            var prefix = node == 0 ? "" : "other-";
            var scenario = new QueueScenario(stage, () => [.. server.Applied().Select(a => a.Item).Where(i => i.StartsWith("other-", StringComparison.Ordinal) == (node == 1)).Select(i => i[prefix.Length..])]);
            var at = node == 0 ? server : server.AsNode(node);
            var queue = QueueOf(at, metrics, new CommitSignal(), seed: node * 100_000);
            await stage.CalmlyAsync(() => queue.StartAsync(CancellationToken.None).AsTask());
            scenarios.Add((scenario, at, queue));
        }

        await Task.WhenAll(scenarios.Select(async s =>
        {
            var prefix = s.Item2.Node == 0 ? "" : "other-";
            await s.Item1.PlayAsync(s.Item3, () => s.Item3.StopAsync().AsTask(), (transaction, item, lane) => QueueScenario.WriteAsync(transaction, prefix + item, lane));
        }));
        await server.AllLateCommitsAsync();
        scenarios.ForEach(s => s.Item1.Check());
    }

    private static async Task EmbeddedAsync(Stage stage, SqliteDatabase database, string path, int number)
    {
        using var metrics = Metrics();
        using var look = new SqliteConnection($"Data Source={path};Mode=ReadOnly");
        look.Open();
        var queue = new SqliteCommitQueue(
            database, [new Trouble(stage)], new CommitSignal(), new OutageWatch(database, stage.Clock, NullLogger<OutageWatch>.Instance), metrics, NullLogger<SqliteCommitQueue>.Instance);
        var scenario = new QueueScenario(stage, () => [.. look.Query<string>("select item from applied where lane = @number order by place", new { number = $"{number}" })], steps: false);
        queue.Open();
        var writing = WriteAsync(queue);
        await scenario.PlayAsync(queue, StopAsync, async (transaction, item, _) =>
        {
            await transaction.Connection!.ExecuteAsync("insert into applied (item, lane) values (@item, @number)", new { item, number = $"{number}" }, transaction);
            if (stage.Fails("statement"))
            {
                throw new SqliteException("Made up: the disk is full.", 13);
            }
        });
        queue.Dispose();
        scenario.Check();

        async Task StopAsync()
        {
            queue.TakeNoMore();
            await writing;
        }
    }

    private static async Task WriteAsync(SqliteCommitQueue queue)
    {
        while (await queue.WorkAsync())
        {
            queue.WriteWhatWaits();
        }
    }

    private static async Task CarelessAsync(Stage stage, Carelessness how)
    {
        using var server = new FakeServer(stage);
        var queue = new CarelessQueue(server, how);
        var scenario = new QueueScenario(stage, () => [.. server.Applied().Select(a => a.Item)]);
        await queue.StartAsync(CancellationToken.None);
        await scenario.PlayAsync(queue, () => queue.StopAsync().AsTask(), QueueScenario.WriteAsync);
        await server.AllLateCommitsAsync();
        scenario.Check();
    }

    private sealed class Trouble(Stage stage) : IBeforeCommit
    {
        public void Begin(DbTransaction transaction)
        {
        }

        public void Save(DbTransaction transaction)
        {
        }

        public void TakeBack(DbTransaction transaction)
        {
        }

        public ValueTask BeforeCommitAsync(DbTransaction transaction, int writer, CancellationToken ct) => stage.Fault(3, "commit") switch
        {
            0 => default,
            1 => throw new SqliteException("Made up: locked.", 5),
            2 => throw new SqliteException("Made up: the disk cannot be written.", 10),
            _ => throw new SqliteException("Made up: the disk is full.", 13),
        };
    }

    private sealed class Meters : IMeterFactory
    {
        public Meter Create(MeterOptions options) => new(options);

        public void Dispose()
        {
        }
    }
}
