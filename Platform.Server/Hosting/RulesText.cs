namespace Platform.Server.Hosting;

/// <summary>Names the resource with the texts of the model's own problems: codes, clocks, case rules, evaluation rules. Keys are problem codes.</summary>
internal sealed class RulesText;
