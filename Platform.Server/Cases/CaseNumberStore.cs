using System.Data.Common;
using System.Globalization;
using Platform.Model.Cases;
using Platform.Model.Clocks;
using Platform.Server.Data;

namespace Platform.Server.Cases;

/// <summary>Case numbers: gap-free per authority and day, because they are counted in the transaction that files the case.</summary>
internal static class CaseNumberStore
{
    public static async ValueTask<string> AllocateAsync(DbTransaction transaction, CaseFile file, CancellationToken ct)
    {
        var day = ChinaTime.DayOf(file.FiledAt);
        if (await Series("update case_series set last_value = last_value + 1 where authority = @authority and day = @day").ExecuteAsync(ct) == 0)
        {
            await Series("insert into case_series (authority, day, last_value) values (@authority, @day, 1)").ExecuteAsync(ct);
        }

        var value = Convert.ToInt32(await Series("select last_value from case_series where authority = @authority and day = @day").ScalarAsync(ct), CultureInfo.InvariantCulture);
        return CaseNumberPattern.Default.Format(file.Authority, file.ItemCode, file.Locality, day, value).Value.Value;

        PreparedCommand Series(string sql) => transaction.Prepared(sql).Set("@authority", file.Authority).Set("@day", day);
    }
}
