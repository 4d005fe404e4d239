using Platform.Model;
using Platform.Server.Cases.Journal;
using Platform.Server.Data;
using Platform.Tests.Cases.Journal;

namespace Platform.Tests.Storage.Contract;

public abstract partial class StoreContract
{
    [Fact]
    public async Task Each_end_of_a_chain_is_anchored_once_whatever_transactions_came_before()
    {
        for (var i = 0; i < 3; i++)
        {
            await office.FileAsync();
        }

        // A transaction that is undone anchors nothing, neither in itself nor in the next one of its writer.
        var anchors = Get<JournalAnchors>();
        var undone = new JournalHead(NewId(), Yuhang, 1, new string('0', 64));
        await Get<ICommitQueue>().CommitAsync<Done>(
            (transaction, _) =>
            {
                anchors.Add(transaction, undone);
                return new(Problem.Conflict("case.stale"));
            },
            default);
        await office.FileAsync();

        var heads = (await ExportedJournal.OfAsync(Server)).Anchors.SelectMany(a => a["heads"]!.GetValue<string>().Split(',')).ToList();
        Assert.NotEmpty(heads);
        Assert.Equal(heads.Count, heads.Distinct().Count());
        Assert.DoesNotContain(undone.Write(), heads);
    }
}
