using System.Text.Json;
using System.Text.Json.Serialization;
using Platform.Model;
using Platform.Model.Cases;
using Platform.Model.Flows;
using Platform.Model.Forms;
using Platform.Model.Items;
using Platform.Model.Localities;

namespace Platform.Server.Cases.Intake;

/// <summary>Begins a case: everything was checked by <see cref="CaseIntake"/> against the version of the item that the case keeps from now on.</summary>
internal sealed record FileCase : CaseCommand
{
    public required Guid Id { get; init; }
    public required PublishedItem Item { get; init; }
    public required LocalityCode Locality { get; init; }
    public required CaseContent Content { get; init; }
    public required TrackingCode TrackingCode { get; init; }
    public required Guid? ApplicantAccount { get; init; }
    public required string ApplicantHash { get; init; }

    /// <summary>Journal entry of the filing.</summary>
    public const string EventName = "application.filed";

    /// <summary>The bundle it is filed with, or null.</summary>
    public Guid? BundleId { get; init; }

    /// <summary>The case whose flow files it, or null.</summary>
    public ParentCase? Parent { get; init; }

    [JsonIgnore]
    public override PublishedItem? Brought => Item;

    public override CaseCommand Bringing(PublishedItem item) => this with { Item = item };

    /// <summary>The case before anything happened to it.</summary>
    public CaseFile Begin(DateTimeOffset now) => new()
    {
        Id = Id,
        TrackingCode = TrackingCode,
        ItemVersionId = Item.VersionId,
        ItemCode = Item.Item.Key,
        ItemName = Item.Item.Name,
        Locality = Locality,
        Authority = Item.Item.Authority.Code,
        AuthorityName = Item.Item.Authority.Name,
        Channel = Channel,
        FiledAt = now,
        UpdatedAt = now,
        ApplicantAccount = ApplicantAccount,
        ApplicantHash = ApplicantHash,
        BundleId = BundleId,
        Parent = Parent,
        Facts = CaseFacts.New(CaseSettings.Of(Item.Item)),
    };

    public override async ValueTask<Result<Done>> DecideAsync(CaseWork work, CancellationToken ct)
    {
        work.File = work.File with { Content = Content };
        var submitted = work.Apply(new CaseTransition.Submit());
        if (!submitted.Succeeded)
        {
            return submitted;
        }

        work.Record(EventName, new { item = work.File.ItemVersionId, bundle = BundleId, parent = Parent?.Number, scenario = Content.Scenario, materials = Content.Materials.Select(m => new { m.Key, m.Status, m.Files }) });
        work.Issue(work.Ids.Next(), DocumentKinds.Application, new { channel = Channel });
        var received = work.Apply(new CaseTransition.Receive());
        if (!received.Succeeded)
        {
            return received;
        }

        work.OfferRating("file");
        var inputs = new Dictionary<string, JsonElement>(StringComparer.Ordinal)
        {
            ["CaseId"] = JsonSerializer.SerializeToElement(Id),
            ["Scenario"] = JsonSerializer.SerializeToElement(Content.Scenario, ModelJson.Options),
        };
        return await work.AdvanceAsync(new FlowStimulus.Start(inputs), ct);
    }
}
