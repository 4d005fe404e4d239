using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Components;
using Platform.Designer.Ui;
using Platform.Designer.Ui.Forms;
using Platform.Model;
using Platform.Model.Evaluation;
using Platform.Model.Identity;
using Platform.Server.Hosting;
using Platform.Server.Hosting.Shell;

namespace Platform.Server.Evaluation.Portal;

/// <summary>
/// Where the applicant, or whoever came with the tracking code or the link of a rating, rates one service of a case, changes or takes the rating back, reads the
/// answer to a negative one and rates its handling. Works without script; nothing is chosen beforehand.
/// </summary>
public sealed partial class RatePage
{
    private readonly List<ErrorLine> _errors = [];
    private IReadOnlyList<(ServiceEvent Service, Rating? Rating)> _services = [];
    private ServiceEvent? _service;
    private Rating? _rating;
    private NegativeRating? _handling;
    private string _item = "";
    private RatingEntry _entry = RatingEntry.Empty;
    private string? _gradeError;
    private string? _verdictError;
    private string _verdictText = "";
    private bool _owner;
    private bool _loaded;

    [Parameter]
    public string Number { get; set; } = "";

    [Parameter]
    public int? Service { get; set; }

    [CascadingParameter]
    private HttpContext Http { get; set; } = default!;

    [SupplyParameterFromQuery(Name = "code")]
    private string? Code { get; set; }

    [SupplyParameterFromQuery(Name = "link")]
    private string? Link { get; set; }

    [SupplyParameterFromQuery(Name = "done")]
    private bool Done { get; set; }

    [SupplyParameterFromQuery(Name = "change")]
    private bool Change { get; set; }

    [SupplyParameterFromQuery(Name = "from")]
    private string? From { get; set; }

    [Inject]
    private IPersonalData Personal { get; set; } = default!;

    [Inject]
    private ServiceEventStore Events { get; set; } = default!;

    [Inject]
    private RatingStore Ratings { get; set; } = default!;

    [Inject]
    private NegativeRatingStore Handlings { get; set; } = default!;

    [Inject]
    private RatingLinks Links { get; set; } = default!;

    [Inject]
    private RateService Rate { get; set; } = default!;

    [Inject]
    private ChangeRating Changes { get; set; } = default!;

    [Inject]
    private ReRateHandling Again { get; set; } = default!;

    [Inject]
    private ICurrentActor Current { get; set; } = default!;

