using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using Platform.Model.Identity;
using Platform.Server.Cases.Bundles;
using Platform.Server.Hosting.Shell;

namespace Platform.Server.Cases.Portal;

/// <summary>What the pages of one filed bundle have in common: its applicant sees it, whoever knows its tracking code (<c>?code=</c>), and staff their part; to all others it does not exist.</summary>
public abstract class BundlePageBase : ComponentBase
{
    [Parameter]
    public string Number { get; set; } = "";

    [CascadingParameter]
    private protected HttpContext Http { get; set; } = default!;

    [SupplyParameterFromQuery(Name = "code")]
    private protected string? Code { get; set; }

    [Inject]
    private protected BundleDesk Desk { get; set; } = default!;

    [Inject]
    private protected ICurrentActor Current { get; set; } = default!;

    [Inject]
    private protected NavigationManager Navigation { get; set; } = default!;

    [Inject]
    private protected IStringLocalizer<CasesPortalText> T { get; set; } = default!;

    private protected BundleView? Bundle { get; private set; }

    /// <summary>The bundle has been looked up.</summary>
    private protected bool Loaded { get; private set; }

    /// <summary>Keeps the code in addresses of the same bundle; nothing for the owner.</summary>
    private protected string Query => string.IsNullOrEmpty(Code) ? "" : "?code=" + Uri.EscapeDataString(Code);

    private protected string Root => $"/bundles/{Uri.EscapeDataString(Number)}";

    protected override async Task OnInitializedAsync()
    {
        if ((await Desk.FindAsync(Current.Actor, Number, Code, Http.RequestAborted)).TryGet(out var found))
        {
            Bundle = found;
        }
        else if (Current.Actor.Kind == ActorKind.Visitor && string.IsNullOrEmpty(Code))
        {
            Navigation.NavigateTo(LocalUrl.SignIn(LocalUrl.Of(Http.Request)));
        }

        Loaded = true;
    }

    /// <summary>Address of one case: with its own code for whoever came with the bundle's.</summary>
    private protected string CaseHref(BundledCase one) =>
        $"/cases/{Uri.EscapeDataString(one.Number)}{(string.IsNullOrEmpty(Code) || one.TrackingCode is not { } code ? "" : "?code=" + Uri.EscapeDataString(code))}";

    /// <summary>Address of a paper of one case.</summary>
    private protected string DocumentHref(BundledCase one, DocumentView document) => CaseHref(one).Insert($"/cases/{Uri.EscapeDataString(one.Number)}".Length, $"/documents/{document.Id}");
}
