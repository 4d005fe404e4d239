using Platform.Model.Identity;
using Platform.Model.Items;
using Platform.Server.Cases.Search;
using Platform.Server.Data;
using Platform.Server.Hosting.Housekeeping;

namespace Platform.Server.Cases.Housekeeping;

/// <summary>Lines and words of cases written before there were any.</summary>
internal sealed class CompleteLines(CaseLineStore lines, CaseStore cases, IItemCatalogue items, IPersonalData personal, IDatabase database, ILogger<CompleteLines> log) : IChore
{
    public string Name => "case-lines";

    public async ValueTask<int> SweepAsync(DateTimeOffset now, int take, CancellationToken ct)
    {
        var unread = await lines.UnreadAsync(take, ct);
        foreach (var id in unread)
        {
            try
            {
                await CompleteAsync(id, ct);
            }
            catch (Exception e) when (!ct.IsCancellationRequested && CaseFaults.IsOfTheCase(e, database))
            {
                // One that cannot be read keeps no other from being found.
                CasesLog.LineSkipped(log, e, id);
            }
        }

        return unread.Count;
    }

    private async ValueTask CompleteAsync(Guid id, CancellationToken ct)
    {
        if (await cases.LoadAsync(id, ct) is { } file)
        {
            var item = await items.GetAsync(file.ItemVersionId, ct);
            await lines.CompleteAsync(file, item.FlowId.ToString(), CaseWords.Of(file.Content, item.Form, personal), ct);
        }
    }
}
