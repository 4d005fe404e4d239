using System.Globalization;
using Microsoft.AspNetCore.Components;
using Platform.Model;
using Platform.Model.Cases;
using Platform.Model.Clocks;
using Platform.Model.Forms;
using Platform.Model.Identity;
using Platform.Model.Items;
using Platform.Model.Localities;
using Platform.Server.Cases.Tasks;
using Platform.Server.Hosting;
using Platform.Server.Hosting.Shell;

namespace Platform.Server.Cases.Workbench;

/// <summary>The work list. It refreshes itself, but what is on the screen stays where it is.</summary>
public sealed partial class TasksPage
{
    private const int PageSize = 50;
    private const int MostAreas = 300;

    /// <summary>Fields of one form that are offered; the API takes all.</summary>
    private const int MostFields = 12;
    private static readonly TimeSpan RefreshInterval = TimeSpan.FromSeconds(20);
    private readonly CancellationTokenSource _gone = new();
    private TaskFilter _filter = new();
    private TaskRows? _rows;
    private IReadOnlyList<(string Code, string Name)> _items = [];
    private string? _number;
    private CompiledForm? _form;
    private IReadOnlyList<FormField> _fields = [];
    private IReadOnlyList<Locality> _areas = [];
    private string? _problem;
    private DateTimeOffset _readAt;
    private DateOnly _today;
    private TaskCount? _count;
    private int _elsewhere;
    private bool _busy;
    private bool _filtersOpen;
    private TaskSelection _selection = TaskSelection.None;
    private BulkDialog _bulk = default!;

    [SupplyParameterFromQuery(Name = "scope")]
    private string? ScopeInUrl { get; set; }

    [SupplyParameterFromQuery(Name = "item")]
    private string? ItemInUrl { get; set; }

    [SupplyParameterFromQuery(Name = "kind")]
    private string? KindInUrl { get; set; }

    [SupplyParameterFromQuery(Name = "state")]
    private string? StateInUrl { get; set; }

    [SupplyParameterFromQuery(Name = "due")]
    private string? DueInUrl { get; set; }

    [SupplyParameterFromQuery(Name = "q")]
    private string? NumberInUrl { get; set; }

    [SupplyParameterFromQuery(Name = "area")]
    private string? AreaInUrl { get; set; }

    [SupplyParameterFromQuery(Name = "sort")]
    private string? SortInUrl { get; set; }

    [SupplyParameterFromQuery(Name = "field")]
    private string[]? FieldsInUrl { get; set; }

    [Inject]
    private TaskList List { get; set; } = default!;

    [Inject]
    private CaseReader Cases { get; set; } = default!;

    [Inject]
    private IItemCatalogue Catalogue { get; set; } = default!;

    [Inject]
    private ILocalities Localities { get; set; } = default!;

    [Inject]
    private ICurrentActor Current { get; set; } = default!;

    [Inject]
    private ProblemTexts Problems { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    [Inject]
    private IEnumerable<StaffLink> Links { get; set; } = default!;

    [Inject]
    private TimeProvider Clock { get; set; } = default!;

    private string EmptyTitle => T[_filter.IsNarrowed ? "empty.filtered" : "empty." + _filter.Scope];

    private string EmptyReason => _filter.IsNarrowed ? T["empty.filtered.why"]
        : _elsewhere > 0 ? T["empty.mine.group", _elsewhere]
        : T["empty." + _filter.Scope + ".why", string.Join(T["list.separator"], Roles())];

    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
    }

    protected override async Task OnInitializedAsync()
    {
        // Staff who work with no cases have their own first page.
        if (!Current.Actor.MayAnywhere(Permissions.CasesRead) && Links.Where(l => l.IsFor(Current.Actor)).MinBy(l => l.Order) is { } first)
        {
            Navigation.NavigateTo(first.Path, replace: true);
            return;
        }

        _items = await OfferedItems.ListAsync(Catalogue, Current.Actor, _gone.Token);
        _areas = await AreasAsync();
        _ = RefreshAsync();
    }

    /// <summary>The places of the actor's grants and below them, down to streets; of a whole province the upper ones.</summary>
    private async Task<IReadOnlyList<Locality>> AreasAsync()
    {
        var found = new Dictionary<LocalityCode, Locality>();
        foreach (var place in Current.Actor.Grants.Select(g => g.Locality).Distinct())
        {
            foreach (var area in await Localities.ListAsync(new(place), _gone.Token))
            {
                found.TryAdd(area.Code, area);
            }
        }

        var open = found.Values.Where(a => a.Code.Level is not (LocalityLevel.Platform or LocalityLevel.Community)).ToList();
        var upper = open.Count > MostAreas ? open.Where(a => a.Code.Level != LocalityLevel.Street) : open;
        return [.. upper.OrderBy(a => a.Code).Take(MostAreas)];
    }

    protected override async Task OnParametersSetAsync()
    {
        var filter = TaskFilter.Of(ScopeInUrl, ItemInUrl, KindInUrl, StateInUrl, DueInUrl, NumberInUrl, SortInUrl, AreaInUrl, FieldsInUrl);
        if (_rows is null || filter != _filter)
        {
            if (filter.Item != _filter.Item || _rows is null)
            {
                (_form, _fields) = await FieldsAsync(filter.Item);
            }

            _filter = filter;
            _number = filter.Number;
            _selection = TaskSelection.None;
            await ReadAsync();
        }
    }

