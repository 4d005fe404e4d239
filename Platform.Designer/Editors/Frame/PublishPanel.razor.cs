using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Components;
using Platform.Model;
using Platform.Model.Clocks;
using Platform.Model.Definitions;
using Platform.Model.Editing;
using Platform.Model.Identity;

namespace Platform.Designer.Editors.Frame;

public sealed partial class PublishPanel : IDisposable
{
    private readonly CancellationTokenSource _gone = new();
    private IReadOnlyList<Definition> _versions = [];
    private IReadOnlyList<ChangeLine> _lines = [];
    private int? _published;
    private bool _follows;
    private bool _saysNothing;
    private bool _busy;

    [CascadingParameter]
    private EditorDesk Desk { get; set; } = default!;

    [Inject]
    private IDefinitionEditor Editor { get; set; } = default!;

    [Inject]
    private IAboveChanges Changes { get; set; } = default!;

    [Inject]
    private ICurrentActor Current { get; set; } = default!;

    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
    }

    protected override Task OnInitializedAsync() => ReadVersionsAsync();

    private Task PublishAsync() => EndDraftAsync(Editor.PublishAsync, done => _published = done);

    private Task FollowAsync() => EndDraftAsync(Editor.FollowAboveAsync, _ => _follows = true);

    protected override void OnParametersSet() => Compare();

    private static string Moment(DateTimeOffset at) => at.ToOffset(ChinaTime.Offset).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    /// <summary>The draft beside what is in force here, or what it took from above.</summary>
    private void Compare()
    {
        var before = Desk.Piece is { } piece && (piece.Active ?? piece.Above) is { } active && (piece.Active is not null || piece.Name.Kind != DefinitionKind.Item)
            ? (JsonObject)JsonNode.Parse(active.Json)!
            : [];
        _lines = new ChangeWords(T).Of(DocumentDiff.Between(before, Desk.Document), Desk.Name.Kind, Desk.Document, before);
    }

    /// <param name="end">What is to become of the draft.</param>
    /// <param name="done">Gets the version.</param>
    private async Task EndDraftAsync(Func<Actor, DefinitionName, string?, CancellationToken, ValueTask<Result<DefinitionSaved>>> end, Action<int> done)
    {
        if (_busy)
        {
            return;
        }

        (_busy, _published, _follows) = (true, null, false);
        try
        {
            // What was typed last goes with it, and what is published is what stands here.
            await Desk.FlushAsync();
            if (Desk is not { IsSaved: true, Piece.Draft: { } draft })
            {
                return;
            }

            var published = await end(Current.Actor, Desk.Name, draft.ETag, _gone.Token);
            await Desk.ReadAsync();
            if (published.TryGet(out var ended))
            {
                done(ended.Definition.Id.Version);
            }
            else
            {
                Desk.Refuse(published.Problems);
            }

            await ReadVersionsAsync();
            Compare();
        }
        finally
        {
            _busy = false;
        }
    }

    /// <summary>Makes the draft what a version was; one step back takes that back.</summary>
    private async Task RestoreAsync(DefinitionId id)
    {
        await Desk.RestoreAsync(id.Version);
        await ReadVersionsAsync();
        Compare();
    }

    private async Task ReadVersionsAsync()
    {
        _versions = await Desk.VersionsAsync();
        var read = await Changes.ReadAsync(Current.Actor, Desk.Name, _gone.Token);
        _saysNothing = read.TryGet(out var state) && state.SaysNothing;
    }
}
