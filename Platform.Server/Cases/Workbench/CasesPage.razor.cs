using Microsoft.AspNetCore.Components;
using Platform.Model.Clocks;
using Platform.Model.Identity;
using Platform.Model.Items;
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
    private string? _number;
    private string? _problem;
    private DateOnly _today;
    private bool _busy;

    [SupplyParameterFromQuery(Name = "item")]
    private string? ItemInUrl { get; set; }

    [SupplyParameterFromQuery(Name = "state")]
    private string? StateInUrl { get; set; }

    [SupplyParameterFromQuery(Name = "q")]
    private string? NumberInUrl { get; set; }

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

    private bool IsNarrowed => !string.IsNullOrEmpty(ItemInUrl) || !string.IsNullOrEmpty(StateInUrl) || !string.IsNullOrEmpty(NumberInUrl);

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

        (_shown, _number, _today) = (Navigation.Uri, NumberInUrl, ChinaTime.DayOf(Clock.GetUtcNow()));
        if (await FetchAsync(null) is { } page)
        {
            (_lines, _next) = ([.. page.Items], page.Next);
        }
        else
        {
            (_lines, _next) = ([], null);
        }
    }

    private void Apply(string? q = null, string? item = null, string? state = null) => Navigation.NavigateTo(
        Navigation.GetUriWithQueryParameters("/workbench/cases", new Dictionary<string, object?>
        {
            ["q"] = Blank((q ?? _number)?.Trim()),
            ["item"] = Blank(item ?? ItemInUrl),
            ["state"] = Blank(state ?? StateInUrl),
        }),
        replace: true);

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
        var found = await List.ListAsync(Current.Actor, Blank(StateInUrl), Blank(ItemInUrl), Blank(NumberInUrl?.Trim()), cursor, PageSize, _gone.Token);
        _problem = found.Succeeded ? null : Problems.Say(found.Problems[0]);
        return found.Succeeded ? found.Value : null;
    }
}
