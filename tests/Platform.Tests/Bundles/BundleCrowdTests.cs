using System.Net;
using System.Text.Json.Nodes;
using Platform.Tests.Cases;
using Platform.Tests.Storage.Contract;

namespace Platform.Tests.Bundles;

/// <summary>Bundles take the counters of several authorities in one transaction, while others take one each.</summary>
public abstract class BundleCrowdContract(CaseOffice office)
{
    [Fact]
    public async Task Bundles_and_single_applications_at_once_are_all_filed_and_their_numbers_have_no_gap()
    {
        var resident = await office.ResidentAsync();
        var bundle = await Births.FilingAsync(resident);
        var single = await CaseOffice.FilingAsync(resident);
        var keys = Enumerable.Range(0, 24).Select(_ => office.NewKey()).ToList();
        var answers = await Task.WhenAll(keys.Select((key, i) => i % 2 == 0
            ? CaseOffice.PostAsync(resident, "/api/v1/bundles", bundle.DeepClone(), key)
            : CaseOffice.PostAsync(resident, "/api/v1/cases", single.DeepClone(), key)));
        var cases = new List<string>();
        var bundles = new List<string>();
        foreach (var answer in answers)
        {
            var filed = await CaseOffice.ReadAsync(answer, HttpStatusCode.Created);
            if (filed["cases"] is JsonArray several)
            {
                bundles.Add(filed.Number());
                cases.AddRange(several.Select(c => c!["number"]!.GetValue<string>()));
            }
            else
            {
                cases.Add(filed.Number());
            }
        }

        Assert.Equal(60, cases.Distinct().Count());
        foreach (var series in cases.GroupBy(n => n[..^4]))
        {
            Assert.Equal(Enumerable.Range(1, series.Count()), series.Select(n => int.Parse(n[^4..], System.Globalization.CultureInfo.InvariantCulture)).Order());
        }

        Assert.Equal(Enumerable.Range(1, 12), bundles.Select(n => int.Parse(n[^4..], System.Globalization.CultureInfo.InvariantCulture)).Order());
    }
}

public sealed class BundleCrowdTests(SqliteOffice office) : BundleCrowdContract(office), IClassFixture<SqliteOffice>;

public sealed class PostgresBundleCrowdTests(PostgresOffice office) : BundleCrowdContract(office), IClassFixture<PostgresOffice>;
