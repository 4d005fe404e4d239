using Platform.Designer.Editors;
using Platform.Model;
using Platform.Server.Hosting;

namespace Platform.Server.Definitions.Designer;

/// <summary>The editors' door to the texts of problem codes.</summary>
internal sealed class ProblemWords(ProblemTexts texts) : IProblemWords
{
    public string Say(Problem problem) => texts.Say(problem);
}
