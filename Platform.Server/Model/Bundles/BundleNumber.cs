using System.Globalization;
using Platform.Model.Localities;

namespace Platform.Model.Bundles;

/// <summary>The public number of a filed bundle: <c>B-330110012-20260302-0001</c>. Hyphens tell it from a case number, also when it is read out. Not a secret.</summary>
public static class BundleNumber
{
    /// <summary>Name of the series a locality's bundles are counted in, by day; at most 14 characters.</summary>
    public static string SeriesOf(LocalityCode locality) => "B-" + locality.Value;

    /// <param name="value">Counts from 1 per locality and day.</param>
    public static string Format(LocalityCode locality, DateOnly day, int value) =>
        string.Create(CultureInfo.InvariantCulture, $"{SeriesOf(locality)}-{day:yyyyMMdd}-{value:0000}");
}
