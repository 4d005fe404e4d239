using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Model.Localities;

namespace Platform.Model.Items;

/// <summary>What a layer below may do with a fact that a layer above has stated; ordered by strictness.</summary>
public enum FieldPolicy
{
    /// <summary>State it anew.</summary>
    Free,
    /// <summary>Change it only in the applicant's favour (<see cref="ItemLayers"/> says what that means for each field).</summary>
    TightenOnly,
    /// <summary>Nothing.</summary>
    Locked,
}

/// <summary>Where a layer lets people apply.</summary>
public enum ItemOffer
{
    /// <summary>Neither here nor below: takes an item back that a locality above offers.</summary>
    None,
    /// <summary>In the owner's own locality only.</summary>
    Here,
    /// <summary>In the owner's locality and all below it.</summary>
    Below,
}

/// <summary>
/// What one locality says about an item: an object of facts named as in <see cref="ServiceItem"/>, with <c>policies</c> (field to
/// <c>locked | tightenOnly | free</c>) and <c>offered</c> (<c>below | here | none</c>) beside them. The topmost is the catalogue 基本目录, the others
/// implementations 实施清单.
/// </summary>
/// <param name="Document">A JSON object; members nobody knows are facts too and are <see cref="FieldPolicy.Free"/>.</param>
public sealed record ItemLayer(LocalityCode Owner, JsonElement Document);

/// <summary>A fact as the layers above have it.</summary>
/// <param name="Owner">The lowest of them that states it.</param>
/// <param name="Policy">What the layer below may do with it.</param>
public sealed record InheritedFact(JsonNode Value, LocalityCode Owner, FieldPolicy Policy);