    /// <summary>The fields of the item's form that a case can be found by, as the first of the actor's places has it.</summary>
    private async Task<(CompiledForm? Form, IReadOnlyList<FormField> Fields)> FieldsAsync(string? item)
    {
        foreach (var place in Current.Actor.Grants.Select(g => g.Locality).Distinct().Order())
        {
            if (item is not null && await Catalogue.FindAsync(place, item, _gone.Token) is { } published)
            {
                return (published.Form, [.. published.Form.SearchableFields.Take(MostFields)]);
            }
        }

        return (null, []);
    }

    /// <summary>What can be chosen as the answer of a field; empty for one that is typed.</summary>
    private IReadOnlyList<(string Value, string Label)> OptionsOf(FormField field) =>
        field.Options is { } own ? [.. own.Select(o => (o.Value, o.Label.ToString()))]
        : field.CodeTable is { } key && _form?.CodeTables.Find(key) is { } table ? [.. table.Entries.Select(e => (e.Code, e.Label.ToString()))]
        : [];

    /// <summary>"10,000+" where counting stopped.</summary>
    private string Total => _count is { } c ? c.Value.ToString("N0", CultureInfo.CurrentCulture) + (c.AtLeast ? "+" : "") : "";

    private static string? Trim(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private static T? Parse<T>(object? value)
        where T : struct, Enum => Enum.TryParse<T>(value as string, out var parsed) ? parsed : null;

    private static DateOnly? Day(object? value) => DateOnly.TryParseExact(value as string, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    private static string CaseUrl(TaskSummary task) => $"/workbench/cases/{task.CaseNumber}";

    private static string Hour(DateTimeOffset at) => ChinaTime.TimeOf(at).ToString("HH:mm:ss", CultureInfo.InvariantCulture);

    private void Apply(TaskFilter filter) => Navigation.NavigateTo(filter.ToUrl(), replace: true);

    private IReadOnlyList<string> Roles() => StaffLink.RolesOf(Current.Actor, Problems);

    private bool MayClaim(TaskSummary task) => LocalityCode.TryParse(task.Locality, out var place) &&
        CaseSight.MayDo(Current.Actor, new(false, task.Role, task.Authority, task.Group?.Key), place, task.Authority ?? "", applicantAccount: null);

    private async Task ReadAsync()
    {
        var filter = _filter;
        var page = await FetchAsync(filter, null, PageSize);
        if (filter != _filter)
        {
            return;
        }

        _rows = page is null ? new([], null) : TaskRows.Of(page);
        _elsewhere = _rows.Rows.IsEmpty && filter is { Scope: TaskFilter.Mine, IsNarrowed: false }
            ? (await FetchAsync(new() { Scope = TaskFilter.Group }, null, PageSize))?.Items.Count ?? 0
            : 0;
    }

    private async Task MoreAsync()
    {
        _busy = true;
        if (_rows is { Next: { } cursor } rows && await FetchAsync(_filter, cursor, PageSize) is { } page)
        {
            _rows = rows.More(page);
        }

        _busy = false;
    }

    private async Task<TaskPage?> FetchAsync(TaskFilter filter, string? cursor, int take)
    {
        var now = Clock.GetUtcNow();
        var found = await List.ListAsync(Current.Actor, filter.ToQuery(cursor, take, ChinaTime.DayOf(now)), _gone.Token);
        if (!found.TryGet(out var page))
        {
            _problem = Problems.Say(found.Problems[0]);
            return null;
        }

        (_problem, _readAt, _today, _count) = (null, now, ChinaTime.DayOf(now), page.Count ?? _count);
        return page;
    }

    private async Task RefreshAsync()
    {
        using var timer = new PeriodicTimer(RefreshInterval, Clock);
        try
        {
            while (await timer.WaitForNextTickAsync(_gone.Token))
            {
                await InvokeAsync(RefreshRowsAsync);
            }
        }
        catch (OperationCanceledException)
        {
            // The page is gone.
        }
    }

    private async Task RefreshRowsAsync()
    {
        if (_rows is not { } shown || _busy)
        {
            return;
        }

        var filter = _filter;
        var page = await FetchAsync(filter, null, Math.Clamp(shown.Rows.Count, PageSize, TaskQuery.MaxTake));
        if (page is not null && filter == _filter && ReferenceEquals(shown, _rows))
        {
            _rows = shown.Rows.IsEmpty ? TaskRows.Of(page) : shown.Refreshed(page, keepMine: filter.Scope == TaskFilter.Group);
        }

        StateHasChanged();
    }

    private async Task ClaimAsync(TaskSummary task)
    {
        var claimed = await Cases.SendAsync(new ClaimTask { Actor = Current.Actor, TaskId = task.Id }, _gone.Token);
        if (claimed.Succeeded)
        {
            _problem = null;
            _rows = _rows!.With(task with { Assignee = Current.Actor.Name, Mine = true });
        }
        else
        {
            _problem = Problems.Say(claimed.Problems[0]);
            await RefreshRowsAsync();
        }
    }

    private async Task BulkClosedAsync(bool changed)
    {
        if (changed)
        {
            _selection = TaskSelection.None;
            await ReadAsync();
        }
    }
}

/// <summary>Items to choose from in filters and at the window.</summary>
internal static class OfferedItems
{
    private const int Most = 200;

    /// <summary>Code and name of the items in force where the actor works, each once.</summary>
    public static async Task<IReadOnlyList<(string Code, string Name)>> ListAsync(IItemCatalogue catalogue, Actor actor, CancellationToken ct)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var place in actor.Grants.Select(g => g.Locality).Distinct().Order())
        {
            foreach (var item in (await catalogue.ListAsync(place, null, null, Most, ct)).Items)
            {
                found.TryAdd(item.Code, item.Name.ToString());
            }
        }

        return [.. found.Select(f => (f.Key, f.Value))];
    }
}
