using System.Globalization;
using Microsoft.AspNetCore.Components;
using Platform.Model.Clocks;
using Platform.Model.Identity;
using Platform.Model.Localities;

namespace Platform.Server.Evaluation.Workbench;

/// <summary>How services were rated, per item and authority, with what was left out.</summary>
public sealed partial class FiguresPage
{
    private const int DaysShown = 90;

    private IReadOnlyList<Locality> _places = [];
    private ReadFigures.Answer? _answer;
    private DateOnly? _from;
    private DateOnly? _to;
    private string _place = "";
    private FigureDimension _by;

    [SupplyParameterFromQuery(Name = "from")]
    private string? FromInUrl { get; set; }

    [SupplyParameterFromQuery(Name = "to")]
    private string? ToInUrl { get; set; }

    [SupplyParameterFromQuery(Name = "locality")]
    private string? PlaceInUrl { get; set; }

    [SupplyParameterFromQuery(Name = "by")]
    private string? ByInUrl { get; set; }

    [Inject]
    private ReadFigures Figures { get; set; } = default!;

    [Inject]
    private ILocalities Localities { get; set; } = default!;

    [Inject]
    private ICurrentActor Current { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    [Inject]
    private TimeProvider Time { get; set; } = default!;

    private string Query => string.Create(CultureInfo.InvariantCulture, $"?locality={_place}&from={_from:yyyy-MM-dd}&to={_to:yyyy-MM-dd}&by={_by}");

    private string CsvUrl => $"/api/v1/evaluations/figures.csv{Query}&lang={CultureInfo.CurrentUICulture.Name}";

    protected override async Task OnParametersSetAsync()
    {
        var own = Current.Actor.Grants.Where(g => Roles.PermissionsOf(g.Role).Contains(Permissions.EvaluationsRead)).Select(g => g.Locality).ToList();
        _places = [.. (await Localities.ListAsync(LocalityScope.System, CancellationToken.None)).Where(l => own.Any(o => o.Covers(l.Code))).OrderBy(l => l.Code)];
        var today = ChinaTime.DayOf(Time.GetUtcNow());
        _from = Day(FromInUrl) ?? today.AddDays(-DaysShown);
        _to = Day(ToInUrl) ?? today;
        _place = LocalityCode.TryParse(PlaceInUrl, out var asked) ? asked.Value : _places is [var first, ..] ? first.Code.Value : LocalityCode.Root.Value;
        _by = Enum.TryParse<FigureDimension>(ByInUrl, ignoreCase: true, out var by) ? by : FigureDimension.Item;
        _answer = await Figures.ReadAsync(Current.Actor, new(LocalityCode.Parse(_place), null, OwnAuthority(), _from, _to, _by), CancellationToken.None);
    }

    /// <summary>Whoever reads figures for one authority only sees that one.</summary>
    private string? OwnAuthority()
    {
        var grants = Current.Actor.Grants.Where(g => Roles.PermissionsOf(g.Role).Contains(Permissions.EvaluationsRead)).ToList();
        return grants.Any(g => g.Authority is null) ? null : grants.FirstOrDefault()?.Authority;
    }

    private void Apply() => Navigation.NavigateTo("/admin/figures" + Query);

    private static DateOnly? Day(string? text) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
}
