using Platform.Model;
using Platform.Model.Cases;
using Platform.Model.Clocks;
using Platform.Model.Items;

namespace Platform.Server.Cases;

/// <summary>What must hold between a transition and the case's own form and materials; the legal guards are <see cref="CaseRules"/>' own.</summary>
internal static class CaseFitness
{
    /// <summary>
    /// A supplement notice names only what exists, or the applicant could never comply; acceptance leaves no mandatory material open but those promised,
    /// and only deferrable ones can be promised; only an item split across levels is forwarded, only a grant annulled (DOMAIN §4.3, 6, 9, 20 and 21). Null when it fits.
    /// </summary>
    public static Problem? Check(CaseFile file, PublishedItem item, CaseTransition transition, DateOnly today) => transition switch
    {
        CaseTransition.RequestSupplement { Notice: var notice } => Notice(file, item, notice),
        CaseTransition.Accept accept when !IsDeemed(file, item, today) => Acceptance(file, item, accept),
        CaseTransition.ForwardUp when !IsSplit(item.Item) => Problem.Conflict("case.forward.notSplit"),
        CaseTransition.Annul when file.Facts.Outcome == DecisionOutcome.Deny => Problem.Conflict("case.annul.nothingGranted"),
        _ => null,
    };

    /// <summary>Whether the law lets a lower authority review and a higher one decide (Art 43): exercised across levels (code table A.2, 7), or as the item says.</summary>
    public static bool IsSplit(ServiceItem item) => item.ExerciseLevel == "7" || !item.PowerSplit.IsEmpty;

    private static bool IsDeemed(CaseFile file, PublishedItem item, DateOnly today) =>
        ClockRules.Read(file.Ledger, ClockKind.Notice, item.Calendar, today) is { Overdue: true, Provisional: false };

    private static Problem? Notice(CaseFile file, PublishedItem item, SupplementNotice notice)
    {
        if (notice.Materials.FirstOrDefault(m => file.Content.Materials.All(c => c.Key != m.Key)) is { } material)
        {
            return Problem.Invalid("material.unknown", "data.notice.materials", ("value", material.Key), ("expected", string.Join(", ", file.Content.Materials.Select(m => m.Key))));
        }

        return notice.Fields.FirstOrDefault(f => item.Form.Find(f.Key) is null) is { } field
            ? Problem.Invalid("form.unknownField", "data.notice.fields", ("value", field.Key))
            : null;
    }

    private static Problem? Acceptance(CaseFile file, PublishedItem item, CaseTransition.Accept accept)
    {
        var promised = accept.WithGap ? accept.Promise?.Materials ?? [] : [];
        if (promised.FirstOrDefault(p => item.Item.Materials.FirstOrDefault(m => m.Key == p) is not { Deferrable: true }) is { } firm)
        {
            return Problem.Invalid("material.notDeferrable", "data.promise.materials", ("label", firm));
        }

        if (promised.FirstOrDefault(p => file.Content.Materials.Find(m => m.Key == p) is not { Status: MaterialStatus.Missing or MaterialStatus.Rejected }) is { } there)
        {
            return Problem.Invalid("material.notMissing", "data.promise.materials", ("label", file.Content.Materials.Find(m => m.Key == there)?.Name ?? LocalizedText.Of(there)));
        }

        var open = file.Content.Materials.Where(m => m.Mandatory && m.Status is MaterialStatus.Missing or MaterialStatus.Rejected && !promised.Contains(m.Key)).Select(m => m.Name).ToList();
        return open.Count > 0 ? Problem.Conflict("case.accept.incomplete", ("value", open)) : null;
    }
}
