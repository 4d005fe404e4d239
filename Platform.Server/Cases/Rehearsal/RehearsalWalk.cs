using System.Text.Json.Nodes;
using Platform.Model;
using Platform.Model.Cases;
using Platform.Model.Flows;
using Platform.Model.Forms;
using Platform.Model.Identity;
using Platform.Model.Items;
using Platform.Model.Localities;

namespace Platform.Server.Cases.Rehearsal;

/// <summary>
/// A rehearsal that somebody leads move by move. After every move it is played anew from the start on the drafts as they are by then, so a move can be taken back
/// and a mended flow shows at once. Used by one circuit only.
/// </summary>
internal sealed class RehearsalWalk(RehearsalDesk desk, IItemDrafts items, ICurrentActor current, LocalityCode editor, TimeProvider clock)
{
    private readonly List<RehearsalMove> _moves = [];
    private DateTimeOffset? _filedAt;

    /// <summary>Null until one is chosen.</summary>
    public string? Item { get; private set; }

    /// <summary>Where it is applied for.</summary>
    public LocalityCode Place { get; private set; }

    public Dictionary<string, string> Scenario { get; } = new(StringComparer.Ordinal);

    public JsonObject Answers { get; set; } = [];

    /// <summary>How far it has come; null before the filing.</summary>
    public RehearsalRun? Run { get; private set; }

    /// <summary>Why the last move was not made; it is not among the moves.</summary>
    public IReadOnlyList<Problem> Problems { get; private set; } = [];

    public int Moves => _moves.Count;

    private DateOnly Today => Model.Clocks.ChinaTime.DayOf(Run?.Now ?? clock.GetUtcNow());

    /// <summary>Another item, with made-up answers to its form.</summary>
    public async Task ChooseAsync(DraftedItem item, CancellationToken ct)
    {
        Reset();
        (Item, Place, Answers) = (item.Key, item.Locality, []);
        Scenario.Clear();
        await SampleAnswersAsync(ct);
    }

    public async Task SampleAnswersAsync(CancellationToken ct)
    {
        var found = await FindAsync(ct);
        Problems = found.Problems;
        if (found.TryGet(out var item))
        {
            Answers = SampleAnswers.Of(item.Form, Place.Value, Today).ToJson();
        }
    }

    /// <summary>Files the case, now.</summary>
    public Task BeginAsync(CancellationToken ct)
    {
        Reset();
        _filedAt = clock.GetUtcNow();
        return PlayAsync(ct);
    }

    public async Task MoveAsync(RehearsalMove move, CancellationToken ct)
    {
        if (Run is null || _moves.Count >= RehearsalScript.MostMoves)
        {
            return;
        }

        _moves.Add(move);
        await PlayAsync(ct);
    }

    /// <summary>Finishes a task with what its dialog would hold in the plainest case.</summary>
    /// <param name="by">Any word; empty = somebody of their own.</param>
    public async Task CompleteAsync(RehearsedTask task, string outcome, string text, string by, CancellationToken ct)
    {
        var found = await FindAsync(ct);
        if (!found.TryGet(out var item))
        {
            Problems = found.Problems;
            return;
        }

        var data = OrdinaryData.For(item, task.Kind, outcome, text, Today);
        await MoveAsync(new(RehearsalAct.Complete, task.Step, outcome, text, data.Count > 0 ? data : null, by.Trim() is { Length: > 0 } person ? person : null), ct);
    }

    public async Task BackAsync(CancellationToken ct)
    {
        if (_moves.Count > 0)
        {
            _moves.RemoveAt(_moves.Count - 1);
            await PlayAsync(ct);
        }
    }

    /// <summary>Plays it once more, for example on a flow that was mended.</summary>
    public async Task PlayAsync(CancellationToken ct)
    {
        if (Item is null || _filedAt is null)
        {
            return;
        }

        var played = await desk.RehearseAsync(current.Actor, Place, Item, null, Script(), ct, editor);
        Problems = played.Problems;
        if (!played.TryGet(out var run))
        {
            return;
        }

        Run = run;
        if (run.Stopped is { } stopped)
        {
            Problems = stopped.Problems;
            _moves.RemoveRange(Math.Max(0, stopped.Move - 1), _moves.Count - Math.Max(0, stopped.Move - 1));
        }
    }

    /// <summary>What was walked, to be saved with the flow; only after the filing.</summary>
    public FlowSample ToSample(LocalizedText name) => new(name, Item!, Script(), Run!.State, Run.Path);

    /// <param name="place">Where its item is applied for.</param>
    public Task PlayAsync(FlowSample sample, LocalityCode place, CancellationToken ct)
    {
        Reset();
        (Item, Place) = (sample.Item, place);
        (Answers, _filedAt) = ((JsonObject?)sample.Script.Answers?.DeepClone() ?? [], sample.Script.FiledAt ?? clock.GetUtcNow());
        Scenario.Clear();
        foreach (var (question, answer) in sample.Script.Scenario ?? new Dictionary<string, string>())
        {
            Scenario[question] = answer;
        }

        _moves.AddRange(sample.Script.Moves ?? []);
        return PlayAsync(ct);
    }

    private RehearsalScript Script() => new(new Dictionary<string, string>(Scenario), (JsonObject)Answers.DeepClone(), _filedAt, [.. _moves]);

    private ValueTask<Result<PublishedItem>> FindAsync(CancellationToken ct) => items.FindAsync(Place, Item!, editor, ct);

    private void Reset()
    {
        _moves.Clear();
        (Run, Problems, _filedAt) = (null, [], null);
    }
}
