using Platform.Model;
using Platform.Model.Identity;
using Platform.Model.Notifications;
using Platform.Server.Data;
using Platform.Server.Hosting;

namespace Platform.Server.Notifications;

/// <summary>A message as its reader sees it.</summary>
internal sealed record InboxMessage(Guid Id, LocalizedText Subject, LocalizedText Body, string? Link, DateTimeOffset SentAt, bool Read);

/// <summary>The inbox of whoever asks: <c>GET /inbox</c>, <c>POST /inbox/{id}/read</c>, <c>GET /inbox/unread</c>. Also what the inbox pages use.</summary>
internal sealed class Inbox(InboxStore store, MessageTexts texts, IPersonalData personal, ICommitQueue commits, TimeProvider time) : IUnreadMessages
{
    private const int PageSize = 30;

    /// <param name="Next">Cursor of the next page, null at the end.</param>
    internal sealed record Page(IReadOnlyList<InboxMessage> Items, string? Next, int Unread);

    internal sealed record UnreadCount(int Unread);

    public static void Map(RouteGroupBuilder api)
    {
        var inbox = api.MapGroup("/inbox").SignedIn().WithTags("Inbox");
        inbox.MapGet("", async (string? cursor, bool? unread, Inbox box, ICurrentActor current, CancellationToken ct) =>
                (await box.ListAsync(current.Actor, cursor, unread == true, ct)).ToHttp())
            .Produces<Page>().WithName("listInbox");
        inbox.MapGet("/unread", async (Inbox box, ICurrentActor current, CancellationToken ct) =>
                Results.Ok(new UnreadCount(await box.CountUnreadAsync(current.Actor, ct))))
            .Produces<UnreadCount>().WithName("countUnread");
        inbox.MapPost("/{id:guid}/read", async (Guid id, Inbox box, ICurrentActor current, CancellationToken ct) =>
                (await box.MarkReadAsync(current.Actor, id, ct)).ToHttp())
            .Produces(StatusCodes.Status204NoContent).WithName("markRead");
    }

    /// <summary>Newest first.</summary>
    public async Task<Result<Page>> ListAsync(Actor reader, string? cursor, bool unreadOnly, CancellationToken ct)
    {
        Guid? before = null;
        if (cursor is not null)
        {
            if (!Guid.TryParseExact(cursor, "N", out var id))
            {
                return Problem.Invalid("request.parameter", "cursor", ("parameter", "cursor"), ("value", cursor));
            }

            before = id;
        }

        var found = await store.ListAsync(reader, before, unreadOnly, PageSize + 1, ct);
        var shown = new List<InboxMessage>(PageSize);
        foreach (var message in found.Take(PageSize))
        {
            var text = await texts.WriteAsync(message.Template, message.Version, message.Data is { } data ? personal.Unprotect(data) : "{}", ct);
            shown.Add(new(message.Id, text.Subject, text.Body, message.Link, message.SentAt, message.IsReadAt(time.GetUtcNow())));
        }

        return new Page(shown, found.Count > PageSize ? shown[^1].Id.ToString("N") : null, await store.CountUnreadAsync(reader, ct));
    }

    public ValueTask<int> CountUnreadAsync(Actor reader, CancellationToken ct) =>
        reader.AccountId is null ? ValueTask.FromResult(0) : store.CountUnreadAsync(reader, ct);

    /// <summary>Reading twice changes nothing; a message to somebody else does not exist.</summary>
    public async Task<Result<Done>> MarkReadAsync(Actor reader, Guid id, CancellationToken ct)
    {
        if (reader.AccountId is not { } account || !await store.IsForAsync(reader, id, ct))
        {
            return Problem.NotFound("inbox.unknownMessage");
        }

        return await commits.CommitAsync<Done>(
            async (transaction, inner) =>
            {
                await InboxStore.MarkReadAsync(transaction, account, id, time.GetUtcNow(), inner);
                return Done.It;
            },
            ct);
    }
}
