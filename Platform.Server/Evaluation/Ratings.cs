using Platform.Model.Evaluation;

namespace Platform.Server.Evaluation;

internal sealed class Ratings(ServiceEventStore services, RatingStore ratings, TimeProvider time) : IRatings
{
    public async ValueTask<IReadOnlyList<RatableService>> ListAsync(string projectNo, CancellationToken ct)
    {
        var given = (await ratings.ListAsync(projectNo, ct)).Where(r => !r.IsDefault).ToDictionary(r => r.ServiceNumber);
        return
        [
            .. (await services.ListAsync(projectNo, ct)).Select(e => given.TryGetValue(e.ServiceNumber, out var rating)
                ? new RatableService(e.ServiceNumber, e.ServiceName, e.At, rating.WithdrawnAt ?? e.Until, rating.WithdrawnAt is null ? rating.Grade : null)
                : new RatableService(e.ServiceNumber, e.ServiceName, e.At, e.Until, null)),
        ];
    }

    public async ValueTask<IReadOnlySet<string>> OpenAsync(IReadOnlyCollection<string> projectNos, CancellationToken ct)
    {
        if (projectNos.Count == 0)
        {
            return new HashSet<string>();
        }

        var now = time.GetUtcNow();
        return (await services.ListUnratedAsync(projectNos, ct)).Where(e => now < e.Until).Select(e => e.ProjectNo).ToHashSet(StringComparer.Ordinal);
    }
}
