using Platform.Model.Items;
using Platform.Model.Sites;

namespace Platform.Designer.Editors.Shapes;

/// <param name="Key">Names the heading; null for no heading.</param>
public sealed record RecordGroup(string? Key, IReadOnlyList<MemberShape> Members);

/// <summary>Sorts the members of a large record under headings.</summary>
public static class RecordGroups
{
    private static readonly (string Key, string[] Members)[] OfItem =
    [
        ("what", ["name", "summary", "guide", "basicCode", "implementationCode", "itemType", "caseType", "themes", "audience", "resultName", "resultSample", "resultValidity", "quantityLimit", "sample"]),
        ("law", ["legalBasis", "authority", "jointDepartments", "exerciseLevel", "powerSplit", "acceptanceConditions", "intermediary", "remedies"]),
        ("limits", ["statutoryLimit", "statutoryLimitNote", "promisedLimit", "promisedLimitNote", "specialProcedures", "noticeDays", "supplementLimit", "deliveryDays", "joint", "warnings", "ratingWindowDays", "calendar"]),
        ("handling", ["form", "flow", "scenario", "materials", "papers", "fee"]),
        ("where", ["offered", "effectiveFrom", "effectiveUntil", "channels", "crossRegionScope", "onlineUrl", "systemLevel", "appointment", "onlinePayment", "logistics", "hallVisits", "places", "enquiryPhone", "supervisionPhone", "faq"]),
    ];

    private static readonly (string Key, string[] Members)[] OfSite =
    [
        ("appearance", ["name", "look", "logo"]),
        ("front", ["home"]),
        ("contacts", ["contacts"]),
        ("offer", ["channels"]),
        ("rules", ["draftDays", "draftWarningDays", "brokenPromiseDays", "unmasksPerDay", "fourEyesOnPublishing", "evaluation"]),
    ];

    /// <param name="isDocument">The record is a whole definition: its key is no member to edit.</param>
    public static IReadOnlyList<RecordGroup> Of(RecordShape shape, bool isDocument)
    {
        // What layers below may do with a fact is said beside the fact.
        var members = shape.Members.Where(m => (!isDocument || m.Name != "key") && m.Name != RecordShape.Policies).ToList();
        if ((shape.Type == typeof(ServiceItem) ? OfItem : shape.Type == typeof(SiteSettings) ? OfSite : null) is not { } groups)
        {
            return [new RecordGroup(null, members)];
        }

        var sorted = groups.Select(g => new RecordGroup(g.Key, [.. g.Members.Select(n => members.Single(m => m.Name == n))])).ToList();
        var named = groups.SelectMany(g => g.Members).ToHashSet(StringComparer.Ordinal);
        return members.Any(m => !named.Contains(m.Name)) ? [.. sorted, new RecordGroup("more", [.. members.Where(m => !named.Contains(m.Name))])] : sorted;
    }
}
