using Microsoft.AspNetCore.Components;
using MudBlazor;
using Platform.Model;
using Platform.Model.Identity;

namespace Platform.Server.Identity.Admin;

/// <summary>Authorities by their credit code.</summary>
public sealed partial class AuthoritiesPage
{
    private static readonly DialogOptions Options = new() { CloseOnEscapeKey = true, MaxWidth = MaxWidth.Small, FullWidth = true };
    private Editing? _edit;
    private bool _loaded;

    [Inject]
    private SaveAuthority Save { get; set; } = default!;

    protected override async Task OnInitializedAsync()
    {
        await LoadPlacesAsync();
        _loaded = true;
    }

    private void Open(Authority? authority)
    {
        (Told, Errors) = (null, Portal.PlainErrors.None);
        _edit = authority is null
            ? new Editing { IsNew = true, Locality = Places.Count > 0 ? Places[0].Code.Value : null }
            : new Editing { Code = authority.Code, Chinese = authority.Name.Texts.GetValueOrDefault(LocalizedText.Chinese), English = authority.Name.Texts.GetValueOrDefault(LocalizedText.English), Locality = authority.Locality.Value };
    }

    private void Close(bool visible)
    {
        if (!visible)
        {
            (_edit, Errors) = (null, Portal.PlainErrors.None);
        }
    }

    private async Task SaveAsync()
    {
        var edit = _edit!;
        var request = new SaveAuthority.Request(edit.Code, LocalizedText.Of(Filled(edit.Chinese) ?? "", Filled(edit.English)), PlaceOf(edit.Locality));
        if (await TryAsync(ct => Save.HandleAsync(Actor, request, ct)) is { } saved)
        {
            _edit = null;
            await LoadAuthoritiesAsync();
            Told = T["authority.saved", saved.Name];
        }
    }

    private sealed class Editing
    {
        public bool IsNew { get; init; }
        public string? Code { get; set; }
        public string? Chinese { get; set; }
        public string? English { get; set; }
        public string? Locality { get; set; }
    }
}
