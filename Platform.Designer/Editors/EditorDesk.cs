using System.Text.Json.Nodes;
using Platform.Model;
using Platform.Model.Definitions;
using Platform.Model.Editing;
using Platform.Model.Identity;

namespace Platform.Designer.Editors;

/// <summary>
/// One person's desk with one definition on it. A change shows at once and is sent at once, one after the other; what colleagues change meanwhile comes in
/// by itself. Used by one circuit only.
/// </summary>
/// <param name="dispatch">Runs something where the components live.</param>
public sealed class EditorDesk(IWorkshop workshop, Actor actor, DefinitionName name, Func<Func<Task>, Task> dispatch, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    /// <summary>How soon the work of colleagues in other processes comes in.</summary>
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(4);
    private readonly CancellationTokenSource _gone = new();
    private readonly Queue<DocumentPatch> _unsaved = new();
    private IDisposable? _visit;
    private Task _sending = Task.CompletedTask;
    private bool _stale;

    /// <summary>Something to show has changed.</summary>
    public event Action? Changed;

    public DefinitionName Name => name;

    /// <summary>As the server knows it; null until <see cref="OpenAsync"/>.</summary>
    public Workpiece? Piece { get; private set; }

    /// <summary>With everything this person did, also what is still on its way. Never to be changed but by <see cref="EditAsync"/>.</summary>
    public JsonObject Document { get; private set; } = [];

    public bool MayEdit { get; } = actor.May(Permissions.DefinitionsEdit, name.Owner);

    public bool MayPublish { get; } = actor.May(Permissions.DefinitionsPublish, name.Owner);

    /// <summary>When the last change was on disk; null before the first.</summary>
    public DateTimeOffset? SavedAt { get; private set; }

    public bool IsSaved => _unsaved.Count == 0;

    /// <summary>True while the server does not take what was done here; it is tried again.</summary>
    public bool IsCutOff { get; private set; }

    public IReadOnlyList<Colleague> Others { get; private set; } = [];

    /// <summary>What was not done because a colleague had changed the same place; until <see cref="SettleAsync"/>.</summary>
    public IReadOnlyList<DocumentConflict> Conflicts { get; private set; } = [];

    /// <summary>Why the last act was refused.</summary>
    public IReadOnlyList<Problem> Problems { get; private set; } = [];

    /// <summary>What the last check found; null before the first.</summary>
    public IReadOnlyList<DefinitionFinding>? Findings { get; private set; }

    public StepsBack Steps => Piece?.Steps ?? default;

    /// <summary>Reads the definition and tells colleagues that somebody has it open.</summary>
    public async Task OpenAsync()
    {
        if (_visit is null)
        {
            _visit = workshop.Enter(actor, name, () => _ = dispatch(OnToldAsync));
            _ = dispatch(LookAsync);
        }

        await ReadAsync();
    }

    /// <summary>Changes the document: <paramref name="change"/> gets a copy. Returns when the change is on disk or was refused.</summary>
    public async Task EditAsync(Action<JsonObject> change)
    {
        var after = (JsonObject)Document.DeepClone();
        change(after);
        await EditAsync(DocumentDiff.Between(Document, after));
    }

    public Task SetAsync(Spot spot, JsonNode? value) => EditAsync(d => spot.Put(d, value));

    /// <summary>Makes the document another; what both have stays untouched.</summary>
    public Task ReplaceAsync(JsonObject document) => EditAsync(DocumentDiff.Between(Document, document));

    /// <summary>Edits of the draft before the one numbered <paramref name="before"/>, newest first.</summary>
    public async Task<IReadOnlyList<Edit>> EditsAsync(int before, int take) => await workshop.EditsAsync(actor, name, before, take, _gone.Token) is { Succeeded: true } found ? found.Value : [];

    /// <summary>All versions, newest first, without their documents.</summary>
    public async Task<IReadOnlyList<Definition>> VersionsAsync() => await workshop.VersionsAsync(actor, name, _gone.Token) is { Succeeded: true } found ? found.Value : [];

    /// <summary>Shows why something else was refused.</summary>
    public void Refuse(IReadOnlyList<Problem> problems)
    {
        Problems = problems;
        Tell();
    }

    public Task UndoAsync() => StepAsync(() => workshop.UndoAsync(actor, name, _gone.Token));

    public Task RedoAsync() => StepAsync(() => workshop.RedoAsync(actor, name, _gone.Token));

    /// <summary>Asks what stands in the way of publishing.</summary>
    public async Task CheckAsync()
    {
        await SendAsync();
        await FindAsync();
    }

    /// <summary>Findings at one place and below it.</summary>
    public IEnumerable<DefinitionFinding> FindingsAt(Spot spot) => Findings?.Where(f => f.Problem.Field == spot.Path) ?? [];

    /// <summary>Makes this person's change all the same, or leaves the colleague's: either way the conflict is over.</summary>
    public async Task SettleAsync(DocumentConflict conflict, bool mine)
    {
        Conflicts = [.. Conflicts.Where(c => c != conflict)];
        Tell();
        if (mine && conflict.Insist() is { } patch)
        {
            await EditAsync(patch);
        }
    }

    /// <summary>Reads again, for example after a publication.</summary>
    public async Task ReadAsync()
    {
        var opened = await workshop.OpenAsync(actor, name, _gone.Token);
        Problems = opened.Problems;
        if (opened.TryGet(out var piece))
        {
            Take(piece);
        }

        Others = workshop.OthersIn(name, actor.AccountId ?? Guid.Empty);
        Tell();
    }

    public void Dispose()
    {
        _visit?.Dispose();
        _gone.Cancel();
        _gone.Dispose();
    }

    private async Task EditAsync(DocumentPatch patch)
    {
        if (patch.IsEmpty || !MayEdit)
        {
            return;
        }

        Document = patch.Apply(Document).Document;
        Problems = [];
        _unsaved.Enqueue(patch);
        Tell();
        await SendAsync();
    }

    private async Task StepAsync(Func<ValueTask<Result<EditOutcome>>> step)
    {
        await SendAsync();
        var outcome = await step();
        Problems = outcome.Problems;
        if (outcome.TryGet(out var done))
        {
            Done(done);
            if (Findings is not null)
            {
                await FindAsync();
            }
        }

        Tell();
    }

    private async Task FindAsync()
    {
        var found = await workshop.CheckAsync(actor, name, _gone.Token);
        Findings = found.Succeeded ? found.Value : null;
        Problems = found.Problems;
        Tell();
    }

    /// <summary>Sends what waits, oldest first; one sender at a time. Ends when nothing waits any more.</summary>
    private Task SendAsync()
    {
        if (_sending.IsCompleted)
        {
            _sending = SendAllAsync();
        }

        return _sending;
    }

    private async Task SendAllAsync()
    {
        try
        {
            while (_unsaved.Count > 0)
            {
                while (_unsaved.TryPeek(out var patch))
                {
                    await SendAsync(patch);
                }

                if (Findings is not null)
                {
                    // Who asked once sees at once whether it is mended.
                    await FindAsync();
                }
            }

            if (_stale)
            {
                _stale = false;
                await ReadAsync();
            }
        }
        catch (OperationCanceledException) when (_gone.IsCancellationRequested)
        {
            // The page is gone; what it had sent is on disk.
        }
    }

    private async Task SendAsync(DocumentPatch patch)
    {
        Result<EditOutcome> outcome;
        try
        {
            outcome = await workshop.EditAsync(actor, name, patch, _gone.Token);
        }
        catch (Exception broken) when (broken is System.Data.Common.DbException or TimeoutException or IOException)
        {
            // Nothing typed is lost: it stays in the queue, and doing an edit twice does it once.
            IsCutOff = true;
            Tell();
            await Task.Delay(Pause, clock, _gone.Token);
            return;
        }

        IsCutOff = false;
        _unsaved.Dequeue();
        if (outcome.TryGet(out var done))
        {
            Done(done);
        }
        else
        {
            Problems = outcome.Problems;
            if (Piece is { } piece)
            {
                Take(piece);
            }
        }

        Tell();
    }

    private void Done(EditOutcome outcome)
    {
        SavedAt = clock.GetUtcNow();
        Conflicts = [.. Conflicts, .. outcome.Conflicts];
        Take(outcome.Piece);
    }

    /// <summary>The server's state, with what is still on its way on top.</summary>
    private void Take(Workpiece piece)
    {
        Piece = piece;
        Document = _unsaved.Aggregate(piece.Document, (document, patch) => patch.Apply(document).Document);
    }

    private async Task OnToldAsync()
    {
        if (_gone.IsCancellationRequested)
        {
            return;
        }

        if (!_sending.IsCompleted)
        {
            _stale = true;
        }
        else
        {
            await ReadAsync();
        }
    }

    /// <summary>Sees what was changed in another process, or through the API.</summary>
    private async Task LookAsync()
    {
        using var timer = new PeriodicTimer(LookInterval, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(_gone.Token))
            {
                if (_sending.IsCompleted && await workshop.MarkAsync(actor, name, _gone.Token) != MarkOf(Piece) && _sending.IsCompleted)
                {
                    await ReadAsync();
                }
            }
        }
        catch (OperationCanceledException) when (_gone.IsCancellationRequested)
        {
            // The page is gone.
        }
        catch (System.Data.Common.DbException)
        {
            // The database is away: sending says so, and the next tick looks again.
            _ = dispatch(LookAsync);
        }
    }

    private static DraftMark? MarkOf(Workpiece? piece) => piece?.Draft is { } draft ? new DraftMark(draft.Id.Version, piece.LastEdit, draft.ETag) : null;

    private void Tell() => Changed?.Invoke();
}
