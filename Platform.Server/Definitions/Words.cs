using System.Text.Json;
using Platform.Model.Definitions;

namespace Platform.Server.Definitions;

/// <summary>How kinds and states are written in the database and in addresses: camel-case words, the same as in JSON.</summary>
internal static class Words
{
    public static string Of(DefinitionKind kind) => JsonNamingPolicy.CamelCase.ConvertName(kind.ToString());

    public static string Of(DefinitionState state) => JsonNamingPolicy.CamelCase.ConvertName(state.ToString());

    public static DefinitionKind Kind(string word) => FindKind(word) ?? throw new InvalidOperationException($"'{word}' is no kind of definition.");

    public static DefinitionState State(string word) => FindState(word) ?? throw new InvalidOperationException($"'{word}' is no state of a definition.");

    /// <summary>Reads <c>codeTable</c> and also <c>code-table</c>, as addresses are often typed.</summary>
    public static DefinitionKind? FindKind(string word) => Find<DefinitionKind>(word.Replace("-", "", StringComparison.Ordinal));

    public static DefinitionState? FindState(string word) => Find<DefinitionState>(word);

    private static T? Find<T>(string word)
        where T : struct, Enum =>
        word.All(char.IsAsciiLetter) && Enum.TryParse<T>(word, ignoreCase: true, out var found) ? found : null;
}
