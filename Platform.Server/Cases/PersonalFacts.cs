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

    /// <summary>What of the case is masked for staff, to be recognised wherever it turns up.</summary>
    public static PersonalValues Of(CaseFile file, CompiledForm form) => new(
        form.Form,
        file.Content.Answers,
        [.. new[] { file.Content.Applicant, file.Content.Agent }.OfType<CaseApplicant>().SelectMany(p => new[] { (Mask.IdNumber, p.IdNumber), (Mask.Phone, p.Phone) })]);

    /// <summary>For whoever came with a tracking code: the name is masked too.</summary>
    public static CaseApplicant ForCode(CaseApplicant party) => ForStaff(party) with { Name = Masks.Apply(Mask.Name, party.Name) };
}
