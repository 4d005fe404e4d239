using System.Globalization;
using Microsoft.AspNetCore.Components;
using MudBlazor;
using Platform.Model;
using Platform.Model.Codes;
using Platform.Model.Forms;
using Platform.Model.Identity;
using Platform.Model.Localities;
using Platform.Server.Hosting;

namespace Platform.Server.Credit.Admin;

/// <summary>The list of those whose promise is not taken, for whoever keeps it.</summary>
public sealed partial class CreditPage
{
    private static readonly DialogOptions Options = new() { CloseOnEscapeKey = true, MaxWidth = MaxWidth.Small, FullWidth = true };

    private readonly CancellationTokenSource _gone = new();
    private IReadOnlyList<Locality> _places = [];
    private List<CreditEntry>? _entries;
    private Dictionary<string, string?>? _edit;
    private IReadOnlyList<Problem> _problems = [];
    private string? _place;
    private string? _number;
    private string? _next;
    private string? _told;
    private Guid? _lifting;
    private string? _liftReason;
    private bool _busy;

    [Inject]
    private KeepCredit Keep { get; set; } = default!;

    [Inject]
    private ICurrentActor Current { get; set; } = default!;

    [Inject]
    private ILocalities Tree { get; set; } = default!;

    [Inject]
    private ProblemTexts Texts { get; set; } = default!;

    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
    }

    protected override async Task OnInitializedAsync()
    {
        _places = [.. (await Tree.ListAsync(LocalityScope.System, _gone.Token)).Where(l => Current.Actor.May(Permissions.CreditKeep, l.Code))];
        _place = _places.Count > 0 ? _places[0].Code.Value : null;
        await LoadAsync();
    }

    private static IEnumerable<(string Id, string Label, string? Hint, string Type, string? Value)> Inputs(Dictionary<string, string?> edit) =>
    [
        ("name", "credit.name", null, "text", edit["name"]),
        ("idNumber", "credit.idNumber", "credit.idNumber.hint", "text", edit["idNumber"]),
        ("reason", "credit.reason", null, "text", edit["reason"]),
        ("until", "credit.until", "credit.until.hint", "date", edit["until"]),
    ];

    private void Begin() =>
        (_edit, _problems, _told) = (new(StringComparer.Ordinal) { ["name"] = null, ["idNumber"] = null, ["reason"] = null, ["until"] = null }, [], null);

    private void Close(bool visible)
    {
        if (!visible)
        {
            (_edit, _problems) = (null, []);
        }
    }

    private string PlaceName(string? code) => _places.FirstOrDefault(p => p.Code.Value == code)?.Name.ToString() ?? "";

    private void Lift(Guid id) => (_lifting, _liftReason, _problems, _told) = (id, null, [], null);

    private async Task LoadAsync()
    {
        var page = await Keep.ListAsync(Current.Actor, _place, null, _number, null, _gone.Token);
        (_entries, _next) = page.TryGet(out var found) ? (found.Items.ToList(), found.Next) : ([], null);
    }

    private async Task MoreAsync()
    {
        if ((await Keep.ListAsync(Current.Actor, _place, null, _number, _next, _gone.Token)).TryGet(out var page))
        {
            _entries!.AddRange(page.Items);
            _next = page.Next;
        }
    }

    private async Task SaveAsync()
    {
        var edit = _edit!;
        DateOnly? until = DateOnly.TryParse(edit["until"], CultureInfo.InvariantCulture, out var day) ? day : null;
        var number = edit["idNumber"]?.Trim();
        var request = new KeepCredit.Request(
            LocalityCode.TryParse(_place, out var place) ? place : null, number, edit["name"], edit["reason"], CreditCode.IsValid(number) ? IdTypes.CreditCode : null, Until: until);
        if (await TryAsync(() => Keep.EnterAsync(Current.Actor, request, _gone.Token)) is { } entry)
        {
            (_edit, _told) = (null, T["credit.entered", entry.Person.Name]);
            await LoadAsync();
        }
    }

    private async Task LiftAsync(Guid id)
    {
        if (await TryAsync(() => Keep.LiftAsync(Current.Actor, id, _liftReason, _gone.Token)) is { } entry)
        {
            (_lifting, _told) = (null, T["credit.lifted.told", entry.Person.Name]);
            await LoadAsync();
        }
    }

    private async Task<CreditEntry?> TryAsync(Func<Task<Result<CreditEntry>>> act)
    {
        _busy = true;
        var result = await act();
        _busy = false;
        _problems = result.Problems;
        return result.TryGet(out var entry) ? entry : null;
    }

    private string? Wrong(string field) => _problems.FirstOrDefault(p => p.Field == field) is { } problem ? Say(problem) : null;

    private string Say(Problem problem) => Texts.Of(problem, CultureInfo.CurrentUICulture);
}
