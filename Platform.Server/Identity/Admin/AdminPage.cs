using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using Platform.Model;
using Platform.Model.Identity;
using Platform.Model.Localities;
using Platform.Server.Hosting;
using Platform.Server.Identity.Portal;

namespace Platform.Server.Identity.Admin;

/// <summary>What the administrators' pages share: who acts, the places and authorities to choose from, and what was refused.</summary>
public abstract class AdminPage : ComponentBase, IDisposable
{
    private readonly CancellationTokenSource _gone = new();

    [Inject]
    protected IStringLocalizer<IdentityText> T { get; set; } = default!;

    [Inject]
    private ICurrentActor Current { get; set; } = default!;

    [Inject]
    private ProblemTexts Texts { get; set; } = default!;

    [Inject]
    private ILocalities LocalityTree { get; set; } = default!;

    [Inject]
    private AuthorityStore AuthorityList { get; set; } = default!;

    protected Actor Actor => Current.Actor;

    /// <summary>Cancelled when the page goes.</summary>
    protected CancellationToken Gone => _gone.Token;

    /// <summary>Places the actor manages, each after the one above it; the platform itself first where it is one of them.</summary>
    protected IReadOnlyList<Locality> Places { get; private set; } = [];

    protected IReadOnlyList<Authority> Authorities { get; private set; } = [];

    private protected PlainErrors Errors { get; set; } = PlainErrors.None;

    /// <summary>Something is under way: buttons wait.</summary>
    protected bool Busy { get; private set; }

    /// <summary>Said once after something worked.</summary>
    protected string? Told { get; set; }

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            _gone.Cancel();
            _gone.Dispose();
        }
    }

    protected async Task LoadPlacesAsync()
    {
        var open = await LocalityTree.ListAsync(LocalityScope.System, Gone);
        var root = new Locality(LocalityCode.Root, LocalizedText.Of(T["place.platform"]));
        Places = [.. open.Where(l => l.Code != LocalityCode.Root).Prepend(root).Where(l => Actor.ReachOf(Permissions.AccountsManage).Any(r => r.Locality.Covers(l.Code)))];
        await LoadAuthoritiesAsync();
    }

    protected async Task LoadAuthoritiesAsync() => Authorities = await AuthorityList.ListAsync(LocalityScope.System, Gone);

    /// <summary>Authorities the actor manages.</summary>
    protected IEnumerable<Authority> OwnAuthorities => Authorities.Where(a => Actor.May(Permissions.AccountsManage, a.Locality, a.Code));

    protected string PlaceName(LocalityCode code) => Places.FirstOrDefault(p => p.Code == code)?.Name.ToString() ?? (code == LocalityCode.Root ? T["place.platform"] : code.Value);

    protected string AuthorityName(string? code) => code is null ? "" : Authorities.FirstOrDefault(a => a.Code == code)?.Name.ToString() ?? code;

    /// <summary>Runs one act; a refusal fills <see cref="Errors"/> and gives null.</summary>
    protected async Task<TValue?> TryAsync<TValue>(Func<CancellationToken, Task<Result<TValue>>> act)
        where TValue : class
    {
        (Busy, Told, Errors) = (true, null, PlainErrors.None);
        try
        {
            var result = await act(Gone);
            if (result.TryGet(out var value))
            {
                return value;
            }

            Errors = PlainErrors.OfAll(result.Problems, Texts);
            return null;
        }
        finally
        {
            Busy = false;
        }
    }

    protected static LocalityCode? PlaceOf(string? value) => LocalityCode.TryParse(value, out var code) ? code : null;

    protected static string? Filled(string? value) => string.IsNullOrWhiteSpace(value) ? null : value.Trim();
}
