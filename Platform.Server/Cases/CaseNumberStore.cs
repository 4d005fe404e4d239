using System.Data.Common;
using Dapper;
using Platform.Model.Cases;
using Platform.Model.Clocks;

namespace Platform.Server.Cases;

/// <summary>Case numbers: gap-free per authority and day, because they are counted in the transaction that files the case.</summary>
internal static class CaseNumberStore
{
    public static async Task<string> AllocateAsync(DbTransaction transaction, CaseFile file)
    {
        var day = ChinaTime.DayOf(file.FiledAt);
        var key = new { file.Authority, day };
        var connection = transaction.Connection!;
        if (await connection.ExecuteAsync("update case_series set last_value = last_value + 1 where authority = @Authority and day = @day", key, transaction) == 0)
        {
            await connection.ExecuteAsync("insert into case_series (authority, day, last_value) values (@Authority, @day, 1)", key, transaction);
        }

        var value = await connection.ExecuteScalarAsync<int>("select last_value from case_series where authority = @Authority and day = @day", key, transaction);
        return CaseNumberPattern.Default.Format(file.Authority, file.ItemCode, file.Locality, day, value).Value.Value;
    }
}
