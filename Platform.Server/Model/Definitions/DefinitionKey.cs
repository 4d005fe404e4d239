using System.Text.RegularExpressions;

namespace Platform.Model.Definitions;

/// <summary>What a key of a definition looks like.</summary>
public static partial class DefinitionKey
{
    private const int Longest = 100;

    /// <summary>Lower-case words with dashes, at most 100 characters.</summary>
    public static bool IsWellFormed(string key) => key.Length <= Longest && Shape().IsMatch(key);

    [GeneratedRegex(@"^[a-z][a-z0-9]*(-[a-z0-9]+)*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Shape();
}
