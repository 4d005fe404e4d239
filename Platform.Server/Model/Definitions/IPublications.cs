using Platform.Model.Identity;
using Platform.Model.Localities;

namespace Platform.Model.Definitions;

/// <summary>
/// What surrounds the act of publishing: what it would reach, when it is to happen, and the way back. Reading needs <c>definitions.read</c> for the owner itself, everything else
/// <c>definitions.publish</c>; refused as <c>definition.forbidden</c>.
/// </summary>
public interface IPublications
{
    /// <summary>What it would change if the drafts came into force now, all of them together. What has no draft counts as it is in force.</summary>
    /// <param name="names">1–1,000, each once.</param>
    /// <returns>Refused as <c>definition.selection</c>, or <c>definition.notFound</c> for what is neither in force nor a draft.</returns>
    ValueTask<Result<PublicationImpact>> ImpactAsync(Actor actor, IReadOnlyList<DefinitionName> names, CancellationToken ct);

    /// <summary>Open cases of a flow, or of the flow an item runs on, by whether they run on the version in force. Null for other kinds, and without one in force.</summary>
    ValueTask<Result<FlowCases?>> CasesAsync(Actor actor, DefinitionName name, CancellationToken ct);

    /// <summary>
    /// Has drafts come into force together at a time. Checks and four eyes speak now, and the checks again then. The same once more is the same schedule; one of the same drafts that
    /// failed or no longer holds is replaced.
    /// </summary>
    /// <param name="reviewed">Of one owner, as somebody looked at them.</param>
    /// <returns>Refused as <see cref="IDefinitionEditor.PublishAllAsync"/>, with <c>schedule.past</c>, <c>schedule.far</c>, or <c>schedule.taken</c> while another one holds.</returns>
    ValueTask<Result<PublicationSchedule>> ScheduleAsync(Actor actor, IReadOnlyList<SelectedDraft> reviewed, DateTimeOffset from, CancellationToken ct);

    /// <summary>What waits or has failed at a place, by time.</summary>
    ValueTask<Result<IReadOnlyList<PublicationSchedule>>> SchedulesAsync(Actor actor, LocalityCode owner, CancellationToken ct);

    /// <summary>What waits is given up, what failed is put away. Done twice it is done once.</summary>
    /// <returns>Refused as <c>schedule.unknown</c>, or <c>schedule.settled</c> when it came into force.</returns>
    ValueTask<Result<PublicationSchedule>> CancelAsync(Actor actor, Guid id, CancellationToken ct);

    /// <summary>
    /// Puts what a former version says in force again, as a new version; a draft under way stays as it is. When exactly that is in force already, nothing changes. Checks and four
    /// eyes are those of a publication, the authors those of the former version.
    /// </summary>
    /// <param name="ifMatch">ETag of what was in force when somebody looked at it, empty where nothing was; null = whatever is in force.</param>
    /// <returns>
    /// Refused as <see cref="IDefinitionEditor.PublishAsync"/>, with <c>definition.stale</c> where something else is in force by now, or as <c>definition.notFound</c> for what was
    /// never in force.
    /// </returns>
    ValueTask<Result<DefinitionSaved>> PublishAgainAsync(Actor actor, DefinitionId version, string? ifMatch, CancellationToken ct);
}
