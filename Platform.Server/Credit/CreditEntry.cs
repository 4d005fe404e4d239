using Platform.Model.Credit;
using Platform.Model.Forms;
using Platform.Model.Localities;

namespace Platform.Server.Credit;

/// <param name="Name">As known when it was entered.</param>
internal sealed record CreditPerson(string IdType, string IdNumber, string Name);

/// <summary>One entry of the list.</summary>
/// <param name="CaseNumber">The case whose promise was broken, or null.</param>
/// <param name="Until">Last day on which it counts; null = until it is lifted.</param>
internal sealed record CreditEntry(
    Guid Id,
    LocalityCode Locality,
    CreditPerson Person,
    CreditMark Mark,
    string Reason,
    string? CaseNumber,
    DateOnly From,
    DateOnly? Until,
    string EnteredBy,
    DateTimeOffset EnteredAt,
    string? LiftedBy = null,
    DateTimeOffset? LiftedAt = null,
    string? LiftReason = null)
{
    /// <summary>As it is shown and sent: who keeps the list recognises a person by name and the ends of the number, and looks for one by typing the whole.</summary>
    public CreditEntry Masked() => this with { Person = Person with { IdNumber = Masks.Apply(Mask.IdNumber, Person.IdNumber) } };
}
