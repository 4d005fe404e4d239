using Platform.Model;
using Platform.Model.Definitions;
using Platform.Model.Localities;

namespace Platform.Server.Definitions;

/// <summary>What reading and writing definitions is refused with, whoever is asked.</summary>
internal static class DefinitionProblems
{
    public const string StaleCode = "definition.stale";

    public static Problem Forbidden(LocalityCode owner) => Problem.Forbidden("definition.forbidden", ("value", owner.Value));

    /// <param name="value">ETag of what somebody looked at; null = of nothing.</param>
    /// <param name="expected">ETag of what there is.</param>
    public static Problem Stale(string? value, string? expected) => Problem.Of(StaleCode, ProblemKind.Stale, null, ("value", value), ("expected", expected));

    /// <summary>A definition as the field of a problem: <c>kind/key</c>.</summary>
    public static string FieldOf(DefinitionName name) => $"{Words.Of(name.Kind)}/{name.Key}";
}
