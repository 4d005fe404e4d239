using System.Globalization;
using Microsoft.AspNetCore.Components;
using Platform.Designer.Ui;
using Platform.Designer.Ui.Forms;
using Platform.Model.Evaluation;
using Platform.Model.Identity;
using Platform.Server.Hosting;
using Platform.Server.Hosting.Shell;

namespace Platform.Server.Evaluation.Portal;

/// <summary>Where the applicant, or whoever came with the tracking code, rates one service of a case. Works without script; nothing is chosen beforehand.</summary>
public sealed partial class RatePage
{
    private readonly List<ErrorLine> _errors = [];
    private IReadOnlyList<(ServiceEvent Service, Rating? Rating)> _services = [];
    private ServiceEvent? _service;
    private Rating? _rating;
    private string _item = "";
    private int? _grade;
    private string[] _tags = [];
    private string _text = "";
    private string? _gradeError;
    private bool _loaded;

    [Parameter]
    public string Number { get; set; } = "";

    [Parameter]
    public int? Service { get; set; }

    [CascadingParameter]
    private HttpContext Http { get; set; } = default!;

    [SupplyParameterFromQuery(Name = "code")]
    private string? Code { get; set; }

    [SupplyParameterFromQuery(Name = "done")]
    private bool Done { get; set; }

    [SupplyParameterFromQuery(Name = "from")]
    private string? From { get; set; }

    [Inject]
    private IPersonalData Personal { get; set; } = default!;

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

    [Inject]
    private TimeProvider Time { get; set; } = default!;

    private string Root => $"/cases/{Uri.EscapeDataString(Number)}";

    private string Query => string.IsNullOrEmpty(Code) ? "" : "?code=" + Uri.EscapeDataString(Code);

    private string Channel =>
        From == "qr" ? "qr" : Http.Request.Headers.UserAgent.ToString().Contains("Mobi", StringComparison.Ordinal) ? "mobile" : "pc";

    protected override async Task OnInitializedAsync()
    {
        await LoadAsync();
        _loaded = true;
    }

    private async Task LoadAsync()
    {
        var events = await Events.ListAsync(Number, Http.RequestAborted);
        if (events is not [var first, ..] || !IsParty(first))
        {
            if (Current.Actor.Kind == ActorKind.Visitor && string.IsNullOrEmpty(Code))
            {
                Navigation.NavigateTo(LocalUrl.SignIn(LocalUrl.Of(Http.Request)));
            }

            return;
        }

        var ratings = (await Ratings.ListAsync(Number, Http.RequestAborted)).Where(r => !r.IsDefault).ToDictionary(r => r.ServiceNumber);
        _services = [.. events.Select(e => (e, ratings.GetValueOrDefault(e.ServiceNumber)))];
        _item = first.Item.ToString();
        _service = Service is { } number ? events.FirstOrDefault(e => e.ServiceNumber == number) : events.Count == 1 ? first : null;
        _rating = _service is null ? null : ratings.GetValueOrDefault(_service.ServiceNumber);
    }

    private async Task RateAsync()
    {
        if (_service is null || _rating is not null)
        {
            return;
        }

        var form = Http.Request.Form;
        _tags = [.. form["tags"].OfType<string>().Where(RatingTags.Keys.Contains).Distinct()];
        _text = form["text"].ToString();
        if (!int.TryParse(form["grade"], NumberStyles.None, CultureInfo.InvariantCulture, out var grade))
        {
            _gradeError = T["rate.grade.required"];
            _errors.Add(new(_gradeError, "#grade"));
            return;
        }

        _grade = grade;
        var chinese = CultureInfo.GetCultureInfo(Platform.Model.LocalizedText.Chinese);
        var request = new RateService.Request(_service.ServiceNumber, grade, [.. _tags.Select(t => EvaluationText.In(chinese, "tag." + t))], _text, Channel);
        var rated = await Rate.RateAsync(Current.Actor, Number, Code, request, Http.RequestAborted);
        if (rated.Succeeded)
        {
            Navigation.NavigateTo($"{Path(_service.ServiceNumber)}{(Query.Length == 0 ? "?" : "&")}done=true");
            return;
        }

        _errors.AddRange(rated.Problems.Select(p => new ErrorLine(Problems.Of(p, CultureInfo.CurrentUICulture), p.Field is { } field ? "#" + field : null)));
        _gradeError = rated.Problems.FirstOrDefault(p => p.Field == "grade") is { } wrong ? Problems.Of(wrong, CultureInfo.CurrentUICulture) : null;
    }

    private bool IsParty(ServiceEvent service) =>
        Personal.IsCodeOf(service, Code) || (Current.Actor.AccountId is { } account && account == service.ApplicantAccount);

    private bool IsOpen(ServiceEvent service) => Time.GetUtcNow() < service.Until;

    private static string LastDay(ServiceEvent service) => Days.Text(EvaluationRules.WindowEnd(service.Service));

    private string Path(int service) => $"{Root}/rate/{service}{Query}";
}
