namespace Platform.Model.Items;

/// <summary>What follows from an item's facts and is shown beside them.</summary>
/// <param name="OnTheSpot">Decided the same working day 即办件.</param>
/// <param name="Compression">1 − promised/statutory, 0 to 1, two decimals; null when the limits cannot be compared (DOMAIN §1.1).</param>
/// <param name="Fee">Sum in yuan of the fee lines that are the same for everybody, 0 when nothing is charged.</param>
/// <param name="FeeDepends">A decision table says more of it, depending on answers.</param>
/// <param name="MandatoryMaterials">Materials that are required in every scenario.</param>
/// <param name="ConditionalMaterials">Materials that depend on answers.</param>
/// <param name="HasSample">Some fact of the item has no cited source and is shown as 样例.</param>
public sealed record ItemFacts(bool OnTheSpot, decimal? Compression, decimal Fee, bool FeeDepends, int MandatoryMaterials, int ConditionalMaterials, bool HasSample)
{
    public static ItemFacts Of(ServiceItem item) => new(
        item.CaseType == "1" || item.PromisedLimit.Amount == 0,
        item.PromisedLimit.Unit == item.StatutoryLimit.Unit && item.StatutoryLimit.Amount > 0
            ? Math.Round(1 - ((decimal)item.PromisedLimit.Amount / item.StatutoryLimit.Amount), 2)
            : null,
        item.Fee.Charged ? item.Fee.Lines.Sum(l => l.Amount ?? 0) : 0,
        item.Fee.Charged && FeeRules.TablesOf(item.Fee).Count > 0,
        item.Materials.Count(m => m.Mandatory && m.Condition is null),
        item.Materials.Count(m => m.Condition is not null),
        item.Sample || item.LegalBasis.Any(l => l.Sample) || item.Materials.Any(m => m.Sample));
}
