using Platform.Model;
using Platform.Model.Definitions;
using Platform.Model.Identity;
using Platform.Model.Localities;

namespace Platform.Server.Definitions;

/// <summary>What the routes of definitions share: names from the address, ETags, and who may read what.</summary>
internal static class DefinitionRoute
{
    /// <summary>Refused as <c>definition.kindUnknown</c> or <c>locality.unknown</c>.</summary>
    public static Result<DefinitionName> Name(string kind, string key, string? locality) =>
        Words.FindKind(kind) is not { } known ? Problem.NotFound("definition.kindUnknown", ("value", kind))
        : !LocalityCode.TryParse(locality, out var owner) ? Problem.Invalid("locality.code", "locality", ("value", locality))
        : new DefinitionName(known, key, owner);

    public static Result<DefinitionName> Readable(Actor actor, DefinitionName name) =>
        DefinitionAccess.MayRead(actor, name.Owner) ? name : DefinitionProblems.Forbidden(name.Owner);

    public static DefinitionHead Head(Definition definition) =>
        new(definition.Id.Kind, definition.Id.Key, definition.Id.Owner, definition.Id.Version, definition.State, definition.ETag, definition.SavedAt, definition.SavedBy, definition.PublishedAt);
}

/// <summary>A version without its document.</summary>
/// <param name="Locality">The owner.</param>
internal sealed record DefinitionHead(
    DefinitionKind Kind,
    string Key,
    LocalityCode Locality,
    int Version,
    DefinitionState State,
    string ETag,
    DateTimeOffset SavedAt,
    string SavedBy,
    DateTimeOffset? PublishedAt);

/// <param name="Findings">Codes of what was found and did not stand in the way.</param>
internal sealed record DefinitionAnswer(DefinitionHead Definition, IReadOnlyList<FindingLine> Findings);

internal sealed record FindingLine(string Code, string? Field, IReadOnlyDictionary<string, object?>? Values);
