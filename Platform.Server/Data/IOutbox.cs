using System.Data.Common;
using Platform.Model.Effects;

namespace Platform.Server.Data;

/// <summary>
/// What leaves the transaction: rows written with the step, delivered after the commit at least once, always with the same key, retried with back-off,
/// and kept as dead letters when the tries are used up.
/// </summary>
internal interface IOutbox
{
    /// <summary>Whether anybody wants events of that name; what nobody wants need not be made.</summary>
    bool IsWanted(string eventName);

    /// <summary>Tell the other features; each <see cref="IEventHandler"/> that wants it gets it.</summary>
    ValueTask PublishAsync(DbTransaction transaction, PlatformEvent occurred, CancellationToken ct);

    /// <summary>Deliver to the outside through the <see cref="IOutboundChannel"/> of that name.</summary>
    ValueTask SendAsync(DbTransaction transaction, OutboundMessage message, CancellationToken ct);
}

/// <param name="Key">Idempotency key: the receiver sees the same at every try.</param>
/// <param name="Body">JSON object.</param>
/// <param name="Attempts">Tries that have failed so far.</param>
/// <param name="Position">Its place in the outbox; 0 while it is being written.</param>
internal sealed record OutboundMessage(Guid Key, string Channel, string Body, DateTimeOffset At, int Attempts = 0, long Position = 0)
{
    /// <summary>Whoever receives it behind the channel: those that wait for one hold up nobody else. Null for a channel behind which there is only one.</summary>
    public string? Lane { get; init; }
}

/// <summary>Carries messages of one kind to the outside. May be called several times with one key.</summary>
internal interface IOutboundChannel
{
    string Name { get; }

    Task DeliverAsync(OutboundMessage message, CancellationToken ct);

    /// <summary>
    /// The tries are used up. Whoever sees to it that somebody learns of that answers true, and the message is over; otherwise it becomes a dead letter. May be called
    /// several times with one key; an exception is a failed try like any other.
    /// </summary>
    /// <param name="error">Of the last try.</param>
    ValueTask<bool> GiveUpAsync(OutboundMessage message, string error, CancellationToken ct) => new(false);
}

/// <summary>Lets a channel keep with a message what it has found out while it delivers it: whoever makes the next try reads it there, also after a stop.</summary>
internal interface IOutboundNotes
{
    /// <returns>The message as it stands on disk; null when it is over.</returns>
    Task<OutboundMessage?> ReadAsync(OutboundMessage message, CancellationToken ct);

    /// <summary>Gives the message another body; on disk when this returns.</summary>
    /// <returns>The message with that body.</returns>
    /// <exception cref="InvalidOperationException">It is over, or another try has written since this one read it.</exception>
    Task<OutboundMessage> RewriteAsync(OutboundMessage message, string body, CancellationToken ct);
}
