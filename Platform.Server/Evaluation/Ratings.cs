using Platform.Model.Evaluation;

namespace Platform.Server.Evaluation;

internal sealed class Ratings(ServiceEventStore services, RatingStore ratings, TimeProvider time) : IRatings
{
    public async ValueTask<IReadOnlyList<RatableService>> ListAsync(string projectNo, CancellationToken ct)
    {
        var given = (await ratings.ListAsync(projectNo, ct)).Where(r => !r.IsDefault).ToDictionary(r => r.ServiceNumber, r => r.Grade);
        return [.. (await services.ListAsync(projectNo, ct)).Select(e => new RatableService(e.ServiceNumber, e.ServiceName, e.At, e.Until, given.TryGetValue(e.ServiceNumber, out var grade) ? grade : null))];
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
