using Platform.Model;
using Platform.Model.Clocks;
using Platform.Model.Localities;

namespace Platform.Server.Hosting.Shell;

/// <summary>
/// Where the visitor is: the locality named in the request (<c>?locality=</c>), else the one chosen before (cookie), else the site's own
/// (<c>Portal:Locality</c>), else the first district there is; never one that has ended. Once per request.
/// </summary>
internal sealed class PortalPlace(IHttpContextAccessor accessor, ILocalities localities, IConfiguration configuration, TimeProvider time)
{
    public const string Cookie = "locality";
    private Locality? _current;

    public DateOnly Today => ChinaTime.DayOf(time.GetUtcNow());

    public ValueTask<LocalityTree> TreeAsync(CancellationToken ct) => localities.TreeAsync(ct);

    public async ValueTask<Locality> CurrentAsync(CancellationToken ct) => _current ??= await ChooseAsync(ct);

    private async ValueTask<Locality> ChooseAsync(CancellationToken ct)
    {
        var tree = await localities.TreeAsync(ct);
        var request = accessor.HttpContext?.Request;
        string?[] wishes = [request?.Query["locality"], request?.Cookies[Cookie], configuration["Portal:Locality"]];
        return wishes.Select(w => LocalityCode.TryParse(w, out var code) ? tree.Find(code) : null).FirstOrDefault(l => l?.IsOpenOn(Today) == true)
            ?? tree.All.FirstOrDefault(l => l.Code.Level == LocalityLevel.District && l.IsOpenOn(Today))
            ?? tree.All.FirstOrDefault(l => l.Code != LocalityCode.Root && l.IsOpenOn(Today))
            ?? new Locality(LocalityCode.Root, LocalizedText.Empty);
    }
}
