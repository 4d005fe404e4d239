using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Platform.Model;
using Platform.Model.Cases;
using Platform.Model.Effects;
using Platform.Model.Flows;
using Platform.Model.Identity;

namespace Platform.Server.Cases;

/// <summary>An event that the flow of the case may wait for has been published. Who does not wait for it, hears nothing.</summary>
internal sealed record HearEvent : CaseCommand
{
    public required PublishedEvent Event { get; init; }

    /// <summary>The case whose flow published it.</summary>
    public required Guid From { get; init; }

    public override ValueTask<Result<Done>> DecideAsync(CaseWork work, CancellationToken ct)
    {
        work.ActingRole = "system";
        work.Record("flow.eventHeard", new { name = Event.Name, from = From });
        return work.AdvanceAsync(new FlowStimulus.Signal(Event.Name, Event.Payload, Event.CorrelationId), ct);
    }
}

/// <summary>As it stands in the journal of the case whose flow published it.</summary>
/// <param name="CorrelationId">Null = whoever waits for it at the place of the publishing case.</param>
/// <param name="Local">Only for the publishing case itself.</param>
/// <param name="Hops">How many events it follows from: one that was heard, which was published because one was heard …</param>
internal sealed record PublishedEvent(string Name, string? CorrelationId, bool Local, JsonElement Payload, int Hops = 0)
{
    /// <summary>Longer chains are circles.</summary>
    public const int MostHops = 16;

    public const string JournalName = "flow.eventPublished";
}

/// <summary>Brings an event that a flow published to the cases that wait for it; each hears it once, however often it is delivered.</summary>
internal sealed class FlowEvents(EventWaitStore waits, CaseReader cases) : IEventHandler
{
    public string Name => "flow-events";

    public bool Wants(string eventName) => eventName == PublishedEvent.JournalName;

    public async ValueTask HandleAsync(PlatformEvent occurred, CancellationToken ct)
    {
        var published = JsonSerializer.Deserialize<PublishedEvent>(occurred.Payload, ModelJson.Options)!;
        var publisher = Guid.Parse(occurred.Subject);
        var waiting = await waits.FindAsync(published.Name, published.CorrelationId, occurred.Locality, ct);
        var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(occurred.Payload)));
        var refused = new List<string>();
        foreach (var caseId in waiting.Where(id => !published.Local || id == publisher))
        {
            var heard = await cases.SendAsync(
                caseId,
                new HearEvent { Actor = Actor.System, Channel = Channels.System, Event = published, From = publisher, Key = new(Name, occurred.Id.ToString("N"), digest) });
            if (!heard.Succeeded)
            {
                refused.Add($"{caseId} ({string.Join(", ", heard.Problems.Select(p => p.Code))})");
            }
        }

        // Those who took it know it by its key when it comes again.
        if (refused.Count > 0)
        {
            throw new InvalidOperationException($"The event '{published.Name}' was not taken by {string.Join("; ", refused)}.");
        }
    }
}
