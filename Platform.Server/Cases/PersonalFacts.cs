using Platform.Model.Forms;

namespace Platform.Server.Cases;

/// <summary>What of the people in a case somebody is shown.</summary>
internal static class PersonalFacts
{
    /// <summary>For staff: who it is, but neither number nor phone.</summary>
    public static CaseApplicant ForStaff(CaseApplicant party) => party with
    {
        IdNumber = Masks.Apply(Mask.IdNumber, party.IdNumber),
        Phone = Masks.Apply(Mask.Phone, party.Phone),
    };

    /// <summary>For whoever came with a tracking code: the name is masked too.</summary>
    public static CaseApplicant ForCode(CaseApplicant party) => ForStaff(party) with { Name = Masks.Apply(Mask.Name, party.Name) };
}
