namespace Platform.Model.Notifications;

/// <param name="Key">The same at every delivery of one message.</param>
public sealed record SmsText(Guid Key, string Phone, string Text, DateTimeOffset At);

/// <summary>Where the demonstration gateway puts messages instead of sending them, so that a visitor can read them on a page.</summary>
public interface ISmsBox
{
    /// <summary>A message whose key is known changes nothing.</summary>
    Task AddAsync(SmsText message, CancellationToken ct);

    /// <summary>Newest first.</summary>
    ValueTask<IReadOnlyList<SmsText>> ListAsync(int take, CancellationToken ct);
}
