using System.Globalization;
using Platform.Model;

namespace Platform.Server.Hosting;

/// <summary>Writes refusals for operators, in the language of the office: they go into incidents, which nobody may be looking at yet.</summary>
internal sealed class ProblemLines(ProblemTexts texts)
{
    private static readonly CultureInfo Office = CultureInfo.GetCultureInfo(LocalizedText.Chinese);

    public string Write(params IReadOnlyList<Problem> problems) => string.Join("; ", problems.Select(p => texts.Of(p, Office)));
}
