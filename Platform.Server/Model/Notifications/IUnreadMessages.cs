using Platform.Model.Identity;

namespace Platform.Model.Notifications;

/// <summary>How many messages wait in somebody's inbox; shown on every page.</summary>
public interface IUnreadMessages
{
    /// <summary>0 for a visitor.</summary>
    ValueTask<int> CountUnreadAsync(Actor reader, CancellationToken ct);
}
