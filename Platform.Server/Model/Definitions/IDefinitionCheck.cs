using System.Text.Json;
using Platform.Model.Localities;

namespace Platform.Model.Definitions;

/// <summary>How far a definition has to be right.</summary>
public enum CheckStage
{
    /// <summary>A draft may be unfinished and may name what does not exist yet; what is there has to be well-formed and allowed.</summary>
    Save,
    /// <summary>It is about to be in force: complete, and everything it names is active.</summary>
    Publish,
}

/// <summary>A document that somebody wants to save or to put in force.</summary>
/// <param name="InForce">What it may name: what is in force, and whatever else is to come into force with it.</param>
public sealed record DefinitionDraft(DefinitionKind Kind, string Key, LocalityCode Owner, JsonElement Document, IDefinitions InForce);

/// <summary>What a check found; the field of the problem names the element.</summary>
/// <param name="Blocks">False for something worth knowing that does not stand in the way.</param>
public sealed record DefinitionFinding(Problem Problem, bool Blocks = true);

/// <summary>Checks definitions of one kind; the feature that gives the kind its meaning implements it. Several may check the same kind.</summary>
public interface IDefinitionCheck
{
    DefinitionKind Kind { get; }

    ValueTask<IReadOnlyList<DefinitionFinding>> CheckAsync(DefinitionDraft draft, CheckStage stage, CancellationToken ct);
}
