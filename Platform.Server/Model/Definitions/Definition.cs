using System.Globalization;
using Platform.Model.Localities;

namespace Platform.Model.Definitions;

/// <summary>What a locality can configure.</summary>
public enum DefinitionKind
{
    Item,
    Form,
    Flow,
    DocumentTemplate,
    CodeTable,
    Calendar,
    MessageTemplate,
    DecisionTable,
    Site,
    Bundle,
    /// <summary>Operations of connectors that flows may call.</summary>
    ConnectorBinding,
    /// <summary>A field of the library that forms name.</summary>
    Question,
}

public enum DefinitionState
{
    /// <summary>Being edited; at most one per owner and key.</summary>
    Draft,
    /// <summary>In force; at most one per owner and key.</summary>
    Active,
    /// <summary>Replaced by a later version; cases that began with it keep it.</summary>
    Obsolete,
}

/// <summary>Names one version for ever.</summary>
/// <param name="Key">Lower-case words with dashes, unique per kind; a locality below may own a layer (item) or an own version (others) of the same key.</param>
/// <param name="Version">Counts from 1 per owner and key.</param>
public sealed record DefinitionId(DefinitionKind Kind, string Key, LocalityCode Owner, int Version)
{
    public override string ToString() => $"{Kind}/{Key}/{Owner}@{Version}";

    /// <summary>Reads what <see cref="ToString"/> wrote; anything else is a bug.</summary>
    public static DefinitionId Parse(string text)
    {
        var at = text.LastIndexOf('@');
        var parts = text[..at].Split('/');
        return new(Enum.Parse<DefinitionKind>(parts[0]), parts[1], LocalityCode.Parse(parts[2]), int.Parse(text[(at + 1)..], CultureInfo.InvariantCulture));
    }
}

/// <summary>One version of one definition as stored. Active and obsolete ones never change.</summary>
/// <param name="Json">The whole document, unknown members included.</param>
/// <param name="ETag">Hash of the content; what If-Match compares.</param>
/// <param name="RestsOn">What it rests on above; null when that was not written down.</param>
public sealed record Definition(
    DefinitionId Id, DefinitionState State, string Json, string ETag, DateTimeOffset SavedAt, string SavedBy, DateTimeOffset? PublishedAt, Basis? RestsOn = null)
{
    /// <summary>Names this content for ever, and what is made from it may be kept under it. A draft goes on changing under one <see cref="Id"/>.</summary>
    public string ContentId => State == DefinitionState.Draft ? $"{Id} {ETag}" : Id.ToString();
}

/// <summary>Read side of the definitions, cached: an active version is found without a query after the first time.</summary>
public interface IDefinitions
{
    /// <summary>The active version of the nearest owner at or above <paramref name="locality"/>, or null.</summary>
    ValueTask<Definition?> FindActiveAsync(DefinitionKind kind, string key, LocalityCode locality, CancellationToken ct);

    /// <summary>A version by name; it exists as long as anything refers to it. Throws when it does not.</summary>
    ValueTask<Definition> GetAsync(DefinitionId id, CancellationToken ct);

    /// <summary>All active versions of one key at or above <paramref name="locality"/>, from the top down: the layers of an item.</summary>
    ValueTask<IReadOnlyList<Definition>> ListLayersAsync(DefinitionKind kind, string key, LocalityCode locality, CancellationToken ct);

    /// <summary>Keys that have an active version anywhere, in ordinal order.</summary>
    ValueTask<IReadOnlyList<string>> ListKeysAsync(DefinitionKind kind, CancellationToken ct);

    /// <summary>Active versions of one key strictly below <paramref name="locality"/>, by owner.</summary>
    ValueTask<IReadOnlyList<Definition>> ListBelowAsync(DefinitionKind kind, string key, LocalityCode locality, CancellationToken ct);

    /// <summary>Changes whenever any active version changes, at once in this process and within a minute elsewhere; what is built from active versions is valid while it stays.</summary>
    ValueTask<long> GenerationAsync(CancellationToken ct);
}
