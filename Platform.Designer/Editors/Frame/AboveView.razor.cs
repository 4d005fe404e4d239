using System.Text.Json;
using Microsoft.AspNetCore.Components;
using Platform.Designer.Editors.Changes;
using Platform.Model;
using Platform.Model.Definitions;
using Platform.Model.Editing;
using Platform.Model.Identity;
using Platform.Model.Items;
using Platform.Model.Localities;

namespace Platform.Designer.Editors.Frame;

public sealed partial class AboveView : IDisposable
{
    private readonly CancellationTokenSource _gone = new();
    private readonly Dictionary<string, AboveChoice> _choices = new(StringComparer.Ordinal);
    private ElementReference _title;
    private AboveState? _state;
    private IReadOnlyList<(AboveDifference Difference, AboveLine Line, int Number)> _open = [];
    private IReadOnlyList<(AboveFate Fate, IReadOnlyList<ChangeLine> Lines)> _others = [];
    private string _now = "";
    private string _rests = "";
    private (string? ETag, string? Above) _seen;
    private int _takes;
    private int _left;
    private bool _done;
    private bool _busy;

    [CascadingParameter]
    private EditorDesk Desk { get; set; } = default!;

    [CascadingParameter]
    private ChangeWords InWords { get; set; } = default!;

    [Inject]
    private IAboveChanges Changes { get; set; } = default!;

    [Inject]
    private ILocalities Localities { get; set; } = default!;

    [Inject]
    private ICurrentActor Current { get; set; } = default!;

    public void Dispose()
    {
        Desk.Changed -= OnChanged;
        _gone.Cancel();
        _gone.Dispose();
    }

    protected override async Task OnInitializedAsync()
    {
        Desk.Changed += OnChanged;
        await ReadAsync();
    }

    private static string Word(FieldPolicy policy) => JsonNamingPolicy.CamelCase.ConvertName(policy.ToString());

    /// <summary>What colleagues do in the draft shows here too.</summary>
    private void OnChanged()
    {
        if (!_busy && SeenNow() != _seen)
        {
            _ = InvokeAsync(async () =>
            {
                await ReadAsync();
                StateHasChanged();
            });
        }
    }

    private (string? ETag, string? Above) SeenNow() => ((Desk.Piece?.Draft ?? Desk.Piece?.Active)?.ETag, Desk.Piece?.Above?.Id.ToString());

    private async Task ReadAsync()
    {
        _seen = SeenNow();
        var read = await Changes.ReadAsync(Current.Actor, Desk.Name, _gone.Token);
        if (!read.TryGet(out var state))
        {
            Desk.Refuse(read.Problems);
            return;
        }

        var above = state.NearestDocument();
        AboveLine Line(AboveDifference difference) => InWords.Line(difference, state.Name.Kind, state.Merge.Here, above);
        var open = state.Merge.Differences.Where(d => d.IsOpen).ToList();
        foreach (var difference in open)
        {
            // Taking is the sensible thing where nobody here said otherwise; what was said here stays until somebody decides.
            _choices.TryAdd(difference.Field, difference.Fate == AboveFate.Takes ? AboveChoice.Take : AboveChoice.Keep);
        }

        _open = [.. open.Select((d, i) => (d, Line(d), i))];
        _takes = open.Count(d => d.Fate == AboveFate.Takes);
        _others = [.. new[] { AboveFate.Follows, AboveFate.Local }
            .Select(f => (f, (IReadOnlyList<ChangeLine>)[.. state.Merge.Differences.Where(d => d.Fate == f).Select(d => Other(d, Line(d)))])).Where(o => o.Item2.Count > 0)];
        _now = await SayAsync(state.Now);
        _rests = state.RestsOn.Versions.Count == 0 ? T["fromAbove.nothing"] : await SayAsync(state.RestsOn);
        _state = state;
    }

    private static ChangeLine Other(AboveDifference difference, AboveLine line) =>
        new(line.Place, difference.Fate == AboveFate.Follows ? line.What : "", difference.Fate == AboveFate.Follows ? line.Before : line.Above, difference.Fate == AboveFate.Follows ? line.Above : line.Here);

    private async Task<string> SayAsync(Basis basis)
    {
        var said = new List<string>();
        foreach (var version in basis.Versions)
        {
            var place = await Localities.FindAsync(version.Locality, _gone.Token);
            said.Add(T["fromAbove.version", place?.Name.ToString() ?? version.Locality.Value, version.Version]);
        }

        return string.Join(T["value.separator"], said);
    }

    private Task TakeAllAsync() => SettleAsync(_open.Where(o => o.Difference.Fate == AboveFate.Takes).ToDictionary(o => o.Difference.Field, _ => AboveChoice.Take, StringComparer.Ordinal));

    private Task GiveUpAsync() => DoAsync(state => Changes.GiveUpAsync(Current.Actor, state, _gone.Token));

    private Task SettleAsync(IReadOnlyDictionary<string, AboveChoice> choices) => DoAsync(state =>
    {
        var fields = state.Merge.Differences.Where(d => d.IsOpen).Select(d => d.Field).ToHashSet(StringComparer.Ordinal);
        return Changes.SettleAsync(Current.Actor, state, choices.Where(c => fields.Contains(c.Key)).ToDictionary(c => c.Key, c => c.Value, StringComparer.Ordinal), _gone.Token);
    });

    private async Task DoAsync(Func<AboveState, ValueTask<Result<EditOutcome>>> act)
    {
        if (_busy || _state is null)
        {
            return;
        }

        (_busy, _done, _left) = (true, false, 0);
        try
        {
            // What was typed last goes first; what was chosen was chosen for what is shown.
            await Desk.FlushAsync();
            var settled = await act(_state);
            await Desk.ReadAsync();
            if (settled.TryGet(out var outcome))
            {
                (_done, _left) = (true, outcome.Conflicts.Count);
                _choices.Clear();
            }
            else
            {
                Desk.Refuse(settled.Problems);
            }

            await ReadAsync();
        }
        finally
        {
            _busy = false;
        }

        await _title.FocusAsync();
    }
}
