using Platform.Server.Hosting.Housekeeping;
using Platform.Server.Hosting.Repetition;

namespace Platform.Server.Cases.Housekeeping;

/// <summary>Keys under which cases were filed, when they have had their time.</summary>
internal sealed class ForgetFilingKeys(CaseStore store) : IChore
{
    public string Name => "filing-keys";

    public async ValueTask<int> SweepAsync(DateTimeOffset now, int take, CancellationToken ct) => await store.ForgetRequestsAsync(now - ForgetAnswers.KeyLifetime, take, ct);
}

/// <summary>States of cases written before states were encrypted.</summary>
internal sealed class SealCases(CaseStore store) : IChore
{
    public string Name => "seal-cases";

    public async ValueTask<int> SweepAsync(DateTimeOffset now, int take, CancellationToken ct) => await store.SealAsync(take, ct);
}
