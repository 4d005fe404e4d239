using System.Data.Common;
using System.Threading.Channels;
using Dapper;
using Platform.Model;
using Platform.Server.Data;

namespace Platform.Tests.Scheduling;

/// <summary>
/// Callers commit work of some lanes at the same time, part of which refuses, throws or is no longer wanted, and at some moment the queue is stopped. Then what
/// every caller was told is held against what is stored.
/// </summary>
/// <param name="steps">Others may run in the middle of a piece of work.</param>
internal sealed class QueueScenario(Stage stage, Func<IReadOnlyList<string>> applied, bool steps = true)
{
    private static readonly string?[] Lanes = [null, "a", "b"];

    private readonly List<Item> _items = [];

    private enum Kind
    {
        Works,
        Refuses,
        Throws,
        Leaves,
    }

    private enum Told
    {
        Nothing,
        Stored,
        Refused,
        Thrown,
        Cancelled,
        Closed,
        Unknown,
        Failed,
    }

    /// <param name="write">Writes an item in a transaction.</param>
    public async Task PlayAsync(ICommitQueue queue, Func<Task> stop, Func<DbTransaction, string, string, ValueTask> write)
    {
        var callers = Lanes.Select((lane, number) => CallAsync(queue, lane, number, write)).ToList();
        var wait = stage.Pick(12);
        for (var i = 0; i < wait; i++)
        {
            await stage.StepAsync();
        }

        // Half of the time everybody has asked before it stops.
        if (stage.Pick(2) == 0)
        {
            await Task.WhenAll(callers);
        }

        await stop();
        await Task.WhenAll(callers);
    }

    public void Check()
    {
        var stored = applied();
        foreach (var item in _items)
        {
            var times = stored.Count(s => s == item.Name);
            Assert.True(item.Told != Told.Nothing, $"{item} was told nothing.");
            Assert.True(times <= 1, $"{item} is stored {times} times.");
            Assert.True(item.Told is Told.Unknown || times == (item.Told == Told.Stored ? 1 : 0), $"{item} is stored {times} times.");
            Assert.True(item.Told != Told.Stored || item.WasThere, $"{item} was not there yet when its caller was told that it is.");
            Assert.True(item.Told is not (Told.Failed or Told.Unknown) || stage.Troubled, $"{item} failed although nothing went wrong with the database.");
            Assert.True(item.Told != (item.Kind == Kind.Works ? Told.Refused : Told.Stored) || item.Kind == Kind.Leaves, $"{item} got the answer of another one.");
        }

        foreach (var lane in _items.Where(i => i.Told == Told.Stored).GroupBy(i => i.Lane))
        {
            Assert.Equal(lane.Select(i => i.Name), stored.Where(s => lane.Any(i => i.Name == s)));
        }
    }

    private async Task CallAsync(ICommitQueue queue, string? lane, int number, Func<DbTransaction, string, string, ValueTask> write)
    {
        var asked = new List<Task>();
        for (var i = 0; i < 3; i++)
        {
            var item = new Item($"{lane ?? "-"}{i}", lane, (Kind)(stage.Pick(7) is var k and < 4 ? k : 0), number * 10 + i);
            _items.Add(item);
            asked.Add(AskAsync(queue, item, write));

            // Now and then the next one is asked for before there is an answer.
            if (stage.Pick(3) == 0)
            {
                await asked[^1];
            }
        }

        await Task.WhenAll(asked);
    }

    private async Task AskAsync(ICommitQueue queue, Item item, Func<DbTransaction, string, string, ValueTask> write)
    {
        using var leaving = new CancellationTokenSource();
        var asked = lane(item.Lane);
        if (item.Kind == Kind.Leaves)
        {
            await stage.StepAsync();
            Stage.Cancel(leaving);
        }

        try
        {
            var answer = await asked;
            item.WasThere = applied().Contains(item.Name);
            item.Told = answer.Succeeded ? Told.Stored : Told.Refused;
            Assert.True(!answer.Succeeded || answer.Value == item.Answer, $"{item} was answered {(answer.Succeeded ? answer.Value : 0)}.");
            Assert.True(answer.Succeeded || answer.Problems[0].Code == item.Name, $"{item} was refused as {(answer.Succeeded ? "" : answer.Problems[0].Code)}.");
        }
        catch (Exception e) when (e is not Xunit.Sdk.IAssertionException)
        {
            item.Told = e switch
            {
                WorkException thrown when thrown.Message == item.Name => Told.Thrown,
                OperationCanceledException => Told.Cancelled,
                ChannelClosedException => Told.Closed,
                CommitUnknownException => Told.Unknown,
                DbException => Told.Failed,
                _ => throw new InvalidOperationException($"{item} was told: {e}", e),
            };
        }

        stage.Note($"{item}");

        Task<Result<int>> lane(string? name) => name is null ? queue.CommitAsync(Work, leaving.Token) : queue.CommitAsync(name, Work, leaving.Token);

        async ValueTask<Result<int>> Work(DbTransaction transaction, CancellationToken ct)
        {
            await write(transaction, item.Name, item.Lane ?? "-");
            if (steps)
            {
                await stage.StepAsync();
            }

            return item.Kind switch
            {
                Kind.Refuses => Problem.Conflict(item.Name),
                Kind.Throws => throw new WorkException(item.Name),
                _ => item.Answer,
            };
        }
    }

    /// <summary>Writes to a table of the server.</summary>
    public static async ValueTask WriteAsync(DbTransaction transaction, string item, string lane) =>
        await transaction.Connection!.ExecuteAsync("insert into applied (item, lane) values (@item, @lane)", new { item, lane }, transaction);

    private sealed class WorkException(string item) : Exception(item);

    private sealed class Item(string name, string? lane, Kind kind, int answer)
    {
        public string Name => name;

        public string? Lane => lane;

        public Kind Kind => kind;

        public int Answer => answer;

        public Told Told { get; set; }

        /// <summary>It was stored when its caller heard of it.</summary>
        public bool WasThere { get; set; }

        public override string ToString() => $"{name} ({kind}, told: {Told})";
    }
}
