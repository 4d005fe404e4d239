using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using Platform.Model.Forms;
using Platform.Model.Identity;
using Platform.Model.Items;
using Platform.Server.Hosting.Shell;

namespace Platform.Server.Cases.Portal;

/// <summary>What the pages of one case have in common: the owner sees it, and whoever knows its tracking code (<c>?code=</c>); to all others it does not exist.</summary>
public abstract class CasePageBase : ComponentBase
{
    [Parameter]
    public string Number { get; set; } = "";

    [CascadingParameter]
    private protected HttpContext Http { get; set; } = default!;

    [SupplyParameterFromQuery(Name = "code")]
    private protected string? Code { get; set; }

    [Inject]
    private protected ICasePortal Portal { get; set; } = default!;

    [Inject]
    private protected IItemCatalogue Catalogue { get; set; } = default!;

    [Inject]
    private protected ICurrentActor Current { get; set; } = default!;

    [Inject]
    private protected NavigationManager Navigation { get; set; } = default!;

    [Inject]
    private protected IStringLocalizer<CasesPortalText> T { get; set; } = default!;

    /// <summary>Null: no such case, a wrong code, or somebody else's.</summary>
    private protected CaseView? Case { get; set; }

    /// <summary>The case has been looked up.</summary>
    private protected bool Loaded { get; private set; }

    private protected PublishedItem Item { get; set; } = default!;

    private protected CancellationToken Ct => Http.RequestAborted;

    /// <summary>Keeps the code in addresses of the same case; nothing for the owner.</summary>
    private protected string Query => string.IsNullOrEmpty(Code) ? "" : "?code=" + Uri.EscapeDataString(Code);

    private protected string Root => $"/cases/{Uri.EscapeDataString(Number)}";

    private protected Answers Answers => Answers.Parse(Case!.Answers.GetRawText());

    protected override async Task OnInitializedAsync()
    {
        var found = await Portal.ViewAsync(Current.Actor, Number, Code, Ct);
        if (found is not null)
        {
            Item = await Catalogue.GetAsync(found.ItemVersion, Ct);
            Case = found;
        }
        else if (Current.Actor.Kind == ActorKind.Visitor && string.IsNullOrEmpty(Code))
        {
            Navigation.NavigateTo(LocalUrl.SignIn(LocalUrl.Of(Http.Request)));
        }
        else if (HttpMethods.IsPost(Http.Request.Method))
        {
            Navigation.NavigateTo(Root + Query);
        }

        Loaded = true;
    }
}
