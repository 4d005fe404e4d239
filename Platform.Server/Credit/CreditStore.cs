using System.Data.Common;
using System.Text.Json;
using Dapper;
using Platform.Model;
using Platform.Model.Codes;
using Platform.Model.Credit;
using Platform.Model.Identity;
using Platform.Model.Localities;
using Platform.Server.Data;

namespace Platform.Server.Credit;

/// <summary>The entries; person and reasons are encrypted.</summary>
internal sealed class CreditStore(IDatabase database, IPersonalData personal)
{
    private const string Columns =
        """
        id AS Id, locality AS Locality, person AS Person, mark AS Mark, reason AS Reason, case_number AS CaseNumber, from_day AS FromDay, until_day AS UntilDay,
        entered_by AS EnteredBy, entered_at AS EnteredAt, lifted_by AS LiftedBy, lifted_at AS LiftedAt, lift_reason AS LiftReason
        """;

    /// <summary>Marks of this person that count on the day at the place or above it.</summary>
    public async ValueTask<IReadOnlyList<CreditMark>> MarksAsync(LocalityCode locality, string idType, string idNumber, DateOnly day, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        var marks = await connection.QueryAsync<string>(new CommandDefinition(
            $"""
            SELECT mark FROM credit_entry
            WHERE person_hash = @person AND locality {database.Dialect.OneOf("@places")} AND lifted_at IS NULL AND from_day <= @day AND (until_day IS NULL OR until_day >= @day)
            ORDER BY id
            """,
            new { person = HashOf(idType, idNumber), places = database.Dialect.Keys(locality.SelfAndAncestors().Select(l => l.Value)), day },
            cancellationToken: ct));
        return [.. marks.Select(Enum.Parse<CreditMark>)];
    }

    /// <summary>Entries of the place and below it, newest first.</summary>
    /// <param name="person">Type and number of one person, or null for all.</param>
    /// <param name="before">Only those entered before this one.</param>
    public async ValueTask<IReadOnlyList<CreditEntry>> ListAsync(LocalityScope scope, (string IdType, string IdNumber)? person, Guid? before, int take, CancellationToken ct)
    {
        var where = new List<string>();
        var values = new DynamicParameters(new { skip = 0, take });
        if (scope.Within is { Level: not LocalityLevel.Platform } within)
        {
            where.Add("locality LIKE @within");
            values.Add("within", within.Value + "%");
        }

        if (person is { } one)
        {
            where.Add("person_hash = @person");
            values.Add("person", HashOf(one.IdType, one.IdNumber));
        }

        if (before is { } oldest)
        {
            where.Add("id < @oldest");
            values.Add("oldest", oldest);
        }

        await using var connection = await database.OpenAsync(ct);
        var rows = await connection.QueryAsync<Row>(new CommandDefinition(
            $"SELECT {Columns} FROM credit_entry {(where.Count > 0 ? "WHERE " + string.Join(" AND ", where) : "")} ORDER BY id DESC {database.Dialect.Page}", values, cancellationToken: ct));
        return [.. rows.Select(Open)];
    }

    public async ValueTask<CreditEntry?> FindAsync(DbTransaction transaction, Guid id, CancellationToken ct) =>
        await transaction.Connection!.QuerySingleOrDefaultAsync<Row>(new CommandDefinition($"SELECT {Columns} FROM credit_entry WHERE id = @id", new { id }, transaction, cancellationToken: ct)) is { } row
            ? Open(row)
            : null;

    /// <summary>Enters it; one that is there already stays.</summary>
    public async Task AddAsync(DbTransaction transaction, CreditEntry entry, CancellationToken ct) =>
        await transaction.Connection!.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO credit_entry (id, locality, person_hash, person, mark, reason, case_number, from_day, until_day, entered_by, entered_at)
            SELECT @Id, @Locality, @hash, @person, @mark, @reason, @CaseNumber, @From, @Until, @EnteredBy, @EnteredAt
            WHERE NOT EXISTS (SELECT 1 FROM credit_entry WHERE id = @Id)
            """,
            new
            {
                entry.Id,
                entry.Locality,
                hash = HashOf(entry.Person.IdType, entry.Person.IdNumber),
                person = personal.Protect(JsonSerializer.Serialize(entry.Person, ModelJson.Options)),
                mark = entry.Mark.ToString(),
                reason = personal.Protect(entry.Reason),
                entry.CaseNumber,
                entry.From,
                entry.Until,
                entry.EnteredBy,
                entry.EnteredAt,
            },
            transaction,
            cancellationToken: ct));

    public async Task LiftAsync(DbTransaction transaction, Guid id, string by, DateTimeOffset at, string reason, CancellationToken ct) =>
        await transaction.Connection!.ExecuteAsync(new CommandDefinition(
            "UPDATE credit_entry SET lifted_by = @by, lifted_at = @at, lift_reason = @reason WHERE id = @id AND lifted_at IS NULL",
            new { id, by, at, reason = personal.Protect(reason) },
            transaction,
            cancellationToken: ct));

    private string HashOf(string idType, string idNumber) => personal.LookupHash("idNumber:" + idType, IdTypes.Normalize(idType, idNumber));

    private CreditEntry Open(Row row) => new(
        row.Id, row.Locality, JsonSerializer.Deserialize<CreditPerson>(personal.Unprotect(row.Person), ModelJson.Options)!, row.Mark, personal.Unprotect(row.Reason), row.CaseNumber,
        row.FromDay, row.UntilDay, row.EnteredBy, row.EnteredAt, row.LiftedBy, row.LiftedAt, row.LiftReason is { } reason ? personal.Unprotect(reason) : null);

    private sealed record Row
    {
        public Guid Id { get; init; }
        public LocalityCode Locality { get; init; }
        public string Person { get; init; } = "";
        public CreditMark Mark { get; init; }
        public string Reason { get; init; } = "";
        public string? CaseNumber { get; init; }
        public DateOnly FromDay { get; init; }
        public DateOnly? UntilDay { get; init; }
        public string EnteredBy { get; init; } = "";
        public DateTimeOffset EnteredAt { get; init; }
        public string? LiftedBy { get; init; }
        public DateTimeOffset? LiftedAt { get; init; }
        public string? LiftReason { get; init; }
    }
}
