using Microsoft.AspNetCore.Components;
using Platform.Model;
using Platform.Server.Hosting;

namespace Platform.Server.Identity.Portal;

/// <summary>A resident's way back in: a code to the phone, then the identity number and a new password.</summary>
public sealed partial class ForgotPasswordPage
{
    private PlainErrors _errors = PlainErrors.None;
    private bool _sent;
    private bool _justSent;

    [CascadingParameter]
    private HttpContext Http { get; set; } = default!;

    [SupplyParameterFromForm(FormName = "forgot")]
    private Fields? Input { get; set; }

    protected override void OnInitialized() => Input ??= new Fields();

    private async Task SubmitAsync()
    {
        if (Input!.Do == "set")
        {
            await SetAsync(Http.RequestAborted);
            return;
        }

        var sent = await Codes.SendAsync(Input.Phone, SmsCodes.NewPassword, Http.RequestAborted);
        (_sent, _justSent) = (sent.Succeeded || Http.Request.Form.ContainsKey("Input.Code"), sent.Succeeded);
        Refuse(sent.Problems);
    }

    private async Task SetAsync(CancellationToken ct)
    {
        _sent = true;
        if (Input!.Password != Input.Repeat)
        {
            Refuse([Problem.Invalid("password.repeat", "repeat")]);
            return;
        }

        var result = await Recover.HandleAsync(new RecoverPassword.Request(Input.IdType, Input.IdNumber, Input.Phone, Input.Code, Input.Password), ct);
        if (result.TryGet(out var account))
        {
            var signedIn = SignIn.Open(account, Options.CookieLifetime);
            SessionCookie.Set(Http, signedIn.Token);
            Navigation.NavigateTo("/account?changed=1");
            return;
        }

        Refuse(result.Problems);
    }

    private void Refuse(IReadOnlyList<Problem> problems)
    {
        _errors = PlainErrors.Of(problems, Texts, "phone", "code", "idType", "idNumber", "password", "repeat");
        if (problems.Count > 0)
        {
            Http.Response.StatusCode = ResultHttp.StatusOf(problems[0].Kind);
        }
    }

    private sealed class Fields
    {
        public string? Do { get; set; }
        public string? Phone { get; set; }
        public string? Code { get; set; }
        public string? IdType { get; set; }
        public string? IdNumber { get; set; }
        public string? Password { get; set; }
        public string? Repeat { get; set; }
    }
}
