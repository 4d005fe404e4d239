using Microsoft.AspNetCore.Components;
using Platform.Model;
using Platform.Server.Hosting;
using Platform.Server.Hosting.Shell;

namespace Platform.Server.Identity.Portal;

/// <summary>Registration of a resident in two steps: the phone that gets the code, then everything else.</summary>
public sealed partial class RegisterPage
{
    private PlainErrors _errors = PlainErrors.None;
    private bool _sent;
    private bool _justSent;

    [CascadingParameter]
    private HttpContext Http { get; set; } = default!;

    [SupplyParameterFromQuery(Name = "back")]
    private string? Back { get; set; }

    [SupplyParameterFromForm(FormName = "register")]
    private Fields? Input { get; set; }

    protected override void OnInitialized() => Input ??= new Fields();

    private async Task SubmitAsync()
    {
        if (Input!.Do == "register")
        {
            await RegisterAsync(Http.RequestAborted);
        }
        else
        {
            var sent = await Codes.SendAsync(Input.Phone, SmsCodes.Register, Http.RequestAborted);
            (_sent, _justSent) = (sent.Succeeded || IsSecondStep, sent.Succeeded);
            Refuse(sent.Problems);
        }
    }

    // Whoever asks for another code too soon keeps what was typed.
    private bool IsSecondStep => Http.Request.Form.ContainsKey("Input.Code");

    private async Task RegisterAsync(CancellationToken ct)
    {
        _sent = true;
        if (Input!.Password != Input.Repeat)
        {
            Refuse([Problem.Invalid("password.repeat", "repeat")]);
            return;
        }

        var result = await Register.HandleAsync(new RegisterResident.Request(Input.IdType, Input.IdNumber, Input.Name, Input.Phone, Input.Code, Input.Password), ct);
        if (result.TryGet(out var id))
        {
            var signedIn = SignIn.Open((await Store.FindAsync(id, ct))!, Options.CookieLifetime);
            SessionCookie.Set(Http, signedIn.Token);
            Navigation.NavigateTo(LocalUrl.Or(Back, "/account?welcome=1"));
            return;
        }

        Refuse(result.Problems);
    }

    private void Refuse(IReadOnlyList<Problem> problems)
    {
        _errors = PlainErrors.Of(problems, Texts, "phone", "code", "name", "idType", "idNumber", "password", "repeat");
        if (problems.Count > 0)
        {
            Http.Response.StatusCode = ResultHttp.StatusOf(problems[0].Kind);
        }
    }

    private string With(string path) => Back is null ? path : $"{path}?back={Uri.EscapeDataString(Back)}";

    private sealed class Fields
    {
        public string? Do { get; set; }
        public string? Phone { get; set; }
        public string? Code { get; set; }
        public string? Name { get; set; }
        public string? IdType { get; set; }
        public string? IdNumber { get; set; }
        public string? Password { get; set; }
        public string? Repeat { get; set; }
    }
}
