using System.Globalization;
using Microsoft.AspNetCore.Components;
using Platform.Model.Clocks;
using Platform.Model.Identity;
using Platform.Server.Hosting.Shell;

namespace Platform.Server.Evaluation.Portal;

/// <summary>What everybody may read of the evaluation: satisfaction, negative ratings and what became of them, and what was left out, by whom.</summary>
public sealed partial class FiguresPublicPage
{
    private ReadFigures.Answer? _answer;
    private FigureDimension _by;
    private DateOnly _from;
    private DateOnly _to;

    [CascadingParameter]
    private HttpContext Http { get; set; } = default!;

    [SupplyParameterFromQuery(Name = "by")]
    private string? By { get; set; }

    [SupplyParameterFromQuery(Name = "from")]
    private string? From { get; set; }

    [SupplyParameterFromQuery(Name = "to")]
    private string? To { get; set; }

    [Inject]
    private ReadFigures Figures { get; set; } = default!;

    [Inject]
    private PortalPlace Place { get; set; } = default!;

    [Inject]
    private TimeProvider Time { get; set; } = default!;

    private string CsvUrl => string.Create(
        CultureInfo.InvariantCulture, $"/api/v1/evaluations/figures.csv?locality={_answer?.Locality.Value}&by={_by}&from={_from:yyyy-MM-dd}&to={_to:yyyy-MM-dd}&lang={CultureInfo.CurrentUICulture.Name}");

    protected override async Task OnInitializedAsync()
    {
        var today = ChinaTime.DayOf(Time.GetUtcNow());
        _by = Enum.TryParse<FigureDimension>(By, ignoreCase: true, out var by) && Enum.IsDefined(by) ? by : FigureDimension.Item;
        _to = Day(To) ?? today;
        _from = Day(From) ?? new DateOnly(_to.Year, 1, 1);
        var place = await Place.CurrentAsync(Http.RequestAborted);
        // Whoever asks sees what everybody sees.
        _answer = await Figures.ReadAsync(Actor.Visitor, new(place.Code, null, null, _from, _to, _by), Http.RequestAborted);
    }

    private static DateOnly? Day(string? text) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
}
