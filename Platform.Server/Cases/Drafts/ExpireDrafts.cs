using System.Text.Json;
using Platform.Model;
using Platform.Model.Clocks;
using Platform.Server.Hosting.Housekeeping;

namespace Platform.Server.Cases.Drafts;

/// <summary>Tells people whose drafts are about to expire, once per end, and deletes those that have (B5). A draft that was saved meanwhile is left alone.</summary>
internal sealed class ExpireDrafts(DraftStore store, Applicables applicables, IIdSource ids) : IChore
{
    public string Name => "drafts";

    public async ValueTask<int> SweepAsync(DateTimeOffset now, int take, CancellationToken ct)
    {
        var due = await store.ListToWarnAsync(now, take, ct);
        foreach (var draft in due)
        {
            var isBundle = (await store.FindAsync(draft.Account, draft.Id, now, ct))?.Content.IsBundle ?? false;
            var name = (await applicables.FindAsync(draft.Locality, draft.ItemCode, isBundle, ct))?.Name ?? LocalizedText.Of(draft.ItemCode);
            var data = JsonSerializer.Serialize(new { item = new { code = draft.ItemCode, name }, data = new { until = ChinaTime.DayOf(draft.ExpiresAt) } }, ModelJson.Options);
            await store.WarnAsync(draft, new(ids.Next(), draft.Account, null, null, null, draft.Locality, "draft-expiring", data, $"/drafts/{draft.Id}"), now, ct);
        }

        return Math.Max(due.Count, await store.DeleteExpiredAsync(now, take, ct));
    }
}
