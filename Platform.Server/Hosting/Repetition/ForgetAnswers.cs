using Platform.Server.Hosting.Housekeeping;

namespace Platform.Server.Hosting.Repetition;

/// <summary>Answers kept for repetitions that nobody sends any more.</summary>
internal sealed class ForgetAnswers(RequestAnswerStore store) : IChore
{
    /// <summary>How long a key is remembered; a client that repeats after a month is not repeating.</summary>
    public static readonly TimeSpan KeyLifetime = TimeSpan.FromDays(30);

    public string Name => "request-answers";

    public async ValueTask<int> SweepAsync(DateTimeOffset now, int take, CancellationToken ct) => await store.DeleteBeforeAsync(now - KeyLifetime, take, ct);
}
