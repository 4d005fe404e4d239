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
        var value = await NextAsync(transaction, file.Authority, day, ct);
        return CaseNumberPattern.Default.Format(file.Authority, file.ItemCode, file.Locality, day, value).Value.Value;
    }

    /// <summary>The next number of a series: of an authority, or of a locality's bundles. Counts from 1 each day.</summary>
    public static async ValueTask<int> NextAsync(DbTransaction transaction, string series, DateOnly day, CancellationToken ct)
    {
        if (await Series("update case_series set last_value = last_value + 1 where authority = @authority and day = @day").ExecuteAsync(ct) == 0)
        {
            await Series("insert into case_series (authority, day, last_value) values (@authority, @day, 1)").ExecuteAsync(ct);
        }

        return Convert.ToInt32(await Series("select last_value from case_series where authority = @authority and day = @day").ScalarAsync(ct), CultureInfo.InvariantCulture);

        PreparedCommand Series(string sql) => transaction.Prepared(sql).Set("@authority", series).Set("@day", day);
    }
}
