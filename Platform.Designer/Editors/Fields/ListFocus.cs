using Microsoft.JSInterop;

namespace Platform.Designer.Editors.Fields;

/// <summary>
/// Where the focus goes after a list has changed: into what was added, to the neighbour of what was removed, and back to where it was after a move. Said before the
/// change, done after the page shows it. Used by one component.
/// </summary>
public sealed class ListFocus
{
    private (string Function, object[] Arguments)? _next;

    /// <summary>Into the entry at a place, or the nearest there is; to the button that adds when there is none.</summary>
    /// <param name="list">Id of the element that holds the list.</param>
    /// <param name="inside">Into its first input rather than onto its head.</param>
    public void ToEntry(string list, int index, bool inside) => _next = ("entry", [list, index, inside]);

    /// <summary>Onto the element of an id.</summary>
    public void To(string id) => _next = ("focus", [id]);

    /// <summary>Remembers what has the focus, and gives it back after the next change even where the page has put it elsewhere.</summary>
    public async Task HoldAsync(IJSRuntime script)
    {
        await script.InvokeVoidAsync("platformDesigner.hold");
        _next = ("back", []);
    }

    /// <summary>To be called after every rendering.</summary>
    public async Task GoAsync(IJSRuntime script)
    {
        if (_next is { } next)
        {
            _next = null;
            await script.InvokeVoidAsync($"platformDesigner.{next.Function}", next.Arguments);
        }
    }
}
