using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using Platform.Model.Identity;
using Platform.Server.Hosting.Shell;

namespace Platform.Server.Cases.Portal;

/// <summary>What the pages of something filed have in common, a case or a bundle: its number is in the address, and its tracking code (<c>?code=</c>) for whoever has no account.</summary>
public abstract class FiledPageBase : ComponentBase
{
    [Parameter]
    public string Number { get; set; } = "";

    [CascadingParameter]
    private protected HttpContext Http { get; set; } = default!;

    [SupplyParameterFromQuery(Name = "code")]
    private protected string? Code { get; set; }

    [Inject]
    private protected ICurrentActor Current { get; set; } = default!;

    [Inject]
    private protected NavigationManager Navigation { get; set; } = default!;

    [Inject]
    private protected IStringLocalizer<CasesPortalText> T { get; set; } = default!;

    /// <summary>It has been looked up, and found or not.</summary>
    private protected bool Loaded { get; private set; }

    /// <summary>Keeps the code in addresses of the same thing; nothing for the owner.</summary>
    private protected string Query => string.IsNullOrEmpty(Code) ? "" : "?code=" + Uri.EscapeDataString(Code);

    private protected abstract string Root { get; }

    protected override async Task OnInitializedAsync()
    {
        if (!await FindAsync(Http.RequestAborted))
        {
            if (Current.Actor.Kind == ActorKind.Visitor && string.IsNullOrEmpty(Code))
            {
                Navigation.NavigateTo(LocalUrl.SignIn(LocalUrl.Of(Http.Request)));
            }
            else if (HttpMethods.IsPost(Http.Request.Method))
            {
                Navigation.NavigateTo(Root + Query);
            }
        }

        Loaded = true;
    }

    /// <summary>False when there is none, the code is wrong, or it is somebody else's.</summary>
    private protected abstract Task<bool> FindAsync(CancellationToken ct);
}
