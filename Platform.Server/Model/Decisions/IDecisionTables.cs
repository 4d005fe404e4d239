using System.Text.Json;
using Platform.Model.Definitions;
using Platform.Model.Localities;

namespace Platform.Model.Decisions;

/// <summary>Decision tables by name and by version.</summary>
public interface IDecisionTables
{
    /// <summary>The version in force at a place, or null.</summary>
    ValueTask<CompiledDecisionTable?> FindAsync(string key, LocalityCode locality, CancellationToken ct);

    /// <summary>A version for ever; throws when it does not exist.</summary>
    ValueTask<CompiledDecisionTable> GetAsync(DefinitionId id, CancellationToken ct);

    /// <summary>The tables as other definitions would have them.</summary>
    IDecisionTables Over(IDefinitions definitions);
}

/// <summary>Evaluating one table with values by input.</summary>
public static class DecisionTables
{
    /// <summary>Reads the values, evaluates, and explains.</summary>
    /// <returns>Refused as <see cref="DecisionEvaluation"/> says.</returns>
    public static Result<DecisionResult> Decide(this CompiledDecisionTable table, Func<DecisionInput, JsonElement?> given) =>
        DecisionEvaluation.ReadInputs(table, given).Then(inputs => DecisionEvaluation.Evaluate(table, inputs));
}
