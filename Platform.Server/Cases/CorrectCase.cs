using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Model;
using Platform.Model.Cases;
using Platform.Model.Effects;
using Platform.Model.Flows;
using Platform.Model.Identity;

namespace Platform.Server.Cases;

/// <summary>
/// A case shall be put right 更正 because a confirmed rating showed a fault: opens a task for the case officer beside whatever stands. What was done and decided
/// stays in the journal as it is; the correction is written after it.
/// </summary>
internal sealed record CorrectCase : CaseCommand
{
    private const string StepId = "correction";

    /// <summary>What has to be corrected.</summary>
    public required string What { get; init; }

    public override ValueTask<Result<Done>> DecideAsync(CaseWork work, CancellationToken ct)
    {
        work.OpenTask(
            new(
                work.Ids.Next(),
                StepId,
                TaskKind.Correct,
                LocalizedText.Of("更正办件", "Correct the case"),
                TaskAudience.Of(Roles.CaseOfficer),
                [
                    new("Corrected", LocalizedText.Of("已更正", "Corrected"), "primary", OpinionRequired: true),
                    new("NothingToCorrect", LocalizedText.Of("无需更正", "Nothing to correct"), OpinionRequired: true),
                ],
                Data: JsonSerializer.SerializeToElement(new { reason = What }, ModelJson.Options)),
            fromFlow: false);
        work.ActingRole = "system";
        work.Record("correction.requested", new { text = What });
        return new(Done.It);
    }
}

/// <summary>Opens the correction of a case somewhere asked for; an event that arrives twice opens one.</summary>
internal sealed class CorrectionRequested(CaseReader cases) : IEventHandler
{
    public string Name => "case-correction";

    public bool Wants(string eventName) => eventName == "rating.correctionRequested";

    public async ValueTask HandleAsync(PlatformEvent occurred, CancellationToken ct)
    {
        var payload = JsonNode.Parse(occurred.Payload)!;
        var number = payload["projectNo"]!.GetValue<string>();
        var file = await cases.FindAsync(number, ct) ?? throw new InvalidOperationException($"There is no case {number} to correct.");
        var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(occurred.Payload)));
        var opened = await cases.SendAsync(
            file.Id,
            new CorrectCase
            {
                Actor = Actor.System,
                Channel = Channels.System,
                What = payload["what"]!.GetValue<string>(),
                Key = new(Name, occurred.Id.ToString("N"), digest),
            });
        if (!opened.Succeeded)
        {
            throw new InvalidOperationException($"The correction of case {number} was refused: {string.Join(", ", opened.Problems.Select(p => p.Code))}.");
        }
    }
}
