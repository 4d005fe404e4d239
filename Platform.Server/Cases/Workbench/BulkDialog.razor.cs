using Microsoft.AspNetCore.Components;
using MudBlazor;
using Platform.Model.Flows;
using Platform.Model.Identity;
using Platform.Server.Cases.Tasks;
using Platform.Server.Hosting;

namespace Platform.Server.Cases.Workbench;

/// <summary>One act on many tasks. It works on the tasks as they were ticked, whatever the list behind it does meanwhile.</summary>
public sealed partial class BulkDialog
{
    // A stray click must not hide what was done and what was not.
    private static readonly DialogOptions Options = new() { CloseOnEscapeKey = false, BackdropClick = false, MaxWidth = MaxWidth.Small, FullWidth = true };

    private readonly CancellationTokenSource _gone = new();
    private readonly List<BulkItem> _items = [];
    private Phase _phase;
    private BulkAction _action;
    private IReadOnlyList<TaskSummary> _tasks = [];
    private IReadOnlyList<TaskOutcome> _outcomes = [];
    private IReadOnlyList<AccountSummary> _colleagues = [];
    private string? _outcome;
    private string _opinion = "";
    private Guid _to;
    private string _reason = "";

    private enum Phase
    {
        Closed,
        Looking,
        Asking,
        Running,
        Done,
    }

    /// <summary>The dialog is closed; true when tasks may have changed.</summary>
    [Parameter, EditorRequired]
    public EventCallback<bool> OnClosed { get; set; }

    [Inject]
    private BulkTasks Bulk { get; set; } = default!;

    [Inject]
    private TaskDesk Desk { get; set; } = default!;

    [Inject]
    private ICurrentActor Current { get; set; } = default!;

    [Inject]
    private ProblemTexts Texts { get; set; } = default!;

    private TaskOutcome? Chosen => _action == BulkAction.Complete ? _outcomes.FirstOrDefault(o => o.Key == _outcome) : null;

    private bool IsReady => _phase == Phase.Asking && _action switch
    {
        BulkAction.Complete => Chosen is { } chosen && (!chosen.OpinionRequired || _opinion.Trim().Length > 0),
        BulkAction.Delegate => _to != Guid.Empty && _opinion.Trim().Length > 0,
        _ => _to != Guid.Empty,
    };

    private string UndoHint => _action == BulkAction.Delegate ? T["bulk.reclaim.hint"] : T["bulk.undo.hint", (int)UndoHandover.Window.TotalMinutes];

    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
    }

    /// <summary>Asks what the act needs; one that needs nothing begins at once.</summary>
    internal async Task OpenAsync(BulkAction action, IReadOnlyList<TaskSummary> tasks)
    {
        (_action, _tasks, _outcome, _opinion, _to, _reason) = (action, tasks, null, "", Guid.Empty, "");
        _items.Clear();
        if (action == BulkAction.Claim)
        {
            await RunAsync();
            return;
        }

        Show(Phase.Looking);
        IReadOnlyList<Guid> ids = [.. tasks.Select(t => t.Id)];
        if (action == BulkAction.Complete)
        {
            _outcomes = BulkOffer.OutcomesOf(await ReadAsync(ids));
            _outcome = _outcomes is [var only] ? only.Key : null;
        }
        else
        {
            _colleagues = [.. (await Desk.CandidatesAsync(Current.Actor, ids, _gone.Token)).Where(c => c.Id != Current.Actor.AccountId)];
        }

        Show(Phase.Asking);
    }

    /// <summary>Tasks that are no longer open have no say: their refusal will tell.</summary>
    private async Task<IReadOnlyList<TaskResource>> ReadAsync(IReadOnlyList<Guid> ids)
    {
        var open = new List<TaskResource>();
        foreach (var id in ids)
        {
            if ((await Desk.ReadAsync(Current.Actor, id, _gone.Token)).TryGet(out var task))
            {
                open.Add(task);
            }
        }

        return open;
    }

    private async Task RunAsync()
    {
        Show(Phase.Running);
        var request = new BulkRequest(_action, [.. _tasks.Select(t => t.Id)], _outcome, _opinion.Trim(), _to, _reason.Trim());
        try
        {
            await foreach (var item in Bulk.RunAsync(Current.Actor, request, null, _gone.Token))
            {
                _items.Add(item);
                StateHasChanged();
            }
        }
        catch (OperationCanceledException) when (_gone.IsCancellationRequested)
        {
            // The page is gone, and with it who would read the answer.
            return;
        }

        Show(Phase.Done);
    }

    private IEnumerable<(BulkItem Item, TaskSummary Task)> Of(bool refused) => _items.Where(i => i.Problem is not null == refused).Select(i => (i, _tasks.First(t => t.Id == i.Task)));

    /// <summary>What was claimed or given away just now, for good or for an opinion.</summary>
    private IReadOnlyList<TaskSummary> Undoable => _action is BulkAction.Claim or BulkAction.Transfer or BulkAction.Delegate ? [.. Of(refused: false).Select(i => i.Task)] : [];

    private async Task UndoAsync()
    {
        (_tasks, _action) = (Undoable, _action == BulkAction.Delegate ? BulkAction.Reclaim : BulkAction.Undo);
        _items.Clear();
        await RunAsync();
    }

    private async Task CloseAsync()
    {
        var changed = _items.Count > 0;
        Show(Phase.Closed);
        await OnClosed.InvokeAsync(changed);
    }

    private void Show(Phase phase)
    {
        _phase = phase;
        StateHasChanged();
    }
}
