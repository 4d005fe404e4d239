using Platform.Model.Localities;

namespace Platform.Model.Notifications;

/// <summary>Send a message: into the inbox of the site within the transaction, and by SMS from the outbox where the template says so.</summary>
/// <param name="AccountId">One person, or null when <paramref name="Role"/> is set or the person has no account (then only <paramref name="Phone"/>).</param>
/// <param name="Role">Everybody who holds this role at the authority.</param>
/// <param name="Group">With a role: only those who belong to this group of the authority, while anybody of it holds the role there.</param>
/// <param name="Template">Key of a message template.</param>
/// <param name="Data">What the template shows, a JSON object.</param>
/// <param name="Link">Path of the page it is about.</param>
public sealed record SendMessageEffect(Guid MessageId, Guid? AccountId, string? Phone, string? Role, string? AuthorityCode, LocalityCode Locality, string Template, string Data, string? Link, string? Group = null);
