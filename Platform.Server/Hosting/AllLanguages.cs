using System.Collections.Concurrent;
using System.Globalization;
using System.Resources;
using Platform.Model;

namespace Platform.Server.Hosting;

/// <summary>The texts of a resource file in every language at once, for what is stored or sent before anybody reads it.</summary>
internal sealed class AllLanguages(Type resource)
{
    private static readonly CultureInfo[] Cultures = [CultureInfo.GetCultureInfo(LocalizedText.Chinese), CultureInfo.GetCultureInfo(LocalizedText.English)];

    private readonly ResourceManager _resources = new(resource);
    private readonly ConcurrentDictionary<string, LocalizedText> _known = new(StringComparer.Ordinal);

    /// <exception cref="InvalidOperationException">There is no such text.</exception>
    public LocalizedText Of(string key) => _known.GetOrAdd(key, k => new LocalizedText(Cultures.ToDictionary(
        c => c.Name,
        c => _resources.GetString(k, c) ?? throw new InvalidOperationException($"No text '{k}' in {c.Name}."),
        StringComparer.Ordinal)));
}
