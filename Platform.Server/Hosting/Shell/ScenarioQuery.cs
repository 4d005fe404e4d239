using Microsoft.Extensions.Primitives;
using Platform.Model.Items;

namespace Platform.Server.Hosting.Shell;

/// <summary>
/// Answers to the scenario questions in an address or a form: <c>s.placeType=hotel</c>. They say what somebody wants to do, not who they are, so they
/// may stand in an address: that is how they are carried over from the guide before anybody signs in.
/// </summary>
internal static class ScenarioQuery
{
    public const string Prefix = "s.";

    /// <summary>Only these questions and options they offer.</summary>
    public static IReadOnlyDictionary<string, string> Read(IEnumerable<KeyValuePair<string, StringValues>> values, IReadOnlyList<ScenarioQuestion> questions) => values
        .Where(v => v.Key.StartsWith(Prefix, StringComparison.Ordinal))
        .Select(v => (Question: questions.FirstOrDefault(q => q.Key == v.Key[Prefix.Length..]), Option: v.Value.LastOrDefault()))
        .Where(v => v.Question?.Options.Any(o => o.Value == v.Option) == true)
        .ToDictionary(v => v.Question!.Key, v => v.Option!, StringComparer.Ordinal);

    public static string Of(IReadOnlyDictionary<string, string> scenario) =>
        QueryString.Create(scenario.OrderBy(s => s.Key, StringComparer.Ordinal).Select(s => KeyValuePair.Create(Prefix + s.Key, (string?)s.Value))).ToString();
}
