using System.Text.Json;
using Platform.Model;
using Platform.Model.Cases;
using Platform.Model.Credit;
using Platform.Model.Flows;

namespace Platform.Server.Cases;

/// <summary>The promise of an acceptance with a gap 容缺受理 was not kept: the system ends the case (DOMAIN §4.3, 19), and the applicant's next promise is not taken.</summary>
internal static class BrokenPromise
{
    public static async ValueTask<Result<Done>> TerminateAsync(CaseWork work, string reason, CancellationToken ct)
    {
        work.ActingRole = "system";
        var terminated = work.Apply(new CaseTransition.Terminate(reason, BrokenPromise: true));
        if (!terminated.Succeeded)
        {
            return terminated;
        }

        var (entry, today) = (work.Ids.Next(), work.Today);
        work.Effect(f => new PromiseBrokenEffect(entry, f.Locality, f.Number, f.Content.Applicant.IdType, f.Content.Applicant.IdNumber, f.Content.Applicant.Name, today));
        return await work.UndoAsync(new FlowStimulus.Signal(FlowSignals.Terminated, JsonSerializer.SerializeToElement(new { reason })), "terminated", ct);
    }

    /// <summary>Names of materials by their keys, in Chinese, as papers show them.</summary>
    public static IReadOnlyList<string> NamesOf(CaseFile file, IEnumerable<string> keys) =>
        [.. keys.Select(k => file.Content.Materials.Find(m => m.Key == k)?.Name.In(LocalizedText.Chinese) ?? k)];
}
