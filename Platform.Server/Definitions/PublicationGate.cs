using System.Data.Common;
using Platform.Model;
using Platform.Server.Data;

namespace Platform.Server.Definitions;

/// <summary>
/// A check reads what is in force, and nothing may come into force, or go out of it, between the check and the commit it allowed: not in this process, where one passes at a time,
/// and not in another, where the commit finds out.
/// </summary>
internal sealed class PublicationGate(DefinitionCache cache, ICommitQueue commits) : IDisposable
{
    /// <summary>Commits of all publications, so that each sees those before it, from whichever process.</summary>
    private const string Lane = "publication";

    /// <summary>Something else came into force between every check and its commit; the same may succeed a moment later.</summary>
    public const string OvertakenCode = "definition.overtaken";
    private const int MostTries = 5;

    private readonly SemaphoreSlim _one = new(1, 1);

    /// <summary>Checks and commits; when something else came into force between the two, both again.</summary>
    /// <returns>What <paramref name="act"/> returns. Refused with <c>definition.overtaken</c> after five times.</returns>
    public async ValueTask<Result<T>> AloneAsync<T>(Func<Passage, ValueTask<Result<T>>> act, CancellationToken ct)
    {
        await _one.WaitAsync(ct);
        try
        {
            for (var tries = 1; ; tries++)
            {
                var done = await act(new(commits, await cache.RefreshAsync(ct)));
                if (done.Succeeded || done.Problems[0].Code != OvertakenCode || tries == MostTries)
                {
                    return done;
                }
            }
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    /// <param name="seen">What was in force when the checks began.</param>
    internal readonly struct Passage(ICommitQueue commits, PublicationMark seen)
    {
        /// <summary>Commits what the checks allowed, if what they have read still holds.</summary>
        public Task<Result<T>> CommitAsync<T>(Func<DbTransaction, CancellationToken, ValueTask<Result<T>>> work, CancellationToken ct)
        {
            var then = seen;
            return commits.CommitAsync<T>(
                Lane,
                async (transaction, token) => await DefinitionStore.LastPublicationAsync(transaction, token) == then ? await work(transaction, token) : Problem.Conflict(OvertakenCode),
                ct);
        }
    }
}
