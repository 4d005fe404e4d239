using Microsoft.AspNetCore.Components;

namespace Platform.Designer.Editors.Decisions;

public sealed partial class TryInput
{
    /// <summary>Somebody wants to write a value that is not listed, and may not have begun to.</summary>
    private bool _wantsOther;

    [Parameter, EditorRequired]
    public string Id { get; set; } = "";

    [Parameter, EditorRequired]
    public string Label { get; set; } = "";

    /// <summary>As it is typed; empty while nothing is tried.</summary>
    [Parameter, EditorRequired]
    public string Value { get; set; } = "";

    /// <summary>The listed values as they are typed, and what people call them; empty where none are listed.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<(string Value, string Title)> Choices { get; set; } = [];

    /// <summary>An answer may be none of those listed, even where the table allows no other: what it does then is worth trying.</summary>
    [Parameter]
    public bool TakesOthers { get; set; }

    [Parameter, EditorRequired]
    public EventCallback<string?> OnTried { get; set; }

    private bool IsOther => TakesOthers && (_wantsOther || (Value.Length > 0 && Choices.All(c => c.Value != Value)));

    private Task ChooseAsync(string? chosen)
    {
        _wantsOther = chosen == CellView.Other;
        return OnTried.InvokeAsync(_wantsOther ? "" : chosen);
    }
}
