using Microsoft.AspNetCore.Components;
using Platform.Server.Cases.Bundles;

namespace Platform.Server.Cases.Portal;

/// <summary>What the pages of one filed bundle have in common: its applicant sees it, whoever knows its tracking code, and staff their part; to all others it does not exist.</summary>
public abstract class BundlePageBase : FiledPageBase
{
    [Inject]
    private protected BundleDesk Desk { get; set; } = default!;

    private protected BundleView? Bundle { get; private set; }

    private protected override string Root => $"/bundles/{Uri.EscapeDataString(Number)}";

    private protected override async Task<bool> FindAsync(CancellationToken ct)
    {
        Bundle = (await Desk.FindAsync(Current.Actor, Number, Code, ct)).TryGet(out var found) ? found : null;
        return Bundle is not null;
    }

    /// <summary>Address of one case: with its own code for whoever came with the bundle's.</summary>
    private protected string CaseHref(BundledCase one) =>
        $"/cases/{Uri.EscapeDataString(one.Number)}{(string.IsNullOrEmpty(Code) || one.TrackingCode is not { } code ? "" : "?code=" + Uri.EscapeDataString(code))}";

    /// <summary>Address of a paper of one case; with the ending of a file, of that.</summary>
    private protected string DocumentHref(BundledCase one, DocumentView document, string ending = "") =>
        CaseHref(one).Insert($"/cases/{Uri.EscapeDataString(one.Number)}".Length, $"/documents/{document.Id}{ending}");
}
