using System.Globalization;
using System.Text.RegularExpressions;
using Platform.Model.Cases;

namespace Platform.Model.Items;

/// <summary>What residents would find empty, impossible or contradictory on the page of an item. Limits, warnings and keys are checked by <see cref="ItemLayers"/>.</summary>
public static partial class ItemCompleteness
{
    private const int MostVisits = 100;
    private const int MostCopies = 100;
    private const int MostDays = 3_650;

    /// <summary><c>item.empty</c>, <c>item.noOptions</c>, <c>item.outOfRange</c>, <c>item.feeUncharged</c>, <c>item.feeAmount</c>, <c>item.datesBackwards</c>, <c>item.phone</c>, <c>item.url</c>.</summary>
    public static IReadOnlyList<Problem> Check(ServiceItem item) =>
    [
        .. Empty(("name", item.Name), ("authority.name", item.Authority.Name)),
        .. item.JointDepartments.SelectMany((d, i) => Empty(($"jointDepartments[{d.Code}]", d.Name))),
        .. item.LegalBasis.SelectMany((l, i) => Empty(($"legalBasis[{i}].law", l.Law))),
        .. item.AcceptanceConditions.SelectMany((c, i) => Empty(($"acceptanceConditions[{i}]", c))),
        .. item.Places.SelectMany((p, i) => Empty(($"places[{i}].name", p.Name), ($"places[{i}].address", p.Address), ($"places[{i}].hours", p.Hours))),
        .. item.Faq.SelectMany((q, i) => Empty(($"faq[{i}].question", q.Question), ($"faq[{i}].answer", q.Answer))),
        .. Keys("materials", "key", [.. item.Materials.Select(m => m.Key)]),
        .. item.Materials.SelectMany((m, i) => Material(m, $"materials[{At(m.Key, i)}]")),
        .. Keys("scenario", "key", [.. item.Scenario.Select(q => q.Key)]),
        .. item.Scenario.SelectMany((q, i) => Question(q, $"scenario[{At(q.Key, i)}]")),
        .. Numbers(item),
        .. Fee(item.Fee),
        .. item is { EffectiveFrom: { } from, EffectiveUntil: { } until } && until < from ? [Problem.Invalid("item.datesBackwards", "effectiveUntil", ("value", until), ("expected", from))] : (Problem[])[],
        .. Keys("papers", "kind", [.. item.Papers.Select(p => p.Kind)]),
        .. item.Papers.SelectMany((p, i) => p.Kind.Length == 0 || DocumentKinds.All.Contains(p.Kind) ? [] : new[] { Problem.Invalid("item.paperUnknown", $"papers[{i}].kind", ("value", p.Kind), ("expected", DocumentKinds.All)) }),
        .. Phone("enquiryPhone", item.EnquiryPhone),
        .. Phone("supervisionPhone", item.SupervisionPhone),
        .. item.Places.SelectMany((p, i) => Phone($"places[{i}].phone", p.Phone)),
        .. Address("onlineUrl", item.OnlineUrl),
        .. Address("resultSample", item.ResultSample),
    ];

    /// <summary>Whether a text can be the address of a page.</summary>
    public static bool IsAddress(string text) => Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https";

    private static IEnumerable<Problem> Empty(params (string Field, LocalizedText Text)[] texts) =>
        texts.Where(t => t.Text.Texts.Values.All(string.IsNullOrWhiteSpace)).Select(t => Problem.Invalid("item.empty", t.Field));

    private static string At(string key, int index) => key.Length > 0 ? key : index.ToString(CultureInfo.InvariantCulture);

    private static IEnumerable<Problem> Keys(string list, string member, IReadOnlyList<string> keys) =>
    [
        .. keys.Select((k, i) => (Key: k, At: i)).Where(k => k.Key.Length == 0).Select(k => Problem.Invalid("item.empty", $"{list}[{k.At}].{member}")),
        .. keys.Where(k => k.Length > 0).GroupBy(k => k, StringComparer.Ordinal).Where(g => g.Count() > 1).Select(g => Problem.Invalid("item.keyTwice", $"{list}[{g.Key}]", ("value", g.Key))),
    ];

    private static IEnumerable<Problem> Material(MaterialRequirement material, string at) =>
    [
        .. Empty(($"{at}.name", material.Name)),
        .. Range($"{at}.originals", material.Originals, 0, MostCopies),
        .. Range($"{at}.copies", material.Copies, 0, MostCopies),
    ];

    private static IEnumerable<Problem> Question(ScenarioQuestion question, string at) =>
    [
        .. Empty(($"{at}.question", question.Question)),
        .. question.Options.Count == 0 ? [Problem.Invalid("item.noOptions", $"{at}.options")] : (Problem[])[],
        .. Keys($"{at}.options", "value", [.. question.Options.Select(o => o.Value)]),
        .. question.Options.SelectMany((o, i) => Empty(($"{at}.options[{At(o.Value, i)}].label", o.Label))),
    ];

    private static IEnumerable<Problem> Numbers(ServiceItem item) =>
    [
        .. Range("hallVisits", item.HallVisits, 0, MostVisits),
        .. Range("noticeDays", item.NoticeDays, 0, MostDays),
        .. Range("deliveryDays", item.DeliveryDays, 0, MostDays),
        .. Range("supplementLimit.amount", item.SupplementLimit.Amount, 0, MostDays),
        .. Range("ratingWindowDays", item.RatingWindowDays, 0, MostDays),
    ];

    private static IEnumerable<Problem> Fee(ItemFee fee) =>
    [
        .. fee.Lines.SelectMany((l, i) => Empty(($"fee.lines[{i}].name", l.Name))),
        .. fee.Lines.SelectMany((l, i) => Amount(l, $"fee.lines[{i}].amount")),
        .. !fee.Charged && fee.Lines.Any(l => l.Amount > 0 || l.Table is { Length: > 0 }) ? [Problem.Invalid("item.feeUncharged", "fee.charged", ("value", fee.Lines.Count))] : (Problem[])[],
    ];

    /// <summary>It is the same for everybody, or a table says it.</summary>
    private static IEnumerable<Problem> Amount(FeeLine line, string field) => (line.Amount, string.IsNullOrEmpty(line.Table)) switch
    {
        (null, true) or (not null, false) => [Problem.Invalid("item.feeAmount", field)],
        (null, false) => [],
        ({ } amount, true) => [.. Range(field, amount, 0, FeeRules.MostYuan), .. decimal.Round(amount, 2) == amount ? [] : new[] { Problem.Invalid("item.cents", field, ("value", amount)) }],
    };

    private static IEnumerable<Problem> Range(string field, decimal value, decimal least, decimal most) =>
        value >= least && value <= most ? [] : [Problem.Invalid("item.outOfRange", field, ("value", value), ("expected", $"{least} … {most}"))];

    /// <summary>One number or several: area, extension, short numbers of hotlines.</summary>
    private static IEnumerable<Problem> Phone(string field, string? phone) =>
        string.IsNullOrEmpty(phone) || PhoneNumbers().IsMatch(phone) ? [] : [Problem.Invalid("item.phone", field, ("value", phone))];

    private static IEnumerable<Problem> Address(string field, string address) =>
        address.Length == 0 || IsAddress(address) ? [] : [Problem.Invalid("item.url", field, ("value", address))];

    [GeneratedRegex(@"^(?=(.*\d){3})[\d+\-—－–() （）转\.,，、;；/:：a-zA-Z\p{IsCJKUnifiedIdeographs}]{3,100}$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PhoneNumbers();
}
