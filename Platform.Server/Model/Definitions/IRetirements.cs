using Platform.Model.Identity;

namespace Platform.Model.Definitions;

/// <summary>
/// Takes away what a place no longer wants. Nothing is lost: what was in force and what was a draft stay among the versions, from where it can be put in force again or
/// taken up as a draft. Cases that run keep the versions they began with.
/// </summary>
public interface IRetirements
{
    /// <summary>What it would mean to take these away together, and what stands in the way. Needs <c>definitions.read</c>.</summary>
    /// <param name="names">1–1,000, each once, in force or a draft.</param>
    /// <returns>Refused as <c>definition.forbidden</c>, <c>definition.selection</c> or <c>definition.notFound</c>.</returns>
    ValueTask<Result<Retirement>> LookAsync(Actor actor, IReadOnlyList<DefinitionName> names, CancellationToken ct);

    /// <summary>Takes all of them out of force and gives their drafts up, or none of them. What is gone already is no hindrance.</summary>
    /// <param name="seen">As somebody looked at them, <see cref="Retirement.Definitions"/>.</param>
    /// <returns>
    /// Refused as <see cref="LookAsync"/> (<c>definitions.publish</c> is needed), with <c>definition.stale</c> for what was edited or published since, with every
    /// <see cref="Retirement.InTheWay"/>, or with <c>definition.fourEyes</c>.
    /// </returns>
    ValueTask<Result<Retirement>> RetireAsync(Actor actor, IReadOnlyList<RetiredDefinition> seen, CancellationToken ct);

    /// <summary>Gives a draft up, whatever is in force stays. Needs <c>definitions.edit</c>.</summary>
    /// <param name="ifMatch">ETag of the draft somebody looked at; null = whatever it is.</param>
    /// <returns>Refused as <c>definition.forbidden</c>, <c>definition.noDraft</c> or <c>definition.stale</c>.</returns>
    ValueTask<Result<Definition>> DiscardAsync(Actor actor, DefinitionName name, string? ifMatch, CancellationToken ct);
}

/// <param name="InTheWay">
/// <c>retire.named</c> for everything that would name what is not there any more, <c>retire.below</c> for a layer below that would lose what it rests on, <c>retire.needed</c> for
/// what the platform itself looks for, and what the checks say against what would not be sound any more with what holds instead.
/// </param>
/// <param name="OpenCases">Of the items among them; they go on.</param>
public sealed record Retirement(IReadOnlyList<RetiredDefinition> Definitions, IReadOnlyList<Obstacle> InTheWay, long OpenCases);

/// <param name="Of">What cannot go because of it.</param>
/// <param name="By">What would be left behind; null where the platform itself looks for it.</param>
/// <param name="Problem">The field is the definition in question, <c>kind/key</c>.</param>
public sealed record Obstacle(DefinitionName Of, DefinitionName? By, Problem Problem);

/// <param name="InForce">ETag of what is in force; null = nothing.</param>
/// <param name="Draft">ETag of the draft; null = none.</param>
/// <param name="Above">Whether another owner's version is in force here afterwards.</param>
public sealed record RetiredDefinition(DefinitionName Name, string? InForce, string? Draft, bool Above);
