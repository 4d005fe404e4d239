using Microsoft.AspNetCore.Components;
using MudBlazor;
using Platform.Model;

namespace Platform.Server.Identity.Admin;

/// <summary>Keys by which halls, kiosks and other channels reach the API.</summary>
public sealed partial class ApiKeysPage
{
    private static readonly DialogOptions Options = new() { CloseOnEscapeKey = true, MaxWidth = MaxWidth.Small, FullWidth = true };
    private IReadOnlyList<ManageApiKeys.Line>? _keys;
    private Editing? _edit;
    private ManageApiKeys.Line? _revoke;
    private string? _secret;

    [Inject]
    private ManageApiKeys Manage { get; set; } = default!;

    [Inject]
    private TimeProvider Clock { get; set; } = default!;

    protected override async Task OnInitializedAsync()
    {
        await LoadPlacesAsync();
        _keys = await Manage.ListAsync(Actor, Gone);
    }

    private bool IsOpen(ManageApiKeys.Line key) => key.RevokedAt is null && key.ExpiresAt > Clock.GetUtcNow();

    private void Add()
    {
        Clear();
        _edit = new Editing { Locality = Places.Count > 0 ? Places[0].Code.Value : null };
    }

    private void Ask(ManageApiKeys.Line key)
    {
        Clear();
        _revoke = key;
    }

    private void Close(bool visible)
    {
        if (!visible)
        {
            Clear();
        }
    }

    private void Clear() => (_edit, _revoke, Told, Errors) = (null, null, null, Portal.PlainErrors.None);

    private async Task SaveAsync()
    {
        var edit = _edit!;
        var request = new ManageApiKeys.Request(Filled(edit.Name), edit.Channel, PlaceOf(edit.Locality), edit.Days);
        if (await TryAsync(ct => Manage.CreateAsync(Actor, request, ct)) is { } created)
        {
            Clear();
            _secret = created.Key;
            _keys = await Manage.ListAsync(Actor, Gone);
        }
    }

    private async Task RevokeAsync()
    {
        var key = _revoke!;
        if (await TryAsync(async ct => (await Manage.RevokeAsync(Actor, key.Id, ct)).Then<object>(_ => Result<object>.Ok(key))) is not null)
        {
            Clear();
            _keys = await Manage.ListAsync(Actor, Gone);
            Told = T["apiKey.revoked.told", key.Name];
        }
    }

    private sealed class Editing
    {
        public string? Name { get; set; }
        public string Channel { get; set; } = "window";
        public string? Locality { get; set; }
        public int Days { get; set; } = 365;
    }
}
