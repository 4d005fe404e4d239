using System.Globalization;
using Microsoft.AspNetCore.Components;
using Platform.Model.Cases;
using Platform.Model.Clocks;
using Platform.Model.Identity;
using Platform.Model.Items;
using Platform.Server.Cases.Search;
using Platform.Server.Hosting;

namespace Platform.Server.Cases.Workbench;

/// <summary>All cases somebody may see, last filed first.</summary>
public sealed partial class CasesPage
{
    private const int PageSize = 50;
    private readonly CancellationTokenSource _gone = new();
    private IReadOnlyList<(string Code, string Name)> _items = [];
    private List<CaseLine>? _lines;
    private string? _shown;
    private string? _next;
    private string? _text;
    private string? _problem;
    private DateOnly _today;
    private bool _busy;

    [SupplyParameterFromQuery(Name = "item")]
    private string? ItemInUrl { get; set; }

    [SupplyParameterFromQuery(Name = "state")]
    private string? StateInUrl { get; set; }

    [SupplyParameterFromQuery(Name = "q")]
    private string? TextInUrl { get; set; }

    [SupplyParameterFromQuery(Name = "from")]
    private string? FromInUrl { get; set; }

    [SupplyParameterFromQuery(Name = "to")]
    private string? ToInUrl { get; set; }

    [Inject]
    private CaseList List { get; set; } = default!;

    [Inject]
    private IItemCatalogue Catalogue { get; set; } = default!;

    [Inject]
    private ICurrentActor Current { get; set; } = default!;

    [Inject]
    private ProblemTexts Problems { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    [Inject]
    private TimeProvider Clock { get; set; } = default!;

    private bool IsNarrowed => !string.IsNullOrEmpty(ItemInUrl) || !string.IsNullOrEmpty(StateInUrl) || !string.IsNullOrEmpty(TextInUrl) || Day(FromInUrl) is not null || Day(ToInUrl) is not null;

    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
    }

    protected override async Task OnInitializedAsync() => _items = await OfferedItems.ListAsync(Catalogue, Current.Actor, _gone.Token);

    protected override async Task OnParametersSetAsync()
    {
        if (_lines is not null && _shown == Navigation.Uri)
        {
            return;
        }

        (_shown, _text, _today) = (Navigation.Uri, TextInUrl, ChinaTime.DayOf(Clock.GetUtcNow()));
        if (await FetchAsync(null) is { } page)
        {
            (_lines, _next) = ([.. page.Items], page.Next);
        }
        else
        {
            (_lines, _next) = ([], null);
        }
    }

    private void Apply(string? item = null, string? state = null, string? from = null, string? to = null) => Navigation.NavigateTo(
        Navigation.GetUriWithQueryParameters("/workbench/cases", new Dictionary<string, object?>
        {
            ["q"] = Blank(_text?.Trim()),
            ["item"] = Blank(item ?? ItemInUrl),
            ["state"] = Blank(state ?? StateInUrl),
            ["from"] = Blank(from ?? FromInUrl),
            ["to"] = Blank(to ?? ToInUrl),
        }),
        replace: true);

    private static DateOnly? Day(string? text) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    private static string? Blank(string? text) => string.IsNullOrEmpty(text) ? null : text;

    private async Task MoreAsync()
    {
        _busy = true;
        if (await FetchAsync(_next) is { } page)
        {
            _lines!.AddRange(page.Items);
            _next = page.Next;
        }

        _busy = false;
    }

    private async Task<CasePage?> FetchAsync(string? cursor)
    {
        var state = Enum.TryParse<CaseState>(StateInUrl, ignoreCase: true, out var asked) ? asked : (CaseState?)null;
        var query = new CaseQuery(Blank(TextInUrl?.Trim()), state, Blank(ItemInUrl), null, Day(FromInUrl), Day(ToInUrl), null, cursor, PageSize);
        var found = await List.ListAsync(Current.Actor, query, _gone.Token);
        _problem = found.Succeeded ? null : Problems.Say(found.Problems[0]);
        return found.Succeeded ? found.Value : null;
    }
}
