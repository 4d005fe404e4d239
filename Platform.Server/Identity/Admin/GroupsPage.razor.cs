using Microsoft.AspNetCore.Components;
using MudBlazor;
using Platform.Model;

namespace Platform.Server.Identity.Admin;

/// <summary>Groups of people who share the work of one authority.</summary>
public sealed partial class GroupsPage
{
    private const int MostCandidates = 200;
    private static readonly DialogOptions Options = new() { CloseOnEscapeKey = true, MaxWidth = MaxWidth.Small, FullWidth = true };
    private IReadOnlyList<AccountGroup>? _groups;
    private IReadOnlyList<UserView> _candidates = [];
    private Editing? _edit;

    [Inject]
    private SaveGroup Groups { get; set; } = default!;

    [Inject]
    private ListUsers Users { get; set; } = default!;

    protected override async Task OnInitializedAsync()
    {
        await LoadPlacesAsync();
        _groups = await Groups.ListAsync(Actor, Gone);
    }

    private async Task OpenAsync(AccountGroup? group)
    {
        (Told, Errors) = (null, Portal.PlainErrors.None);
        _edit = group is null
            ? new Editing()
            : new Editing { Group = group, Chinese = group.Name.Texts.GetValueOrDefault(LocalizedText.Chinese), English = group.Name.Texts.GetValueOrDefault(LocalizedText.English), Authority = group.Authority, Key = group.Key, Members = [.. group.Members] };
        await LoadCandidatesAsync();
    }

    private async Task ChooseAuthorityAsync(string? code)
    {
        _edit!.Authority = Filled(code);
        _edit.Members.Clear();
        await LoadCandidatesAsync();
    }

    // Staff of the authority itself, and those who work for all of a place.
    private async Task LoadCandidatesAsync()
    {
        var authority = _edit?.Authority;
        _candidates = authority is null || await TryAsync(ct => Users.HandleAsync(Actor, null, null, null, MostCandidates, ct)) is not { } page
            ? []
            : [.. page.Items.Where(u => u.Authority is null || u.Authority == authority)];
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
        var name = LocalizedText.Of(Filled(edit.Chinese) ?? "", Filled(edit.English));
        var saved = edit.Group is { } group
            ? await TryAsync(ct => Groups.ChangeAsync(Actor, group.Id, new SaveGroup.Change(name, [.. edit.Members], group.Version, edit.Key?.Trim() ?? ""), ct))
            : await TryAsync(ct => Groups.CreateAsync(Actor, new SaveGroup.Request(name, edit.Authority, [.. edit.Members], Filled(edit.Key)), ct));
        if (saved is not null)
        {
            _edit = null;
            _groups = await Groups.ListAsync(Actor, Gone);
            Told = T["group.saved", saved.Name];
        }
    }

    private sealed class Editing
    {
        public AccountGroup? Group { get; init; }
        public string? Chinese { get; set; }
        public string? English { get; set; }
        public string? Authority { get; set; }
        public string? Key { get; set; }
        public HashSet<Guid> Members { get; init; } = [];

        public void Set(Guid id, bool member)
        {
            if (member)
            {
                Members.Add(id);
            }
            else
            {
                Members.Remove(id);
            }
        }
    }
}
