using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Model.Localities;

namespace Platform.Model.Items;

/// <summary>
/// Puts the layers of an item on top of each other. A field is open to the first layer that states it; from then on its policy holds for all layers
/// below, who may make the policy stricter but not looser. <c>materials</c> and <c>scenario</c> are merged entry by entry (<c>key</c>, and
/// <c>"removed": true</c> takes one out), every other field as a whole.
/// </summary>
public static class ItemLayers
{
    /// <summary>Members of a layer that are none of its facts.</summary>
    internal static readonly string[] NotStated = ["$schema", "schemaVersion", "key"];

    private static readonly string[] Needed = ["name", "authority", "statutoryLimit", "promisedLimit", "form", "flow"];

    /// <summary>Policies of the fields for which no layer says otherwise (DOMAIN §1.1); fields that are not here are free.</summary>
    public static FrozenDictionary<string, FieldPolicy> DefaultPolicies { get; } = new Dictionary<string, FieldPolicy>
    {
        ["name"] = FieldPolicy.Locked,
        ["basicCode"] = FieldPolicy.Locked,
        ["itemType"] = FieldPolicy.Locked,
        ["legalBasis"] = FieldPolicy.Locked,
        ["statutoryLimit"] = FieldPolicy.Locked,
        ["acceptanceConditions"] = FieldPolicy.Locked,
        ["joint"] = FieldPolicy.Locked,
        ["scenario"] = FieldPolicy.Locked,
        ["resultName"] = FieldPolicy.Locked,
        ["promisedLimit"] = FieldPolicy.TightenOnly,
        ["noticeDays"] = FieldPolicy.TightenOnly,
        ["deliveryDays"] = FieldPolicy.TightenOnly,
        ["supplementLimit"] = FieldPolicy.TightenOnly,
        ["warnings"] = FieldPolicy.TightenOnly,
        ["ratingWindowDays"] = FieldPolicy.TightenOnly,
        ["hallVisits"] = FieldPolicy.TightenOnly,
        ["materials"] = FieldPolicy.TightenOnly,
        ["audience"] = FieldPolicy.TightenOnly,
        ["channels"] = FieldPolicy.TightenOnly,
        ["fee"] = FieldPolicy.TightenOnly,
    }.ToFrozenDictionary();

    /// <summary>Whether it is known what "in the applicant's favour" means for a field; where it is not, <see cref="FieldPolicy.TightenOnly"/> cannot be asked for.</summary>
    public static bool CanTighten(string field) => ItemFieldRules.HasDirection(field);

    /// <summary>
    /// Whether people can apply at <paramref name="at"/>: the nearest layer at or above it that states <c>offered</c> decides, and without any the
    /// item is only a catalogue entry.
    /// </summary>
    /// <param name="layers">From the top down.</param>
    public static bool OfferedAt(IReadOnlyList<ItemLayer> layers, LocalityCode at)
    {
        for (var i = layers.Count - 1; i >= 0; i--)
        {
            if (layers[i].Owner.Covers(at) && OfferOf(layers[i]) is { } offer)
            {
                return offer == ItemOffer.Below || (offer == ItemOffer.Here && layers[i].Owner == at);
            }
        }

        return false;
    }

    /// <summary>The item as the lowest of the layers has it.</summary>
    /// <param name="layers">From the top down, each owner below the one before.</param>
    /// <returns>
    /// Refused with the problems of <see cref="Check"/>, with <c>item.missing</c> for each fact an item cannot be without, or with
    /// <c>item.promisedOverStatutory</c>.
    /// </returns>
    public static Result<ServiceItem> Merge(IReadOnlyList<ItemLayer> layers)
    {
        var (facts, problems) = Fold(layers);
        problems.AddRange(Needed.Where(n => facts[n] is null).Select(n => Problem.Invalid("item.missing", n)));
        if (problems.Count > 0)
        {
            return Result<ServiceItem>.Refused(problems);
        }

        try
        {
            var item = facts.Deserialize<ServiceItem>(ModelJson.Options)!;
            problems.AddRange(CheckFacts(item));
            return problems.Count > 0 ? Result<ServiceItem>.Refused(problems) : item;
        }
        catch (JsonException refused)
        {
            return Shape(refused.Path, refused.Message);
        }
    }

    /// <summary>
    /// Whether each layer keeps to what the ones above it allow: <c>item.locked</c>, <c>item.notTighter</c>, <c>item.policyLooser</c>,
    /// <c>item.policyUnknown</c>, <c>item.policyNoDirection</c>, <c>item.keyDiffers</c>, <c>item.offerUnknown</c>, <c>item.shape</c>. An item may still lack facts.
    /// </summary>
    public static IReadOnlyList<Problem> Check(IReadOnlyList<ItemLayer> layers)
    {
        var (facts, problems) = Fold(layers);
        if (problems.Count == 0)
        {
            problems.AddRange(CheckPartial(facts));
        }

        return problems;
    }

