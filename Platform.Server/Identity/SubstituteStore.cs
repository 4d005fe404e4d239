using System.Data.Common;
using Dapper;
using Platform.Model.Identity;
using Platform.Model.Localities;
using Platform.Server.Data;

namespace Platform.Server.Identity;

internal sealed class SubstituteStore(IDatabase database)
{
    private const string Columns = "s.id, s.account_id AS account, s.substitute_id AS substitute, s.from_day, s.until_day";

    /// <summary>Those that have not ended before this day, of the whole platform, with the names of the absent; both accounts open.</summary>
    public async ValueTask<IReadOnlyList<(Substitution Substitution, string Name)>> ListSinceAsync(DateOnly day, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        var rows = await connection.QueryAsync<(Guid Id, Guid Account, Guid Substitute, DateOnly From, DateOnly Until, string Name)>(new CommandDefinition(
            $"""
            SELECT {Columns}, a.name
            FROM account_substitute s JOIN account a ON a.id = s.account_id JOIN account b ON b.id = s.substitute_id
            WHERE s.until_day >= @day AND a.disabled = @no AND b.disabled = @no
            ORDER BY s.until_day, s.id
            """,
            new { day, no = false },
            cancellationToken: ct));
        return [.. rows.Select(r => (new Substitution(r.Id, r.Account, r.Substitute, r.From, r.Until), r.Name))];
    }

    /// <summary>Of one account as the absent one or as the substitute, not ended before this day; by their first days.</summary>
    public async ValueTask<IReadOnlyList<Substitution>> ListOfAsync(Guid account, DateOnly day, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return [.. (await connection.QueryAsync<(Guid Id, Guid Account, Guid Substitute, DateOnly From, DateOnly Until)>(new CommandDefinition(
            $"SELECT {Columns} FROM account_substitute s WHERE (s.account_id = @account OR s.substitute_id = @account) AND s.until_day >= @day ORDER BY s.from_day, s.id",
            new { account, day },
            cancellationToken: ct))).Select(r => new Substitution(r.Id, r.Account, r.Substitute, r.From, r.Until))];
    }

    public async ValueTask<Substitution?> FindAsync(Guid id, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        var row = await connection.QuerySingleOrDefaultAsync<(Guid Id, Guid Account, Guid Substitute, DateOnly From, DateOnly Until)?>(new CommandDefinition(
            $"SELECT {Columns} FROM account_substitute s WHERE s.id = @id", new { id }, cancellationToken: ct));
        return row is { } r ? new(r.Id, r.Account, r.Substitute, r.From, r.Until) : null;
    }

    /// <summary>Whether somebody stands in for the account on one of these days already.</summary>
    public static async ValueTask<bool> OverlapsAsync(DbTransaction transaction, Substitution substitution, CancellationToken ct) =>
        await transaction.Connection!.ExecuteScalarAsync<int>(new CommandDefinition(
            "SELECT COUNT(*) FROM account_substitute WHERE account_id = @Account AND from_day <= @Until AND until_day >= @From",
            new { substitution.Account, substitution.From, substitution.Until },
            transaction,
            cancellationToken: ct)) > 0;

    /// <param name="locality">Home of the absent.</param>
    public static async ValueTask InsertAsync(DbTransaction transaction, Substitution substitution, LocalityCode locality, CancellationToken ct) =>
        await transaction.Connection!.ExecuteAsync(new CommandDefinition(
            "INSERT INTO account_substitute (id, account_id, substitute_id, locality, from_day, until_day) VALUES (@Id, @Account, @Substitute, @locality, @From, @Until)",
            new { substitution.Id, substitution.Account, substitution.Substitute, locality, substitution.From, substitution.Until },
            transaction,
            cancellationToken: ct));

    /// <summary>False when it is gone already.</summary>
    public static async ValueTask<bool> DeleteAsync(DbTransaction transaction, Guid id, CancellationToken ct) =>
        await transaction.Connection!.ExecuteAsync(new CommandDefinition("DELETE FROM account_substitute WHERE id = @id", new { id }, transaction, cancellationToken: ct)) == 1;
}
