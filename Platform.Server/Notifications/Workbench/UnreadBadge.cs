using Platform.Model.Identity;
using Platform.Server.Hosting.Shell;

namespace Platform.Server.Notifications.Workbench;

/// <summary>How many messages a member of staff has not read; shown in the head of every page.</summary>
internal sealed class UnreadBadge(Inbox inbox) : IStaffBadge
{
    public string Path => "/inbox";

    public ValueTask<int> CountAsync(Actor actor, CancellationToken ct) => inbox.CountUnreadAsync(actor, ct);
}
