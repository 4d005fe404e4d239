using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Components;
using Platform.Designer.Editors.Changes;
using Platform.Model;
using Platform.Model.Clocks;
using Platform.Model.Definitions;
using Platform.Model.Editing;
using Platform.Model.Flows;
using Platform.Model.Identity;

namespace Platform.Designer.Editors.Frame;

public sealed partial class PublishPanel : IDisposable
{
    private readonly CancellationTokenSource _gone = new();
    private IReadOnlyList<Definition> _versions = [];
    private IReadOnlyList<ChangeLine> _lines = [];
    private string? _published;
    private bool _saysNothing;

    /// <summary>Open cases of the flow, or of the item's; null where there is no flow in force.</summary>
    private FlowCases? _cases;
    private bool _busy;

    /// <summary>Whether the difference is shown as two texts rather than in words.</summary>
    private bool _aside;
    private JsonObject _before = [];
    private string? _beforeText;
    private (JsonObject Before, JsonObject Draft, JsonObject? Former) _compared;

    /// <summary>The former version that somebody thinks of putting in force again.</summary>
    private DefinitionId? _again;

    /// <summary>ETag of what was in force when it was asked for; empty where nothing was.</summary>
    private string _againInstead = "";
    private JsonObject _former = [];
    private IReadOnlyList<ChangeLine> _againLines = [];
    private bool _asked;

    /// <summary>The version that somebody thinks of making the draft.</summary>
    private DefinitionId? _restore;
    private ElementReference _question;
    private ElementReference _title;

    [CascadingParameter]
    private EditorDesk Desk { get; set; } = default!;

    [CascadingParameter]
    private ChangeWords InWords { get; set; } = default!;

    [Inject]
    private IDefinitionEditor Editor { get; set; } = default!;

    [Inject]
    private IPublications Publications { get; set; } = default!;

    [Inject]
    private IDefinitions Definitions { get; set; } = default!;

    [Inject]
    private IProblemWords Words { get; set; } = default!;

    [Inject]
    private IAboveChanges Changes { get; set; } = default!;

    [Inject]
    private ICurrentActor Current { get; set; } = default!;

    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
    }

    protected override async Task OnInitializedAsync()
    {
        await ReadVersionsAsync();
        Compare();
    }

    protected override void OnParametersSet() => Compare();

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (_asked)
        {
            _asked = false;
            await _question.FocusAsync();
        }
    }

    /// <summary>Taking a version into the draft makes changes go that are in force nowhere.</summary>
    private bool ReplacesChanges => Desk.Piece?.Draft is not null && _lines.Count > 0;

    private static string Moment(DateTimeOffset at) => at.ToOffset(ChinaTime.Offset).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    /// <summary>The draft beside what is in force here, or what it took from above, and the former version that may come into force again beside the same.</summary>
    private void Compare()
    {
        var text = Desk.Piece is { } piece && (piece.Active ?? piece.Above) is { } active && (piece.Active is not null || piece.Name.Kind != DefinitionKind.Item) ? active.Json : null;
        if (text != _beforeText)
        {
            (_beforeText, _before) = (text, text is null ? [] : (JsonObject)JsonNode.Parse(text)!);
        }

        // Putting long texts beside each other takes a while, and this is drawn again with every word a colleague types.
        var now = (_before, Desk.Document, _again is null ? null : _former);
        if (now != _compared)
        {
            _compared = now;
            _lines = InWords.Between(_before, Desk.Document, Desk.Name.Kind);
            _againLines = now.Item3 is { } former ? InWords.Between(_before, former, Desk.Name.Kind) : [];
        }
    }

    private Task PublishAsync() => EndDraftAsync(Editor.PublishAsync, done => T["publish.done", done.Definition.Id.Version]);

    private Task FollowAsync() => EndDraftAsync(Editor.FollowAboveAsync, _ => T["publish.follows.done"]);

    /// <param name="end">What is to become of the draft.</param>
    /// <param name="done">What is said of it.</param>
    private Task EndDraftAsync(Func<Actor, DefinitionName, string?, CancellationToken, ValueTask<Result<DefinitionSaved>>> end, Func<DefinitionSaved, string> done) => BusyAsync(async () =>
    {
        // What was typed last goes with it, and what is published is what stands here.
        _restore = null;
        await Desk.FlushAsync();
        if (Desk is not { IsSaved: true, Piece.Draft: { } draft })
        {
            return;
        }

        var ended = await end(Current.Actor, Desk.Name, draft.ETag, _gone.Token);
        await Desk.ReadAsync();
        Say(ended, done);
    });

    private Task ScheduleAsync(DateTimeOffset from) => BusyAsync(async () =>
    {
        await Desk.FlushAsync();
        if (Desk is not { IsSaved: true, Piece.Draft: { } draft })
        {
            return;
        }

        var scheduled = await Publications.ScheduleAsync(Current.Actor, [new(Desk.Name, draft.Id.Version, draft.ETag, [])], from, _gone.Token);
        Say(scheduled, done => T["schedule.done", ScheduleMoment.Write(done.From)]);
        if (scheduled.TryGet(out var schedule))
        {
            Desk.Show(schedule);
        }
    });

    /// <summary>What would change is said before it is asked for.</summary>
    private async Task AskAgainAsync(DefinitionId version)
    {
        var former = await Definitions.GetAsync(version, _gone.Token);
        _former = (JsonObject)JsonNode.Parse(former.Json)!;
        (_again, _againInstead, _asked, _published, _restore) = (version, Desk.Piece?.Active?.ETag ?? "", true, null, null);
        Compare();
    }

    private Task PublishAgainAsync() => BusyAsync(async () =>
    {
        if (_again is not { } version)
        {
            return;
        }

        var published = await Publications.PublishAgainAsync(Current.Actor, version, _againInstead, _gone.Token);
        await Desk.ReadAsync();
        Say(published, done => T["again.done", version.Version, done.Definition.Id.Version]);
        _again = null;
    });

    private async Task RetiredAsync(string said)
    {
        await ReadVersionsAsync();
        Compare();
        _published = said;
        await _title.FocusAsync();
    }

    private void Say<TDone>(Result<TDone> result, Func<TDone, string> done)
    {
        _published = result.TryGet(out var value) ? done(value) : null;
        Desk.Refuse(result.Problems);
    }

    private async Task BusyAsync(Func<Task> act)
    {
        if (_busy)
        {
            return;
        }

        (_busy, _published) = (true, null);
        try
        {
            await act();
            await ReadVersionsAsync();
            Compare();
        }
        finally
        {
            _busy = false;
        }
    }

    /// <summary>A draft that says something of its own is not replaced before somebody has said so.</summary>
    private async Task RestoreAsync(DefinitionId id)
    {
        await BusyAsync(async () =>
        {
            // What was typed last counts too.
            await Desk.FlushAsync();
            Compare();
            (_restore, _again) = (id, null);
        });
        if (_restore == id && !ReplacesChanges)
        {
            await TakeAsync();
        }
    }

    /// <summary>Makes the draft what a version was; one step back takes that back.</summary>
    private Task TakeAsync() => BusyAsync(async () =>
    {
        if (_restore is { } id)
        {
            _restore = null;
            await Desk.RestoreAsync(id.Version);
        }
    });

    private async Task ReadVersionsAsync()
    {
        _versions = await Desk.VersionsAsync();
        _cases = await Publications.CasesAsync(Current.Actor, Desk.Name, _gone.Token) is { Succeeded: true } found ? found.Value : null;
        _saysNothing = (await Changes.ReadAsync(Current.Actor, Desk.Name, _gone.Token)).TryGet(out var state) && state.SaysNothing;
    }
}
