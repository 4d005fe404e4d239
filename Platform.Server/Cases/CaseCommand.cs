using System.Text.Json.Serialization;
using Platform.Model;
using Platform.Model.Identity;
using Platform.Model.Items;
using Platform.Server.Hosting.Repetition;

namespace Platform.Server.Cases;

/// <summary>
/// Something somebody wants of one case. Deciding is pure: it works on a <see cref="CaseWork"/> and either returns the problems or leaves there what
/// shall be committed. It may be asked again after a conflict.
/// </summary>
internal abstract record CaseCommand
{
    /// <summary>Who asked for something for the applicant did it on their behalf.</summary>
    public const string Applicant = "applicant";

    /// <summary>Who asks.</summary>
    public required Actor Actor { get; init; }

    /// <summary>For whom the actor acts, when not for themself or by their own office: <c>applicant</c>, or the name of a colleague who is away.</summary>
    public string? OnBehalfOf { get; init; }

    /// <summary>Where the wish came in: pc, mobile, miniProgram, window, kiosk, hotline, api or system.</summary>
    public string Channel { get; init; } = "pc";

    /// <summary>Version of the case the actor saw; null = whatever it is now.</summary>
    public long? IfVersion { get; init; }

    /// <summary>Idempotency key and digest of the request, or null.</summary>
    public RequestKey? Key { get; init; }

    /// <summary>The published item that the command brings along, or null. Between nodes it goes as the name of its version.</summary>
    [JsonIgnore]
    public virtual PublishedItem? Brought => null;

    /// <summary>The same command with the item put in again.</summary>
    public virtual CaseCommand Bringing(PublishedItem item) => throw new InvalidOperationException($"{GetType().Name} brings no item.");

    /// <summary>Null when the actor may know of the case; else what they are told, before anything about its state.</summary>
    public virtual Problem? Unknown(CaseFile file) => null;

    public abstract ValueTask<Result<Done>> DecideAsync(CaseWork work, CancellationToken ct);
}
