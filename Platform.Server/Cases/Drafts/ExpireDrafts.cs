using System.Security.Cryptography;
using System.Text.Json;
using Platform.Model;
using Platform.Model.Cases;
using Platform.Model.Clocks;
using Platform.Model.Identity;
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
            var name = (await applicables.FindAsync(Actor.System, draft.Locality, draft.ItemCode, await IsBundleAsync(draft, now, ct), Channels.System, ct))?.Name ?? LocalizedText.Of(draft.ItemCode);
            var data = JsonSerializer.Serialize(new { item = new { code = draft.ItemCode, name }, data = new { until = ChinaTime.DayOf(draft.ExpiresAt) } }, ModelJson.Options);
            await store.WarnAsync(draft, new(ids.Next(), draft.Account, null, null, null, draft.Locality, "draft-expiring", data, $"/drafts/{draft.Id}"), now, ct);
        }

        return Math.Max(due.Count, await store.DeleteExpiredAsync(now, take, ct));
    }

    // A draft nobody can read any more is announced as well as may be: the others wait behind it.
    private async Task<bool> IsBundleAsync(ExpiringDraft draft, DateTimeOffset now, CancellationToken ct)
    {
        try
        {
            return await store.FindAsync(draft.Account, draft.Id, now, ct) is { Content.IsBundle: true };
        }
        catch (Exception e) when (e is CryptographicException or JsonException or FormatException)
        {
            return false;
        }
    }
}
