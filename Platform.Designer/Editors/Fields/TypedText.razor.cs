using Microsoft.AspNetCore.Components;

namespace Platform.Designer.Editors.Fields;

public sealed partial class TypedText
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(600);
    private CancellationTokenSource? _waiting;
    private string _text = "";

    [Parameter]
    public string? Id { get; set; }

    /// <summary>For a box without a visible label.</summary>
    [Parameter]
    public string? Label { get; set; }

    [Parameter, EditorRequired]
    public string Value { get; set; } = "";

    [Parameter, EditorRequired]
    public EventCallback<string> OnTyped { get; set; }

    /// <summary>Hands on only what is left, never while it is typed: for names that other things hang on.</summary>
    [Parameter]
    public bool Late { get; set; }

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

    [Parameter]
    public string? DescribedBy { get; set; }

    /// <summary>Id of a list of proposals.</summary>
    [Parameter]
    public string? Choices { get; set; }

    public void Dispose()
    {
        _waiting?.Cancel();
        _waiting?.Dispose();
    }

    protected override void OnParametersSet()
    {
        if (_waiting is null)
        {
            _text = Value;
        }
    }

    private void OnInput()
    {
        _waiting?.Cancel();
        _waiting?.Dispose();
        _waiting = new CancellationTokenSource();
        if (!Late)
        {
            _ = WaitAsync(_waiting.Token);
        }
    }

    private Task OnChangeAsync(ChangeEventArgs e)
    {
        _text = (string?)e.Value ?? "";
        return HandOnAsync();
    }

    private Task LeaveAsync() => _waiting is null ? Task.CompletedTask : HandOnAsync();

    private async Task WaitAsync(CancellationToken ct)
    {
        try
        {
            await Task.Delay(Pause, Clock, ct);
        }
        catch (OperationCanceledException)
        {
            return;
        }

        await InvokeAsync(HandOnAsync);
    }

    private async Task HandOnAsync()
    {
        _waiting?.Cancel();
        _waiting?.Dispose();
        _waiting = null;
        if (_text != Value)
        {
            await OnTyped.InvokeAsync(_text);
        }
    }
}
