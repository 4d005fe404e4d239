using Platform.Model.Identity;
using Platform.Model.Items;
using Platform.Server.Cases.Search;
using Platform.Server.Hosting.Housekeeping;

namespace Platform.Server.Cases.Housekeeping;

/// <summary>Lines and words of cases written before there were any.</summary>
internal sealed class CompleteLines(CaseLineStore lines, CaseStore cases, IItemCatalogue items, IPersonalData personal) : IChore
{
    public string Name => "case-lines";

    public async ValueTask<int> SweepAsync(DateTimeOffset now, int take, CancellationToken ct)
    {
        var unread = await lines.UnreadAsync(take, ct);
        foreach (var id in unread)
        {
            if (await cases.LoadAsync(id, ct) is { } file)
            {
                var item = await items.GetAsync(file.ItemVersionId, ct);
                await lines.CompleteAsync(file, item.FlowId.ToString(), CaseWords.Of(file.Content, item.Form, personal), ct);
            }
        }

        return unread.Count;
    }
}
