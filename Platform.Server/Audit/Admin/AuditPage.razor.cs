using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Components;
using Platform.Model;
using Platform.Model.Identity;
using Platform.Model.Localities;
using Platform.Server.Hosting;

namespace Platform.Server.Audit.Admin;

/// <summary>The trail of administrative acts, newest first.</summary>
public sealed partial class AuditPage
{
    private const int PageSize = 50;
    private static readonly TimeSpan China = TimeSpan.FromHours(8);

    /// <summary>Acts that can be chosen; others are found by who and what.</summary>
    private static readonly string[] Acts =
    [
        "account.created", "account.changed", "account.disabled", "account.enabled", "account.passwordReset", "account.passwordChanged",
        "authority.saved", "group.created", "group.changed", "apiKey.created", "apiKey.revoked", "locality.saved", "definition.saved", "definition.published", "definition.scheduled", "definition.scheduleCancelled", "definition.followsAbove",
        "template.packed", "template.offered", "template.withdrawn",
        "credit.entered", "credit.lifted", "case.unmasked", "case.dossier", "case.dossierTaken",
    ];

    private readonly CancellationTokenSource _gone = new();
    private List<ListAudit.Line>? _lines;
    private IReadOnlyList<Locality> _places = [];
    private string? _next;
    private string? _problem;
    private string? _act;
    private string? _actor;
    private string? _subject;
    private DateOnly? _since;
    private DateOnly? _until;

    [Inject]
    private ListAudit List { get; set; } = default!;

    [Inject]
    private ICurrentActor Current { get; set; } = default!;

    [Inject]
    private ProblemTexts Texts { get; set; } = default!;

    [Inject]
    private ILocalities Localities { get; set; } = default!;

    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
    }

    protected override async Task OnInitializedAsync()
    {
        _places = await Localities.ListAsync(LocalityScope.System, _gone.Token);
        await SearchAsync();
    }

    private async Task SearchAsync()
    {
        var page = await ReadAsync(null);
        (_lines, _next) = ([.. page?.Items ?? []], page?.Next);
    }

    private async Task MoreAsync()
    {
        if (await ReadAsync(_next) is { } page)
        {
            _lines!.AddRange(page.Items);
            _next = page.Next;
        }
    }

    private async Task<ListAudit.Page?> ReadAsync(string? cursor)
    {
        var filter = new AuditFilter(Filled(_act), Filled(_subject), Filled(_actor), Instant(_since), Instant(_until?.AddDays(1)));
        var result = await List.HandleAsync(Current.Actor, null, filter, cursor, PageSize, _gone.Token);
        _problem = result.Succeeded ? null : Texts.Say(result.Problems[0]);
        return result.TryGet(out var page) ? page : null;
    }

    // A day of the office begins at midnight in China.
    private static DateTimeOffset? Instant(DateOnly? day) => day is { } date ? new DateTimeOffset(date.ToDateTime(TimeOnly.MinValue), China).ToUniversalTime() : null;

    private static string? Filled(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private string ActName(string act) => T[$"act.{act}"] is { ResourceNotFound: false } name ? name : act;

    private string PlaceName(LocalityCode code) => _places.FirstOrDefault(p => p.Code == code)?.Name.ToString() ?? (code == LocalityCode.Root ? T["audit.platform"] : code.Value);

    private static string? Detail(ListAudit.Line line) =>
        line.Detail is { ValueKind: JsonValueKind.Object } detail && detail.EnumerateObject().Any() ? JsonSerializer.Serialize(detail, ModelJson.Readable) : null;
}
