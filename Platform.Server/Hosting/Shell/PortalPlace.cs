using Platform.Model;
using Platform.Model.Localities;

namespace Platform.Server.Hosting.Shell;

/// <summary>
/// Where the visitor is: the locality named in the request (<c>?locality=</c>), else the one chosen before (cookie), else the site's own
/// (<c>Portal:Locality</c>), else the first district there is. Once per request.
/// </summary>
internal sealed class PortalPlace(IHttpContextAccessor accessor, ILocalities localities, IConfiguration configuration)
{
    public const string Cookie = "locality";
    private IReadOnlyList<Locality>? _all;
    private Locality? _current;

    /// <summary>All open localities by code, each after the one above it.</summary>
    public async ValueTask<IReadOnlyList<Locality>> AllAsync(CancellationToken ct) =>
        _all ??= [.. (await localities.ListAsync(LocalityScope.System, ct)).OrderBy(l => l.Code)];

    public async ValueTask<Locality> CurrentAsync(CancellationToken ct) => _current ??= await ChooseAsync(ct);

    /// <summary>The name with those above it: 浙江省 杭州市 余杭区.</summary>
    public async ValueTask<string> FullNameAsync(LocalityCode code, CancellationToken ct)
    {
        var all = await AllAsync(ct);
        var names = code.SelfAndAncestors().Reverse().Select(c => all.FirstOrDefault(l => l.Code == c)).OfType<Locality>().Where(l => l.Code != LocalityCode.Root);
        return string.Join(' ', names.Select(l => l.Name.ToString()));
    }

    private async ValueTask<Locality> ChooseAsync(CancellationToken ct)
    {
        var all = await AllAsync(ct);
        var request = accessor.HttpContext?.Request;
        string?[] wishes = [request?.Query["locality"], request?.Cookies[Cookie], configuration["Portal:Locality"]];
        return wishes.Select(w => LocalityCode.TryParse(w, out var code) ? all.FirstOrDefault(l => l.Code == code) : null).FirstOrDefault(l => l is not null)
            ?? all.FirstOrDefault(l => l.Code.Level == LocalityLevel.District)
            ?? all.FirstOrDefault(l => l.Code != LocalityCode.Root)
            ?? new Locality(LocalityCode.Root, LocalizedText.Empty);
    }
}
