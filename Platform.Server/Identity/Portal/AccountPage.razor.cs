using Microsoft.AspNetCore.Components;
using Platform.Model;
using Platform.Model.Identity;
using Platform.Server.Hosting;

namespace Platform.Server.Identity.Portal;

/// <summary>What the platform knows about the person who is signed in, and their password.</summary>
public sealed partial class AccountPage
{
    private PlainErrors _errors = PlainErrors.None;
    private AccountSummary? _account;
    private IReadOnlyList<string> _roles = [];

    [CascadingParameter]
    private HttpContext Http { get; set; } = default!;

    [SupplyParameterFromQuery(Name = "welcome")]
    private string? Welcome { get; set; }

    [SupplyParameterFromQuery(Name = "changed")]
    private string? Changed { get; set; }

    [SupplyParameterFromForm(FormName = "password")]
    private Fields? Input { get; set; }

    protected override async Task OnInitializedAsync()
    {
        Input ??= new Fields();
        var ct = Http.RequestAborted;
        _account = Current.Actor.AccountId is { } id ? await Accounts.FindAsync(id, ct) : null;
        var roles = new List<string>();
        foreach (var grant in Current.Actor.Grants)
        {
            var place = await Localities.FindAsync(grant.Locality, ct);
            roles.Add($"{T[$"role.{grant.Role}"]} · {place?.Name.ToString() ?? T["place.platform"]}");
        }

        _roles = [.. roles.Distinct()];
    }

    private async Task SubmitAsync()
    {
        if (_account is null)
        {
            return;
        }

        var result = Input!.NewPassword != Input.Repeat
            ? Problem.Invalid("password.repeat", "repeat")
            : await Change.HandleAsync(_account.Id, Input.Password, Input.NewPassword, Options.CookieLifetime, Http.Connection.RemoteIpAddress, Http.RequestAborted);
        if (result.TryGet(out var signedIn))
        {
            SessionCookie.Set(Http, signedIn.Token);
            Navigation.NavigateTo("/account?changed=1");
            return;
        }

        // Here the account is known: only the password can be what is wrong.
        _errors = PlainErrors.Of([.. result.Problems.Select(p => p.Code == "signIn.wrong" ? Problem.Invalid("password.wrong", "password") : p)], Texts, "password", "newPassword", "repeat");
        Http.Response.StatusCode = ResultHttp.StatusOf(result.Problems[0].Kind);
    }

    private sealed class Fields
    {
        public string? Password { get; set; }
        public string? NewPassword { get; set; }
        public string? Repeat { get; set; }
    }
}
