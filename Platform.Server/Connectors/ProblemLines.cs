using System.Globalization;
using Platform.Model;
using Platform.Server.Hosting;

namespace Platform.Server.Connectors;

/// <summary>Writes refusals for operators, in the language of the office: they go into incidents, which nobody may be looking at yet.</summary>
internal sealed class ProblemLines(ProblemTexts texts)
{
    private static readonly CultureInfo Office = CultureInfo.GetCultureInfo(LocalizedText.Chinese);

    public string Write(IReadOnlyList<Problem> problems) => string.Join("; ", problems.Select(p => texts.Of(p, Office)));
}
