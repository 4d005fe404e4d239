using Platform.Server.Hosting;
using Microsoft.AspNetCore.Components;
using Platform.Model.Clocks;
using Platform.Server.Cases.Tasks;

namespace Platform.Server.Cases.Workbench;

/// <summary>One case with everything that can be done with it.</summary>
public sealed partial class CaseFilePage
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(8);
    private readonly CancellationTokenSource _gone = new();
    private readonly List<Guid> _panels = [];
    private readonly HashSet<Guid> _held = [];
    private IReadOnlyList<string> _others = [];
    private IDisposable? _visit;
    private ElementReference _side;
    private string? _opened;
    private bool _read;
    private bool _finished;
    private bool _toSide;

    [Parameter]
    public string Number { get; set; } = "";

    [SupplyParameterFromQuery(Name = "tab")]
    private string? Tab { get; set; }

    [Inject]
    private CaseBench Bench { get; set; } = default!;

    [Inject]
    private TaskMoves Moves { get; set; } = default!;

    [Inject]
    private Presence<Guid> Presence { get; set; } = default!;

    [Inject]
    private TimeProvider Clock { get; set; } = default!;

    private string Shown => Tab is "materials" or "documents" or "history" or "notes" ? Tab : "application";

    private string Path => $"/workbench/cases/{Number}";

    private ClockDue DueColour => Bench.Sheet is { } sheet ? WarningDays.On(sheet.Today, sheet.File.DueOn, sheet.File.Warnings) : ClockDue.None;

    public void Dispose()
    {
        Bench.Changed -= Follow;
        _visit?.Dispose();
        _gone.Cancel();
        _gone.Dispose();
    }

    protected override void OnInitialized()
    {
        Bench.Changed += Follow;
        _ = LookAsync();
    }

    protected override async Task OnParametersSetAsync()
    {
        if (_opened == Number)
        {
            return;
        }

        _opened = Number;
        _panels.Clear();
        _visit?.Dispose();
        (_read, _finished, _visit) = (false, false, null);
        var sheet = await Bench.OpenAsync(Number, _gone.Token);
        if (sheet?.File.Tasks.Find(t => SeeTask.Matters(sheet.File, t.Id, Bench.Actor.AccountId) && CaseAccess.MayDoNow(Bench.Actor, t, sheet.File)) is { } seen)
        {
            await Moves.SeeAsync(Bench.Actor, seen.Id, _gone.Token);
            sheet = await Bench.OpenAsync(Number, _gone.Token);
        }

        _read = true;
        if (sheet is not null && Bench.Actor.AccountId is { } me)
        {
            var id = sheet.File.Id;
            _visit = Presence.Enter(id, me, Bench.Actor.Name, () => _ = InvokeAsync(() => ShowOthers(id, me)));
            ShowOthers(id, me);
        }
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (_toSide && Bench.Sheet is not null)
        {
            _toSide = false;
            await _side.FocusAsync(preventScroll: true);
        }
    }

    private static (string Tab, int Count)[] Tabs(CaseSheet sheet) =>
    [
        ("application", 0),
        ("materials", sheet.File.Content.Materials.Count),
        ("documents", sheet.Documents.Count),
        ("notes", sheet.Events.Count(e => JournalWords.TopicOf(e.Name) == JournalTopic.Notes)),
        ("history", sheet.Events.Count),
    ];

    private void ShowOthers(Guid id, Guid me)
    {
        _others = [.. Presence.OthersIn(id, me).Select(o => o.Name)];
        StateHasChanged();
    }

    /// <summary>The person's tasks get a panel; one that was finished by somebody else keeps it until they have seen that.</summary>
    private void Follow()
    {
        if (Bench.Sheet is { } sheet)
        {
            var mine = sheet.File.Tasks.Where(t => !t.Audience.Applicant && CaseAccess.MayDoNow(Bench.Actor, t, sheet.File));
            var open = mine.Select(t => t.Id).ToList();
            _held.UnionWith(sheet.File.Tasks.Where(t => t.Assignee == Bench.Actor.AccountId).Select(t => t.Id));
            _panels.RemoveAll(p => !open.Contains(p) && !_held.Contains(p));
            _panels.AddRange(open.Except(_panels));
        }

        _ = InvokeAsync(StateHasChanged);
    }

    /// <summary>The button that was pressed goes with its panel: whoever works by keyboard stays where the work is.</summary>
    private void Close(Guid task)
    {
        _panels.Remove(task);
        _held.Remove(task);
        (_finished, _toSide) = (true, true);
    }

    private async Task LookAsync()
    {
        using var timer = new PeriodicTimer(LookInterval, Clock);
        try
        {
            while (await timer.WaitForNextTickAsync(_gone.Token))
            {
                await InvokeAsync(Bench.LookAsync);
                await InvokeAsync(() => Bench.MaskAfter(Clock.GetUtcNow()));
            }
        }
        catch (OperationCanceledException)
        {
            // The page is gone.
        }
    }
}