    [Inject]
    private ProblemTexts Problems { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    [Inject]
    private TimeProvider Time { get; set; } = default!;

    private string Root => $"/cases/{Uri.EscapeDataString(Number)}";

    private string Query => QueryWith(Link);

    private string Channel =>
        From == "qr" ? "qr" : Http.Request.Headers.UserAgent.ToString().Contains("Mobi", StringComparison.Ordinal) ? "mobile" : "pc";

    private bool MayChange =>
        _owner && _service is not null && IsOpen(_service) && _rating is { WithdrawnAt: null, Ordinal: < EvaluationRules.MaximumOrdinal } && _handling is null or { State: HandlingState.Received };

    protected override async Task OnInitializedAsync()
    {
        await LoadAsync();
        _loaded = true;
    }

    private async Task LoadAsync()
    {
        var events = await Events.ListAsync(Number, Http.RequestAborted);
        var own = Links.Read(Link) is { IsOwn: true } link && link.ProjectNo == Number && Current.Actor.Kind != ActorKind.Staff ? link : null;
        events = own is null ? events : [.. events.Where(e => e.ServiceNumber == own.ServiceNumber)];
        if (events is not [var first, ..] || (own is null && !IsParty(first)))
        {
            if (Current.Actor.Kind == ActorKind.Visitor && string.IsNullOrEmpty(Code))
            {
                Navigation.NavigateTo(LocalUrl.SignIn(LocalUrl.Of(Http.Request)));
            }

            return;
        }

        var ratings = (await Ratings.ListAsync(Number, Http.RequestAborted)).Where(r => !r.IsDefault).ToDictionary(r => r.ServiceNumber);
        _owner = own is not null || ListRatings.IsApplicant(Current.Actor, first);
        _services = [.. events.Select(e => (e, ratings.GetValueOrDefault(e.ServiceNumber)))];
        _item = first.Item.ToString();
        _service = Service is { } number ? events.FirstOrDefault(e => e.ServiceNumber == number) : events.Count == 1 ? first : null;
        _rating = _service is null ? null : ratings.GetValueOrDefault(_service.ServiceNumber);
        if (_owner && _rating is not null)
        {
            _handling = await Handlings.FindAsync(Number, _rating.ServiceNumber, Http.RequestAborted);
            _entry = RatingEntry.Of(_rating);
        }
    }

    private async Task RateAsync()
    {
        if (_service is null)
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

        var rated = _rating is null
            ? await Rate.RateAsync(Current.Actor, Number, new(Code, Link), new(_service.ServiceNumber, grade, _entry.StoredTags, _entry.Text, Channel), Http.RequestAborted)
            : await Changes.ChangeAsync(Current.Actor, Number, _service.ServiceNumber, Link, new(grade, _entry.StoredTags, _entry.Text, Channel), Http.RequestAborted);
        if (rated.TryGet(out var given))
        {
            // Who has no account comes back to the rating with the link of it.
            var query = QueryWith(ListRatings.IsApplicant(Current.Actor, _service) ? null : given.OwnLink);
            Navigation.NavigateTo($"{Root}/rate/{_service.ServiceNumber}{query}{(query.Length == 0 ? "?" : "&")}done=true");
            return;
        }

        Refuse(rated.Problems);
        _gradeError = rated.Problems.FirstOrDefault(p => p.Field == "grade") is { } wrong ? Problems.Of(wrong, CultureInfo.CurrentUICulture) : null;
    }

    private async Task WithdrawAsync()
    {
        if (_service is not null)
        {
            After(await Changes.WithdrawAsync(Current.Actor, Number, _service.ServiceNumber, Link, Http.RequestAborted));
        }
    }

    private async Task ReRateAsync()
    {
        if (_service is null)
        {
            return;
        }

        _verdictText = Http.Request.Form["verdictText"].ToString();
        if (!Enum.TryParse<HandlingGrade>(Http.Request.Form["verdict"], out var verdict) || !Enum.IsDefined(verdict))
        {
            _verdictError = T["handling.required"];
            _errors.Add(new(_verdictError, "#verdict"));
            return;
        }

        After(await Again.ReRateAsync(Current.Actor, Number, _service.ServiceNumber, Link, new(verdict, _verdictText), Http.RequestAborted));
    }

    private void After<TDone>(Result<TDone> result)
    {
        if (result.Succeeded)
        {
            Navigation.NavigateTo(Path(_service!.ServiceNumber));
        }
        else
        {
            Refuse(result.Problems);
        }
    }

    private void Refuse(IReadOnlyList<Problem> problems) =>
        _errors.AddRange(problems.Select(p => new ErrorLine(Problems.Of(p, CultureInfo.CurrentUICulture), p.Field is { } field ? "#" + field : null)));

    private bool IsParty(ServiceEvent service) =>
        ListRatings.IsApplicant(Current.Actor, service) || (Current.Actor.Kind != ActorKind.Staff && Personal.IsCodeOf(service, Code));

    private bool IsOpen(ServiceEvent service) => Time.GetUtcNow() < service.Until;

    private static string LastDay(ServiceEvent service) => Days.Text(EvaluationRules.WindowEnd(service.Service));

    private string Path(int service) => $"{Root}/rate/{service}{Query}";

    /// <summary>An offered word in the reader's language, any other as it was written.</summary>
    private string Said(string tag) => RatingTags.KeyOf(tag) is { } key ? T["tag." + key] : tag;

    private static string Word<TWord>(TWord value)
        where TWord : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());

    private string QueryWith(string? link)
    {
        string?[] parts = [string.IsNullOrEmpty(Code) ? null : "code=" + Uri.EscapeDataString(Code), string.IsNullOrEmpty(link) ? null : "link=" + Uri.EscapeDataString(link)];
        var query = string.Join('&', parts.OfType<string>());
        return query.Length == 0 ? "" : "?" + query;
    }
}
