using System.Text.Json.Nodes;

namespace Platform.Designer.Editors.Forms;

/// <summary>What the conditions of a definition can ask about, and how they read.</summary>
public interface IConditionSurroundings
{
    /// <param name="spot">Where the condition stands.</param>
    IReadOnlyList<ConditionField> FieldsAt(JsonObject document, Spot spot);

    /// <summary>The condition as a sentence; null when it cannot be read yet.</summary>
    string? Say(JsonObject document, Spot spot, JsonNode condition);
}

/// <summary>For definitions whose editor does not know: names are typed.</summary>
public sealed class NoConditionSurroundings : IConditionSurroundings
{
    public static NoConditionSurroundings Instance { get; } = new();

    public IReadOnlyList<ConditionField> FieldsAt(JsonObject document, Spot spot) => [];

    public string? Say(JsonObject document, Spot spot, JsonNode condition) => null;
}
