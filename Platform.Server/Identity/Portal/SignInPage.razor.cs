using Microsoft.AspNetCore.Components;
using Platform.Model;
using Platform.Model.Identity;
using Platform.Server.Hosting.Shell;

namespace Platform.Server.Identity.Portal;

/// <summary>Sign-in for everybody. Asks for a new password in the same place when the old one was given by somebody else.</summary>
public sealed partial class SignInPage
{
    private PlainErrors _errors = PlainErrors.None;
    private bool _password;

    [CascadingParameter]
    private HttpContext Http { get; set; } = default!;

    /// <summary>The page to come back to.</summary>
    [SupplyParameterFromQuery(Name = "back")]
    private string? Back { get; set; }

    [SupplyParameterFromForm(FormName = "sign-in")]
    private Fields? Input { get; set; }

    protected override void OnInitialized()
    {
        Input ??= new Fields();
        if (HttpMethods.IsGet(Http.Request.Method) && Current.Actor.Kind is ActorKind.Resident or ActorKind.Staff)
        {
            Navigation.NavigateTo(LocalUrl.Or(Back, Home(Current.Actor.Kind)));
        }
    }

    private async Task SubmitAsync()
    {
        var ct = Http.RequestAborted;
        var result = string.IsNullOrEmpty(Input!.NewPassword)
            ? await SignIn.HandleAsync(Input.User, Input.Password, Options.CookieLifetime, Http.Connection.RemoteIpAddress, ct)
            : await ReplaceAsync(ct);
        if (result.TryGet(out var signedIn))
        {
            SessionCookie.Set(Http, signedIn.Token);
            Navigation.NavigateTo(LocalUrl.Or(Back, Home(signedIn.Kind)));
            return;
        }

        _password = !string.IsNullOrEmpty(Input.NewPassword) || result.Problems.Any(p => p.Code == "password.mustChange");
        _errors = PlainErrors.Of([.. result.Problems.Where(p => p.Code != "password.mustChange")], Texts, "user", "password", "newPassword", "repeat");
        Http.Response.StatusCode = _errors.Any ? Hosting.ResultHttp.StatusOf(result.Problems[0].Kind) : StatusCodes.Status200OK;
    }

    private async Task<Result<SignedIn>> ReplaceAsync(CancellationToken ct)
    {
        _password = true;
        return Input!.NewPassword != Input.Repeat
            ? Problem.Invalid("password.repeat", "repeat")
            : await Change.HandleAsync(Input.User, Input.Password, Input.NewPassword, Options.CookieLifetime, Http.Connection.RemoteIpAddress, ct);
    }

    [Inject]
    private ChangePassword Change { get; set; } = default!;

    private string With(string path) => Back is null ? path : $"{path}?back={Uri.EscapeDataString(Back)}";

    private static string Home(ActorKind kind) => kind == ActorKind.Staff ? "/workbench" : "/my/cases";

    private sealed class Fields
    {
        public string? User { get; set; }
        public string? Password { get; set; }
        public string? NewPassword { get; set; }
        public string? Repeat { get; set; }
    }
}
