namespace Platform.Server.Cases.Portal;

/// <summary>Names the resource with the texts of the wizard, the receipt and the case as its applicant sees it.</summary>
internal sealed class CasesPortalText;
