using Microsoft.AspNetCore.Components;
using Platform.Model;
using Platform.Model.Definitions;
using Platform.Model.Identity;
using Platform.Model.Localities;

namespace Platform.Designer.Editors.Frame;

public sealed partial class RetireSection : IDisposable
{
    private const int Most = 20;

    private readonly CancellationTokenSource _gone = new();
    private Act? _asked;
    private Act? _left;
    private Retirement? _look;
    private LocalityTree _places = new([]);
    private bool _focus;
    private bool _back;
    private bool _busy;
    private ElementReference _question;
    private ElementReference _discard;
    private ElementReference _retire;

    private enum Act
    {
        Discard,
        Retire,
    }

    /// <summary>It is done; what is said of it.</summary>
    [Parameter, EditorRequired]
    public EventCallback<string> OnDone { get; set; }

    [CascadingParameter]
    private EditorDesk Desk { get; set; } = default!;

    [Inject]
    private IRetirements Retirements { get; set; } = default!;

    [Inject]
    private ILocalities Localities { get; set; } = default!;

    [Inject]
    private ICurrentActor Current { get; set; } = default!;

    [Inject]
    private IProblemWords Words { get; set; } = default!;

    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (_focus)
        {
            _focus = false;
            await _question.FocusAsync();
        }

        if (_back)
        {
            _back = false;
            await (_left == Act.Discard ? _discard : _retire).FocusAsync();
        }
    }

    private string PlaceName(LocalityCode code) => _places.Find(code)?.Name.ToString() ?? code.Value;

    private bool Offers(Act act) => act == Act.Discard ? Desk.Piece?.Draft is not null : Desk.Piece?.Active is not null && _look is not null;

    private Task AskAsync(Act act) => BusyAsync(async () =>
    {
        (_asked, _look) = (null, null);
        if (act == Act.Retire)
        {
            var look = await Retirements.LookAsync(Current.Actor, [Desk.Name], _gone.Token);
            Desk.Refuse(look.Problems);
            _look = look.Succeeded ? look.Value : null;
            _places = await Localities.TreeAsync(_gone.Token);
        }

        (_asked, _focus) = (act, Offers(act));
    });

    /// <summary>Who thinks better of it stands where they asked.</summary>
    private void Leave() => (_left, _asked, _back) = (_asked, null, true);

    private Task DoAsync() => BusyAsync(async () =>
    {
        // What was typed last is given up with the rest, not left behind as a draft anew.
        await Desk.FlushAsync();
        var said = _asked == Act.Discard ? await DiscardAsync() : await RetireAsync();
        await Desk.ReadAsync();
        _asked = null;
        if (said is not null)
        {
            await OnDone.InvokeAsync(said);
        }
    });

    private async Task<string?> DiscardAsync()
    {
        var done = await Retirements.DiscardAsync(Current.Actor, Desk.Name, Desk.Piece?.Draft?.ETag, _gone.Token);
        Desk.Refuse(done.Problems);
        return done.TryGet(out var draft) ? T["retire.discard.done", draft.Id.Version].Value : null;
    }

    private async Task<string?> RetireAsync()
    {
        var done = await Retirements.RetireAsync(Current.Actor, _look!.Definitions, _gone.Token);
        Desk.Refuse(done.Problems);
        return done.Succeeded ? T["retire.retire.done"].Value : null;
    }

    private async Task BusyAsync(Func<Task> act)
    {
        if (_busy)
        {
            return;
        }

        _busy = true;
        try
        {
            await act();
        }
        finally
        {
            _busy = false;
        }
    }
}
