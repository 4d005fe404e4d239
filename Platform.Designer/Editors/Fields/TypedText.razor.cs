using Microsoft.AspNetCore.Components;

namespace Platform.Designer.Editors.Fields;

public sealed partial class TypedText
{
    private const int Longest = 120;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(600);

    /// <summary>Who types on without a pause loses no more than this when the page goes.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);

    private readonly TypedBox _box = new();
    private CancellationTokenSource? _waiting;
    private long? _since;
    private ElementReference _element;

    [Parameter, EditorRequired]
    public string Id { get; set; } = "";

    /// <summary>For a box without a visible label.</summary>
    [Parameter]
    public string? Label { get; set; }

    [Parameter, EditorRequired]
    public string Value { get; set; } = "";

    /// <summary>Gets the text without spaces around it.</summary>
    [Parameter, EditorRequired]
    public EventCallback<string> OnTyped { get; set; }

    /// <summary>Says why a text is not taken, in the language of the person; null when it is. Such a text is not handed on.</summary>
    [Parameter]
    public Func<string, string?>? Refuse { get; set; }

    /// <summary>Hands on only what is left, never while it is typed: for names that other things hang on.</summary>
    [Parameter]
    public bool Late { get; set; }

    /// <summary>Stands in the empty box: what counts where nothing is said.</summary>
    [Parameter]
    public string? Hint { get; set; }

    [Parameter]
    public int Lines { get; set; } = 1;

    /// <summary>Codes and keys: no spelling.</summary>
    [Parameter]
    public bool Plain { get; set; }

    [Parameter]
    public bool Wrong { get; set; }

    [Parameter]
    public bool Disabled { get; set; }

    [Parameter]
    public string? Class { get; set; }

    [Parameter]
    public string? Language { get; set; }

    /// <summary>Ids of what is said about the box.</summary>
    [Parameter]
    public string? DescribedBy { get; set; }

    /// <summary>Id of a list of proposals.</summary>
    [Parameter]
    public string? Choices { get; set; }

    private bool IsWrong => Wrong || _box.Refused is not null;

    private string RefusedId => Id + "-r";

    private string? Described => _box.Refused is null ? DescribedBy : DescribedBy is null ? RefusedId : $"{RefusedId} {DescribedBy}";

    public void Dispose() => Stop();

    protected override void OnParametersSet() => _box.Show(Value);

    private string Short(string text) => text.Length == 0 ? T["value.none"] : text.Length > Longest ? text[..(Longest - 1)] + "…" : text;

    private void OnInput()
    {
        _box.Typed();
        Stop();
        if (!Late)
        {
            _since ??= Clock.GetTimestamp();
            _waiting = new CancellationTokenSource();
            var left = LongestWait - Clock.GetElapsedTime(_since.Value);
            _ = WaitAsync(left < Pause ? left : Pause, _waiting.Token);
        }
    }

    private Task OnChangeAsync(ChangeEventArgs e)
    {
        _box.Text = (string?)e.Value ?? "";
        return HandOnAsync(leaving: true);
    }

    private Task LeaveAsync() => _box.IsTyped ? HandOnAsync(leaving: true) : Task.CompletedTask;

    private async Task DropAsync()
    {
        Stop();
        _box.Drop();
        await _element.FocusAsync();
    }

    private async Task WaitAsync(TimeSpan wait, CancellationToken ct)
    {
        try
        {
            await Task.Delay(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, Clock, ct);
        }
        catch (OperationCanceledException)
        {
            return;
        }

        await InvokeAsync(() => HandOnAsync(leaving: false));
    }

    private async Task HandOnAsync(bool leaving)
    {
        Stop();
        _since = null;
        if (_box.HandOn(leaving, Refuse) is { } text)
        {
            await OnTyped.InvokeAsync(text);
        }
        else
        {
            StateHasChanged();
        }
    }

    private void Stop()
    {
        _waiting?.Cancel();
        _waiting?.Dispose();
        _waiting = null;
    }
}
