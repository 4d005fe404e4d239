using System.Text.Json.Nodes;
using Platform.Model;
using Platform.Model.Definitions;
using Platform.Model.Editing;
using Platform.Model.Identity;

namespace Platform.Designer.Editors;

/// <summary>
/// One person's desk with one definition on it. A change shows at once and is sent at once, one after the other; what colleagues change meanwhile comes in
/// by itself. Used by one circuit only, and closed with it: what was typed before is sent all the same.
/// </summary>
/// <param name="dispatch">Runs something where the components live.</param>
public sealed class EditorDesk(IWorkshop workshop, ICurrentActor current, DefinitionName name, Func<Func<Task>, Task> dispatch, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    /// <summary>How soon the work of colleagues in other processes comes in.</summary>
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(4);

    /// <summary>How often what was typed is tried again when nobody sits at the desk any more.</summary>
    private const int MostTriesAlone = 30;

    private readonly CancellationTokenSource _gone = new();
    private readonly Queue<DocumentPatch> _unsaved = new();
    private IDisposable? _visit;
    private IReadOnlyList<Problem> _refused = [];
    private IReadOnlyList<Problem> _unread = [];

    /// <summary>The last act in line: one at a time talks to the server, so nothing older ever comes after something newer.</summary>
    private Task _line = Task.CompletedTask;
    private bool _readComes;

    /// <summary>Something to show has changed.</summary>
    public event Action? Changed;

    public DefinitionName Name => name;

    /// <summary>As the server knows it; null until <see cref="OpenAsync"/>.</summary>
    public Workpiece? Piece { get; private set; }

    /// <summary>With everything this person did, also what is still on its way. Never to be changed but by <see cref="EditAsync"/>.</summary>
    public JsonObject Document { get; private set; } = [];

    public bool MayEdit => Actor.May(Permissions.DefinitionsEdit, name.Owner);

    public bool MayPublish => Actor.May(Permissions.DefinitionsPublish, name.Owner);

    /// <summary>When the last change was on disk; null before the first.</summary>
    public DateTimeOffset? SavedAt { get; private set; }

    public bool IsSaved => _unsaved.Count == 0;

    /// <summary>True while the server does not take what was done here; it is tried again.</summary>
    public bool IsCutOff { get; private set; }

    public IReadOnlyList<Colleague> Others { get; private set; } = [];

    /// <summary>What was not done because a colleague had changed the same place; until <see cref="SettleAsync"/>.</summary>
    public IReadOnlyList<DocumentConflict> Conflicts { get; private set; } = [];

    /// <summary>Why the last act was refused, until the next one; and why the definition cannot be read, until it can.</summary>
    public IReadOnlyList<Problem> Problems => [.. _unread, .. _refused];

    /// <summary>What the last check found; null before the first.</summary>
    public IReadOnlyList<DefinitionFinding>? Findings { get; private set; }

    /// <summary>When the draft is to come into force, or was and did not; null when nobody scheduled it.</summary>
    public PublicationSchedule? Schedule { get; private set; }

    public StepsBack Steps => Piece?.Steps ?? default;

    private Actor Actor => current.Actor;

    /// <summary>Reads the definition and tells colleagues that somebody has it open.</summary>
    public Task OpenAsync()
    {
        if (_visit is null)
        {
            _visit = workshop.Enter(Actor, name, () => _ = dispatch(OnToldAsync));
            _ = dispatch(LookAsync);
        }

        return ReadAsync();
    }

    /// <summary>Changes the document: <paramref name="change"/> gets a copy. Returns when the change is on disk or was refused.</summary>
    public Task EditAsync(Action<JsonObject> change)
    {
        var after = (JsonObject)Document.DeepClone();
        change(after);
        return EditAsync(DocumentDiff.Between(Document, after));
    }

    public Task SetAsync(Spot spot, JsonNode? value) => EditAsync(d => spot.Put(d, value));

    /// <summary>Makes the document another; what both have stays untouched.</summary>
    public Task ReplaceAsync(JsonObject document) => EditAsync(DocumentDiff.Between(Document, document));

    /// <summary>Carries out what was changed between an older text of the document and a newer one, and leaves what colleagues did since alone.</summary>
    public Task ReplaceAsync(JsonObject seen, JsonObject document) => EditAsync(DocumentDiff.Between(seen, document));

    /// <summary>Edits of the draft before the one numbered <paramref name="before"/>, newest first.</summary>
    public async Task<IReadOnlyList<Edit>> EditsAsync(int before, int take) => await workshop.EditsAsync(Actor, name, before, take, _gone.Token) is { Succeeded: true } found ? found.Value : [];

    /// <summary>All versions, newest first, without their documents.</summary>
    public async Task<IReadOnlyList<Definition>> VersionsAsync() => await workshop.VersionsAsync(Actor, name, _gone.Token) is { Succeeded: true } found ? found.Value : [];

    /// <summary>Shows why something else was refused.</summary>
    public void Refuse(IReadOnlyList<Problem> problems)
    {
        _refused = problems;
        Tell();
    }

    /// <summary>Shows another schedule, or none.</summary>
    public void Show(PublicationSchedule? schedule)
    {
        Schedule = schedule;
        Tell();
    }

    public Task UndoAsync() => StepAsync(() => workshop.UndoAsync(Actor, name, _gone.Token));

    public Task RedoAsync() => StepAsync(() => workshop.RedoAsync(Actor, name, _gone.Token));

    /// <summary>Makes the draft what a version was.</summary>
    public Task RestoreAsync(int version) => StepAsync(() => workshop.RestoreAsync(Actor, name, version, _gone.Token));

    /// <summary>Waits until everything done here so far is on disk or was refused.</summary>
    public Task FlushAsync() => InLineAsync(() => Task.CompletedTask);

    /// <summary>Asks what stands in the way of publishing.</summary>
    public Task CheckAsync()
    {
        _refused = [];
        return InLineAsync(FindAsync);
    }

    /// <summary>Findings at one place and below it.</summary>
    public IEnumerable<DefinitionFinding> FindingsAt(Spot spot) => Findings?.Where(f => f.Problem.Field == spot.Path) ?? [];

    /// <summary>Findings below a place, not at it.</summary>
    public IEnumerable<DefinitionFinding> FindingsBelow(Spot spot) =>
        Findings?.Where(f => f.Problem.Field is { } field && (field.StartsWith(spot.Path + ".", StringComparison.Ordinal) || field.StartsWith(spot.Path + "[", StringComparison.Ordinal))) ?? [];

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
    public Task ReadAsync() => InLineAsync(ReadNowAsync);

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

        var here = patch.Apply(Document);
        (Document, _refused) = (here.Document, []);
        _unsaved.Enqueue(patch);
        Tell();
        await InLineAsync(() => Task.CompletedTask);
    }

    private Task StepAsync(Func<ValueTask<Result<EditOutcome>>> step) => InLineAsync(async () =>
    {
        var outcome = await step();
        _refused = outcome.Problems;
        if (outcome.TryGet(out var done))
        {
            Done(done);
            await FindAgainAsync();
        }
    });

    /// <summary>Does something at the server when everything before is done; what waits to be sent goes first.</summary>
    private Task InLineAsync(Func<Task> act) => _line = FollowAsync(_line, act);

    private async Task FollowAsync(Task before, Func<Task> act)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        try
        {
            await SendWaitingAsync();
            if (!_gone.IsCancellationRequested)
            {
                await act();
            }
        }
        catch (OperationCanceledException) when (_gone.IsCancellationRequested)
        {
            // Nobody is there any more to be shown anything.
        }
        catch (Exception broken) when (IsAway(broken))
        {
            IsCutOff = true;
        }

        Tell();
    }

    /// <summary>Sends what waits, oldest first, also when the page is gone meanwhile.</summary>
    private async Task SendWaitingAsync()
    {
        var sent = false;
        for (var tries = 0; _unsaved.TryPeek(out var patch) && tries < MostTriesAlone; tries = _gone.IsCancellationRequested ? tries + 1 : 0)
        {
            sent |= await TrySendAsync(patch);
        }

        if (sent)
        {
            await FindAgainAsync();
        }
    }

    private async Task<bool> TrySendAsync(DocumentPatch patch)
    {
        Result<EditOutcome> outcome;
        try
        {
            outcome = await workshop.EditAsync(Actor, name, patch, Piece?.Draft?.Id.Version, CancellationToken.None);
        }
        catch (Exception broken) when (IsAway(broken))
        {
            // Nothing typed is lost: it stays in the queue, and doing an edit twice does it once.
            IsCutOff = true;
            Tell();
            await Task.Delay(Pause, clock, CancellationToken.None);
            return false;
        }

        IsCutOff = false;
        _unsaved.Dequeue();
        if (outcome.TryGet(out var done))
        {
            Done(done);
        }
        else
        {
            _refused = outcome.Problems;
            if (Piece is { } piece)
            {
                Take(piece);
            }
        }

        Tell();
        return true;
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

    private async Task ReadNowAsync()
    {
        var opened = await workshop.OpenAsync(Actor, name, _gone.Token);
        (IsCutOff, _unread) = (false, opened.Problems);
        if (opened.TryGet(out var piece))
        {
            Take(piece);
        }

        Others = workshop.OthersIn(name, Actor.AccountId ?? Guid.Empty);
    }

    private async Task FindAsync()
    {
        var found = await workshop.CheckAsync(Actor, name, _gone.Token);
        Findings = found.Succeeded ? found.Value : null;
        if (!found.Succeeded)
        {
            _refused = found.Problems;
        }
    }

    /// <summary>Who asked once sees at once whether it is mended, unless more is on its way.</summary>
    private Task FindAgainAsync() => Findings is not null && IsSaved && !_gone.IsCancellationRequested ? FindAsync() : Task.CompletedTask;

    /// <summary>Told many times while one reading waits for its turn, it reads once.</summary>
    private async Task OnToldAsync()
    {
        if (_gone.IsCancellationRequested || _readComes)
        {
            return;
        }

        _readComes = true;
        await InLineAsync(() =>
        {
            _readComes = false;
            return ReadNowAsync();
        });
    }

    /// <summary>Sees what was changed in another process when the news of it was lost.</summary>
    private async Task LookAsync()
    {
        using var timer = new PeriodicTimer(LookInterval, clock);
        try
        {
            while (!_gone.IsCancellationRequested && await timer.WaitForNextTickAsync(_gone.Token))
            {
                await InLineAsync(async () =>
                {
                    if (IsCutOff || await workshop.MarkAsync(Actor, name, _gone.Token) != MarkOf(Piece))
                    {
                        await ReadNowAsync();
                    }
                });
            }
        }
        catch (OperationCanceledException) when (_gone.IsCancellationRequested)
        {
            // The page is gone.
        }
    }

    private static bool IsAway(Exception broken) => broken is System.Data.Common.DbException or TimeoutException or IOException;

    private static DraftMark? MarkOf(Workpiece? piece) => piece?.Draft is { } draft ? new DraftMark(draft.Id.Version, piece.LastEdit, draft.ETag) : null;

    private void Tell()
    {
        if (!_gone.IsCancellationRequested)
        {
            Changed?.Invoke();
        }
    }
}
