namespace Platform.Server.Flows;

/// <summary>Names the resource with the texts of flow problems. Keys are problem codes.</summary>
internal sealed class FlowsText;
