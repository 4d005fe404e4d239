using System.Text.Json.Nodes;

namespace Platform.Designer.Editors.Forms;

/// <summary>What the conditions and formulas of a definition can ask about, and how they read.</summary>
public interface IConditionSurroundings
{
    /// <param name="spot">Where the condition or formula stands.</param>
    IReadOnlyList<ConditionField> FieldsAt(JsonObject document, Spot spot);

    /// <summary>The condition as a sentence; null when it cannot be read yet.</summary>
    string? Say(JsonObject document, Spot spot, JsonNode condition);

    /// <summary>The formula as a sentence; null when it cannot be read yet.</summary>
    string? SayFormula(JsonObject document, Spot spot, JsonNode formula);
}

/// <summary>For definitions whose editor does not know: names are typed.</summary>
public sealed class NoConditionSurroundings : IConditionSurroundings
{
    public static NoConditionSurroundings Instance { get; } = new();

    public IReadOnlyList<ConditionField> FieldsAt(JsonObject document, Spot spot) => [];

    public string? Say(JsonObject document, Spot spot, JsonNode condition) => null;

    public string? SayFormula(JsonObject document, Spot spot, JsonNode formula) => null;
}
