using Microsoft.AspNetCore.Components;
using MudBlazor;
using Platform.Model;
using Platform.Model.Identity;

namespace Platform.Server.Identity.Admin;

/// <summary>Accounts of staff: find, add, change, give roles, disable, new password.</summary>
public sealed partial class UsersPage
{
    private static readonly DialogOptions Wide = new() { CloseOnEscapeKey = true, MaxWidth = MaxWidth.Medium, FullWidth = true };
    private static readonly DialogOptions Small = new() { CloseOnEscapeKey = true, MaxWidth = MaxWidth.Small, FullWidth = true };
    private List<UserView>? _users;
    private string? _next;
    private string? _search;
    private string? _authority;
    private Editing? _edit;
    private Question? _confirm;
    private string? _secret;
    private string _secretOf = "";

    private enum Act
    {
        Disable,
        Enable,
        Reset,
    }

    [Inject]
    private ListUsers List { get; set; } = default!;

    [Inject]
    private CreateUser Create { get; set; } = default!;

    [Inject]
    private UpdateUser Update { get; set; } = default!;

    [Inject]
    private SetUserDisabled Disable { get; set; } = default!;

    [Inject]
    private ResetUserPassword Reset { get; set; } = default!;

    private bool IsNarrowed => Filled(_search) is not null || _authority is not null;

    protected override async Task OnInitializedAsync()
    {
        await LoadPlacesAsync();
        await SearchAsync();
    }

    private async Task SearchAsync()
    {
        var page = await TryAsync(ct => List.HandleAsync(Actor, Filled(_search), _authority, null, 50, ct));
        (_users, _next) = ([.. page?.Items ?? []], page?.Next);
    }

    private async Task MoreAsync()
    {
        if (await TryAsync(ct => List.HandleAsync(Actor, Filled(_search), _authority, _next, 50, ct)) is { } page)
        {
            _users!.AddRange(page.Items);
            _next = page.Next;
        }
    }

    private Task ChooseAuthorityAsync(string? code)
    {
        _authority = Filled(code);
        return SearchAsync();
    }

    private void Add()
    {
        Clear();
        _edit = new Editing { Locality = Places.Count > 0 ? Places[0].Code.Value : null };
        _edit.AddGrant();
    }

    private void Edit(UserView user)
    {
        Clear();
        _edit = new Editing
        {
            User = user,
            Name = user.Name,
            Locality = user.Locality.Value,
            Authority = user.Authority,
            Grants = [.. user.Grants.Select(g => new GrantRow { Role = g.Role, Locality = g.Locality.Value, Authority = g.Authority })],
        };
    }

    private void Ask(UserView user, Act act)
    {
        Clear();
        _confirm = new Question(user, act);
    }

    private void Close(bool visible)
    {
        if (!visible)
        {
            Clear();
        }
    }

    private void Clear() => (_edit, _confirm, Told, Errors) = (null, null, null, Portal.PlainErrors.None);

    private async Task SaveAsync()
    {
        var edit = _edit!;
        var grants = edit.Grants.Where(g => Filled(g.Role) is not null).Select(g => new Grant(g.Role!, PlaceOf(g.Locality) ?? default, Filled(g.Authority))).ToList();
        if (edit.User is { } user)
        {
            var request = new UpdateUser.Request(edit.Name, PlaceOf(edit.Locality), Filled(edit.Authority), Filled(edit.Phone), grants);
            if (await TryAsync(ct => Update.HandleAsync(Actor, user.Id, request, user.ETag, ct)) is { } changed)
            {
                Clear();
                Replace(changed);
                Told = T["user.saved", changed.UserName!];
            }

            return;
        }

        if (await TryAsync(ct => Create.HandleAsync(Actor, new CreateUser.Request(edit.UserName, edit.Name, PlaceOf(edit.Locality), Filled(edit.Authority), Filled(edit.Phone), grants), ct)) is { } created)
        {
            Clear();
            (_secret, _secretOf) = (created.Password, created.User.UserName!);
            await SearchAsync();
        }
    }

    private async Task ConfirmAsync()
    {
        var (user, act) = _confirm!;
        if (act == Act.Reset)
        {
            if (await TryAsync(ct => Reset.HandleAsync(Actor, user.Id, ct)) is { } password)
            {
                Clear();
                (_secret, _secretOf) = (password, user.UserName!);
            }

            return;
        }

        if (await TryAsync(ct => Disable.HandleAsync(Actor, user.Id, act == Act.Disable, ct)) is { } changed)
        {
            Clear();
            Replace(changed);
            Told = T[act == Act.Disable ? "user.disabled.told" : "user.enabled.told", changed.UserName!];
        }
    }

    private void Replace(UserView changed)
    {
        var at = _users!.FindIndex(u => u.Id == changed.Id);
        if (at >= 0)
        {
            _users[at] = changed;
        }
    }

    private static string StateKey(UserView user) =>
        user.Disabled ? "user.state.disabled" : user.LockedUntil is not null ? "user.state.locked" : user.MustChangePassword ? "user.state.mustChange" : "user.state.open";

    private static string StateKind(UserView user) => user.Disabled ? "bad" : user.LockedUntil is not null || user.MustChangePassword ? "warn" : "good";

    private sealed record Question(UserView User, Act Act);

    private sealed class Editing
    {
        public UserView? User { get; init; }
        public string? UserName { get; set; }
        public string? Name { get; set; }
        public string? Phone { get; set; }
        public string? Locality { get; set; }
        public string? Authority { get; set; }
        public List<GrantRow> Grants { get; init; } = [];

        public void AddGrant() => Grants.Add(new GrantRow { Locality = Locality });
    }

    private sealed class GrantRow
    {
        public string? Role { get; set; }
        public string? Locality { get; set; }
        public string? Authority { get; set; }
    }
}
