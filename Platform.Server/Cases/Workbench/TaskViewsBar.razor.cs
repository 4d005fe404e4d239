using Microsoft.AspNetCore.Components;
using MudBlazor;
using Platform.Model;
using Platform.Model.Identity;
using Platform.Server.Cases.Tasks;
using Platform.Server.Hosting;

namespace Platform.Server.Cases.Workbench;

/// <summary>Views of the work list. Which one is shown follows from the filter: a view that was changed by hand is none any more.</summary>
public sealed partial class TaskViewsBar
{
    private static readonly DialogOptions Options = new() { CloseOnEscapeKey = true, MaxWidth = MaxWidth.Small, FullWidth = true };
    private SavedTaskViews? _views;
    private FieldProblems _problems = FieldProblems.None;
    private bool _saving;
    private bool _managing;
    private bool _busy;
    private string _name = "";
    private Guid _group;
    private bool _begin;
    private Guid? _renaming;
    private Guid? _deleting;

    /// <summary>What the list shows now.</summary>
    [CascadingParameter]
    private TaskFilter Filter { get; set; } = default!;

    [Inject]
    private TaskViews Use { get; set; } = default!;

    [Inject]
    private ICurrentActor Current { get; set; } = default!;

    [Inject]
    private ProblemTexts Texts { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    private SavedTaskView? Shown => _views!.Items.FirstOrDefault(v => TaskFilter.Of(v.Filter) == Filter);

    private string OwnerName(ViewGroup? group) => group?.Name.ToString() ?? T["views.mine"].Value;

    /// <summary>Whoever comes without asking for anything begins with their own view.</summary>
    protected override async Task OnInitializedAsync()
    {
        await ReadAsync();
        if (new Uri(Navigation.Uri).Query.Length == 0 && _views?.Items.FirstOrDefault(v => v.IsDefault) is { } begin && TaskFilter.Of(begin.Filter) is var filter && filter != new TaskFilter())
        {
            Show(filter);
        }
    }

    private async Task ReadAsync() => _views = Current.Actor.MayAnywhere(Permissions.CasesRead) ? await Use.ListAsync(Current.Actor, CancellationToken.None) : null;

    private void Pick(string? id) => Show(_views!.Items.FirstOrDefault(v => v.Id.ToString() == id) is { } view ? TaskFilter.Of(view.Filter) : new());

    private void Show(TaskFilter filter) => Navigation.NavigateTo(filter.ToUrl(), replace: true);

    private void BeginSaving() => (_saving, _name, _group, _begin, _problems) = (true, "", Guid.Empty, false, FieldProblems.None);

    private void BeginManaging() => (_managing, _renaming, _deleting, _problems) = (true, null, null, FieldProblems.None);

    private void BeginRenaming(SavedTaskView view) => (_renaming, _deleting, _name, _problems) = (view.Id, null, view.Name, FieldProblems.None);

    private async Task SaveAsync()
    {
        TaskViews.Request request = new(_name, Filter.ToView(), _group == Guid.Empty ? null : _group, _begin);
        if (await DoAsync(async () => (await Use.CreateAsync(Current.Actor, request, CancellationToken.None)).Problems))
        {
            _saving = false;
        }
    }

    private async Task ChangeAsync(SavedTaskView view, TaskViews.Change change)
    {
        if (await DoAsync(async () => (await Use.ChangeAsync(Current.Actor, view.Id, change, CancellationToken.None)).Problems))
        {
            _renaming = null;
        }
    }

    private async Task DeleteAsync(SavedTaskView view)
    {
        await DoAsync(async () => (await Use.DeleteAsync(Current.Actor, view.Id, CancellationToken.None)).Problems);
        (_deleting, _managing) = (null, _managing && _views!.Items.Count > 0);
    }

    /// <summary>True when it was done. The views are read again either way: a colleague may have been faster.</summary>
    private async Task<bool> DoAsync(Func<Task<IReadOnlyList<Problem>>> act)
    {
        _busy = true;
        var refused = await act();
        _problems = FieldProblems.Of(refused, Texts, "name", "group");
        await ReadAsync();
        _busy = false;
        return refused.Count == 0;
    }
}
