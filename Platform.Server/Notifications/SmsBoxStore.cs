using Dapper;
using Platform.Model;
using Platform.Model.Notifications;
using Platform.Server.Data;

namespace Platform.Server.Notifications;

internal sealed class SmsBoxStore(IDatabase database, ICommitQueue commits) : ISmsBox
{
    public async Task AddAsync(SmsText message, CancellationToken ct) =>
        await commits.CommitAsync<Done>(
            async (transaction, inner) =>
            {
                if (await transaction.Prepared("SELECT 1 FROM demo_sms WHERE id = @key").Set("@key", message.Key).ScalarAsync(inner) is null)
                {
                    await transaction.Prepared("INSERT INTO demo_sms (id, phone, body, sent_at) VALUES (@key, @phone, @text, @at)")
                        .Set("@key", message.Key).Set("@phone", message.Phone).Set("@text", message.Text).Set("@at", message.At)
                        .ExecuteAsync(inner);
                }

                return Done.It;
            },
            ct);

    public async ValueTask<IReadOnlyList<SmsText>> ListAsync(int take, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        var rows = await connection.QueryAsync<Row>(new CommandDefinition(
            $"SELECT id AS Id, phone AS Phone, body AS Body, sent_at AS SentAt FROM demo_sms ORDER BY id DESC {database.Dialect.Page}",
            new { skip = 0, take },
            cancellationToken: ct));
        return [.. rows.Select(r => new SmsText(r.Id, r.Phone, r.Body, r.SentAt))];
    }

    private sealed record Row
    {
        public Guid Id { get; init; }
        public string Phone { get; init; } = "";
        public string Body { get; init; } = "";
        public DateTimeOffset SentAt { get; init; }
    }
}
