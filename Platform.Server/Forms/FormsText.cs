namespace Platform.Server.Forms;

/// <summary>Marks the texts of this feature: those of the <c>form.*</c> problems.</summary>
internal sealed class FormsText;
