using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using Dapper;
using Platform.Model;
using Platform.Model.Bundles;
using Platform.Model.Clocks;
using Platform.Model.Identity;
using Platform.Server.Data;

namespace Platform.Server.Cases.Bundles;

/// <summary>Filed bundles. Who may see one is decided on what is read: a bundle is found by its number, its id or the account of its applicant.</summary>
internal sealed class BundleStore(IDatabase database, IPersonalData personal)
{
    private const string Columns = "id, number, body";

    /// <summary>Numbers and writes a bundle within the transaction that files its cases.</summary>
    public async ValueTask<BundleFile> AddAsync(DbTransaction transaction, BundleFile bundle, CancellationToken ct)
    {
        var day = ChinaTime.DayOf(bundle.FiledAt);
        var value = await CaseNumberStore.NextAsync(transaction, BundleNumber.SeriesOf(bundle.Locality), day, ct);
        var numbered = bundle with { Number = BundleNumber.Format(bundle.Locality, day, value) };
        await transaction.Connection!.ExecuteAsync(new CommandDefinition(
            """
            insert into case_bundle (id, number, locality, bundle_code, applicant_account, filed_at, body)
            values (@Id, @Number, @Locality, @Code, @ApplicantAccount, @FiledAt, @Body)
            """,
            new
            {
                numbered.Id,
                numbered.Number,
                numbered.Locality,
                numbered.Code,
                numbered.ApplicantAccount,
                numbered.FiledAt,
                Body = personal.Protect(JsonSerializer.Serialize(numbered, ModelJson.Options)),
            },
            transaction,
            cancellationToken: ct));
        return numbered;
    }

    public async Task<BundleFile?> FindAsync(string number, CancellationToken ct) =>
        await OneAsync($"select {Columns} from case_bundle where number = @number", new { number }, ct);

    public async Task<BundleFile?> FindAsync(Guid id, CancellationToken ct) => await OneAsync($"select {Columns} from case_bundle where id = @id", new { id }, ct);

    /// <summary>Those of an applicant, last filed first, at most <paramref name="take"/>.</summary>
    /// <param name="before">Id of the last one seen; null begins.</param>
    public async Task<IReadOnlyList<BundleFile>> ListAsync(Guid account, Guid? before, int take, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        var rows = await connection.QueryAsync<(Guid Id, string Number, string Body)>(new CommandDefinition(
            $"select {Columns} from case_bundle where applicant_account = @account{(before is null ? "" : " and id < @before")} order by id desc {database.Dialect.Page}",
            new { account, before, skip = 0, take },
            cancellationToken: ct));
        return [.. rows.Select(Read)];
    }

    private async Task<BundleFile?> OneAsync(string sql, object parameters, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return await connection.QuerySingleOrDefaultAsync<(Guid Id, string Number, string Body)?>(new CommandDefinition(sql, parameters, cancellationToken: ct)) is { } row ? Read(row) : null;
    }

    private BundleFile Read((Guid Id, string Number, string Body) row) =>
        JsonSerializer.Deserialize<BundleFile>(personal.Unprotect(row.Body), ModelJson.Options)! with { Number = row.Number };
}
