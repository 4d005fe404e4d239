using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Platform.Model;
using Platform.Model.Cases;
using Platform.Model.Localities;

namespace Platform.Server.Cases.Bundles;

/// <summary>A bundle that was filed: which cases came of one application. It never changes; what becomes of the cases is theirs.</summary>
internal sealed record BundleFile
{
    public required Guid Id { get; init; }

    /// <summary>Empty until it is written: the number is counted in the transaction.</summary>
    [JsonIgnore]
    public string Number { get; init; } = "";

    public required LocalityCode Locality { get; init; }

    public required string Code { get; init; }

    public required LocalizedText Name { get; init; }

    /// <summary>Version of the bundle it was filed with.</summary>
    public required string VersionId { get; init; }

    /// <summary>Opens the whole bundle. Each case has a code of its own, because its papers carry it into one authority that must not see the other cases.</summary>
    public required TrackingCode TrackingCode { get; init; }

    /// <summary>Null when it was filed for somebody without an account. Not required: what is null is not written.</summary>
    public Guid? ApplicantAccount { get; init; }

    /// <summary>Account of the officer who filed it at the window; null when nobody of the office did. The journals of its cases say it for the record.</summary>
    public Guid? FiledBy { get; init; }

    public required DateTimeOffset FiledAt { get; init; }

    /// <summary>In the bundle's order.</summary>
    public required ImmutableList<Guid> Cases { get; init; }
}
