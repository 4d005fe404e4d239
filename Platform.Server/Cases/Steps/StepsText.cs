using System.Collections.Concurrent;
using System.Globalization;
using System.Resources;
using Platform.Model;

namespace Platform.Server.Cases.Steps;

/// <summary>Names of the case steps, their ports, inputs and task outcomes, in every language at once: they go into tasks and definitions, not onto one page.</summary>
internal sealed class StepsText
{
    private static readonly ResourceManager Resources = new(typeof(StepsText));
    private static readonly CultureInfo[] Cultures = [CultureInfo.GetCultureInfo(LocalizedText.Chinese), CultureInfo.GetCultureInfo(LocalizedText.English)];
    private static readonly ConcurrentDictionary<string, LocalizedText> Known = new(StringComparer.Ordinal);

    /// <exception cref="InvalidOperationException">There is no such text.</exception>
    public static LocalizedText Of(string key) => Known.GetOrAdd(key, static k => new LocalizedText(Cultures.ToDictionary(
        c => c.Name,
        c => Resources.GetString(k, c) ?? throw new InvalidOperationException($"No text '{k}' in {c.Name}."),
        StringComparer.Ordinal)));
}
