using Microsoft.AspNetCore.Components;

namespace Platform.Designer.Editors.Frame;

public sealed partial class RestoreQuestion
{
    private ElementReference _question;

    /// <summary>The version the draft is to become.</summary>
    [Parameter, EditorRequired]
    public int Version { get; set; }

    /// <summary>How many changes of the draft go.</summary>
    [Parameter, EditorRequired]
    public int Changes { get; set; }

    [Parameter]
    public bool Disabled { get; set; }

    [Parameter, EditorRequired]
    public EventCallback OnYes { get; set; }

    [Parameter, EditorRequired]
    public EventCallback OnNo { get; set; }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            await _question.FocusAsync();
        }
    }
}
