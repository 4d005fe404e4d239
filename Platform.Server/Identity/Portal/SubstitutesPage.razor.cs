using System.Globalization;
using Microsoft.AspNetCore.Components;
using Platform.Model;
using Platform.Model.Identity;
using Platform.Server.Hosting;

namespace Platform.Server.Identity.Portal;

/// <summary>Who does the tasks of somebody who is away: for oneself, or with <c>?account=</c> for somebody whose account one manages.</summary>
public sealed partial class SubstitutesPage
{
    private PlainErrors _errors = PlainErrors.None;
    private IReadOnlyList<NameSubstitute.Line> _lines = [];
    private IReadOnlyList<NameSubstitute.Person> _candidates = [];
    private string _name = "";

    [CascadingParameter]
    private HttpContext Http { get; set; } = default!;

    [SupplyParameterFromQuery(Name = "account")]
    private Guid? Account { get; set; }

    [SupplyParameterFromQuery(Name = "saved")]
    private string? Saved { get; set; }

    [SupplyParameterFromForm(FormName = "name")]
    private Fields? Input { get; set; }

    protected override async Task OnInitializedAsync()
    {
        Input ??= new Fields();
        var ct = Http.RequestAborted;
        if (!(await Substitutes.ListAsync(Current.Actor, Account, ct)).TryGet(out var page))
        {
            Http.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        _lines = page.Items;
        _candidates = (await Substitutes.CandidatesAsync(Current.Actor, Account, ct)).TryGet(out var found) ? found : [];
        _name = Account is { } id ? (await Accounts.FindAsync(id, ct))?.Name ?? "" : "";
    }

    private async Task NameAsync()
    {
        var named = await Substitutes.HandleAsync(Current.Actor, new(Account, Input!.Substitute, Input.From, Input.Until), Http.RequestAborted);
        if (named.Succeeded)
        {
            Navigation.NavigateTo(Back("named"));
            return;
        }

        _errors = PlainErrors.Of(named.Problems, Texts, "substitute", "from", "until");
        Http.Response.StatusCode = ResultHttp.StatusOf(named.Problems[0].Kind);
    }

    private async Task EndAsync(Guid id)
    {
        await Substitutes.EndAsync(Current.Actor, id, Http.RequestAborted);
        Navigation.NavigateTo(Back("ended"));
    }

    private string Back(string saved) => $"/account/substitutes?saved={saved}{(Account is { } id ? $"&account={id}" : "")}";

    private static string? Text(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private sealed class Fields
    {
        public Guid? Substitute { get; set; }
        public DateOnly? From { get; set; }
        public DateOnly? Until { get; set; }
    }
}
