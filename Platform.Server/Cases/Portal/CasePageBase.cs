using Microsoft.AspNetCore.Components;
using Platform.Model.Forms;
using Platform.Model.Items;

namespace Platform.Server.Cases.Portal;

/// <summary>What the pages of one case have in common: the owner sees it, and whoever knows its tracking code; to all others it does not exist.</summary>
public abstract class CasePageBase : FiledPageBase
{
    [Inject]
    private protected ICasePortal Portal { get; set; } = default!;

    [Inject]
    private protected IItemCatalogue Catalogue { get; set; } = default!;

    /// <summary>Null: no such case, a wrong code, or somebody else's.</summary>
    private protected CaseView? Case { get; set; }

    private protected PublishedItem Item { get; set; } = default!;

    private protected CancellationToken Ct => Http.RequestAborted;

    private protected override string Root => $"/cases/{Uri.EscapeDataString(Number)}";

    private protected Answers Answers => Answers.Parse(Case!.Answers.GetRawText());

    private protected override async Task<bool> FindAsync(CancellationToken ct)
    {
        if (await Portal.ViewAsync(Current.Actor, Number, Code, ct) is not { } found)
        {
            return false;
        }

        Item = await Catalogue.GetAsync(found.ItemVersion, ct);
        Case = found;
        return true;
    }
}
