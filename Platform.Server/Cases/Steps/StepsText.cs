using Platform.Model;
using Platform.Server.Hosting;

namespace Platform.Server.Cases.Steps;

/// <summary>Names of the case steps, their ports, inputs and task outcomes, in every language at once: they go into tasks and definitions, not onto one page.</summary>
internal sealed class StepsText
{
    private static readonly AllLanguages Texts = new(typeof(StepsText));

    /// <exception cref="InvalidOperationException">There is no such text.</exception>
    public static LocalizedText Of(string key) => Texts.Of(key);
}
