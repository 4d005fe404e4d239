using Platform.Model;
using Platform.Server.Hosting;

namespace Platform.Server.Flows;

/// <summary>Names of the engine's own activities, their members and ports, in every language at once: they go into definitions, not onto one page.</summary>
internal sealed class ElsaText
{
    private static readonly AllLanguages Texts = new(typeof(ElsaText));

    /// <exception cref="InvalidOperationException">There is no such text.</exception>
    public static LocalizedText Of(string key) => Texts.Of(key);
}