    /// <summary>What a layer below these takes from them, by field. Fields a layer may not change keep the value from above.</summary>
    /// <param name="above">From the top down, without the layer that is edited.</param>
    public static IReadOnlyDictionary<string, InheritedFact> Inherited(IReadOnlyList<ItemLayer> above)
    {
        var fold = new ItemFold();
        foreach (var layer in above)
        {
            fold.Add(layer);
        }

        return fold.Inherited();
    }

    /// <summary>What the layers say together as one layer would say it, without its key: every fact, what may be done with it below, and where the item is offered.</summary>
    /// <param name="layers">From the top down.</param>
    public static JsonObject Together(IReadOnlyList<ItemLayer> layers)
    {
        var (sheet, policies) = (new JsonObject(), new JsonObject());
        foreach (var (field, fact) in Inherited(layers).Where(f => !NotStated.Contains(f.Key)))
        {
            sheet[field] = fact.Value.DeepClone();
            policies[field] = JsonNamingPolicy.CamelCase.ConvertName(fact.Policy.ToString());
        }

        if (policies.Count > 0)
        {
            sheet["policies"] = policies;
        }

        if (layers.Select(OfferOf).LastOrDefault(o => o is not null) is { } offer)
        {
            sheet["offered"] = JsonNamingPolicy.CamelCase.ConvertName(offer.ToString());
        }

        return sheet;
    }

    private static (JsonObject Facts, List<Problem> Problems) Fold(IReadOnlyList<ItemLayer> layers)
    {
        var fold = new ItemFold();
        foreach (var layer in layers)
        {
            fold.Add(layer);
        }

        return (fold.Facts, fold.Problems);
    }

    private static IEnumerable<Problem> CheckFacts(ServiceItem item)
    {
        if (item.PromisedLimit.Amount < 0 || item.StatutoryLimit.Amount < 0)
        {
            yield return Problem.Invalid("item.negativeLimit", item.PromisedLimit.Amount < 0 ? "promisedLimit.amount" : "statutoryLimit.amount", ("value", Math.Min(item.PromisedLimit.Amount, item.StatutoryLimit.Amount)), ("expected", ">= 0"));
        }

        // Limits in different units cannot be compared without a calendar (DOMAIN §1.1).
        if (item.PromisedLimit.Unit == item.StatutoryLimit.Unit && item.PromisedLimit.Amount > item.StatutoryLimit.Amount)
        {
            yield return Problem.Invalid("item.promisedOverStatutory", "promisedLimit.amount", ("value", item.PromisedLimit.Amount), ("expected", $"<= {item.StatutoryLimit.Amount}"));
        }

        if (item.Warnings is not { YellowPercent: >= 1, RedPercent: <= 99 } || item.Warnings.YellowPercent >= item.Warnings.RedPercent)
        {
            yield return Problem.Invalid("item.warningLevels", "warnings", ("value", $"{item.Warnings.YellowPercent} %, {item.Warnings.RedPercent} %"), ("expected", "1 <= yellowPercent < redPercent <= 99"));
        }

        foreach (var twice in item.Materials.GroupBy(m => m.Key, StringComparer.Ordinal).Where(g => g.Count() > 1))
        {
            yield return Problem.Invalid("item.keyTwice", $"materials[{twice.Key}]", ("value", twice.Key));
        }
    }

    /// <summary>Checks what is there of an item that may still lack facts.</summary>
    private static IReadOnlyList<Problem> CheckPartial(JsonObject facts)
    {
        var whole = (JsonObject)facts.DeepClone();
        foreach (var (field, stand) in StandIns.Where(s => whole[s.Key] is null))
        {
            whole[field] = JsonNode.Parse(stand);
        }

        if (facts["promisedLimit"] is null)
        {
            whole["promisedLimit"] = whole["statutoryLimit"]!.DeepClone();
        }
        else if (facts["statutoryLimit"] is null)
        {
            whole["statutoryLimit"] = whole["promisedLimit"]!.DeepClone();
        }

        try
        {
            return [.. CheckFacts(whole.Deserialize<ServiceItem>(ModelJson.Options)!)];
        }
        catch (JsonException refused)
        {
            return [Shape(refused.Path, refused.Message)];
        }
    }

    private static readonly FrozenDictionary<string, string> StandIns = new Dictionary<string, string>
    {
        ["key"] = "\"x\"",
        ["name"] = "{}",
        ["authority"] = """{"code":"","name":{}}""",
        ["statutoryLimit"] = """{"amount":0,"unit":"workingDay"}""",
        ["promisedLimit"] = """{"amount":0,"unit":"workingDay"}""",
        ["form"] = "\"x\"",
        ["flow"] = "\"x\"",
    }.ToFrozenDictionary();

    internal static ItemOffer? OfferOf(ItemLayer layer) =>
        layer.Document.ValueKind == JsonValueKind.Object && layer.Document.TryGetProperty("offered", out var offered) && offered.ValueKind == JsonValueKind.String
            ? offered.GetString() switch { "below" => ItemOffer.Below, "here" => ItemOffer.Here, "none" => ItemOffer.None, _ => null }
            : null;

    internal static Problem Shape(string? path, string message) => Problem.Invalid("item.shape", path?.Replace("$.", "", StringComparison.Ordinal) ?? "", ("value", message));
}
