using System.Globalization;
using Microsoft.AspNetCore.Components;
using Platform.Designer.Ui.Forms;
using Platform.Model;
using Platform.Model.Identity;
using Platform.Server.Hosting;
using Platform.Server.Hosting.Shell;

namespace Platform.Server.Evaluation.Portal;

/// <summary>
/// Rating with a signed link, on a tablet at the window, a terminal in the hall or one's own phone, without signing in and without script. Shows nothing of
/// the person and, once sent, nothing of the rating.
/// </summary>
public sealed partial class RateByLinkPage
{
    private readonly List<ErrorLine> _errors = [];
    private ServiceEvent? _service;
    private RatingEntry _entry = RatingEntry.Empty;
    private string? _gradeError;
    private bool _rated;

    [Parameter]
    public string Token { get; set; } = "";

    [CascadingParameter]
    private HttpContext Http { get; set; } = default!;

    [SupplyParameterFromQuery(Name = "done")]
    private bool Done { get; set; }

    [Inject]
    private RatingLinks Links { get; set; } = default!;

    [Inject]
    private ServiceEventStore Events { get; set; } = default!;

    [Inject]
    private RatingStore Ratings { get; set; } = default!;

    [Inject]
    private RateService Rate { get; set; } = default!;

    [Inject]
    private ICurrentActor Current { get; set; } = default!;

    [Inject]
    private ProblemTexts Problems { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    private static string OtherLanguage => CultureInfo.CurrentUICulture.Name == LocalizedText.Chinese ? LocalizedText.English : LocalizedText.Chinese;

    private string Self => "/rate/" + Uri.EscapeDataString(Token);

    private string OtherLanguageUrl => $"/lang/{OtherLanguage}?back={Uri.EscapeDataString(Self)}";

    protected override async Task OnInitializedAsync()
    {
        if (Links.Read(Token) is not { IsOwn: false } link)
        {
            return;
        }

        _service = await Events.FindAsync(link.ProjectNo, link.ServiceNumber, Http.RequestAborted);
        _rated = (await Ratings.ListAsync(link.ProjectNo, Http.RequestAborted)).Any(r => r.ServiceNumber == link.ServiceNumber && !r.IsDefault);
    }

    private async Task RateAsync()
    {
        if (_service is null || _rated)
        {
            return;
        }

        _entry = RatingEntry.Of(Http.Request.Form);
        if (_entry.Grade is not { } grade)
        {
            _gradeError = T["rate.grade.required"];
            _errors.Add(new(_gradeError, "#grade"));
            return;
        }

        var rated = await Rate.RateAsync(
            Current.Actor, _service.ProjectNo, new(Link: Token), new(_service.ServiceNumber, grade, _entry.StoredTags, _entry.Text), Http.RequestAborted);
        if (rated.Succeeded)
        {
            Navigation.NavigateTo(Self + "?done=true");
            return;
        }

        _errors.AddRange(rated.Problems.Select(p => new ErrorLine(Problems.Of(p, CultureInfo.CurrentUICulture), p.Field is { } field ? "#" + field : null)));
    }
}
