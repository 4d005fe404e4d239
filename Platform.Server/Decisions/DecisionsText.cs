namespace Platform.Server.Decisions;

/// <summary>Texts of the decision tables: <c>DecisionsText.resx</c> and <c>DecisionsText.en.resx</c>.</summary>
internal sealed class DecisionsText;
