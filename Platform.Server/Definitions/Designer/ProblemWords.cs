using Platform.Designer.Editors;
using Platform.Model;
using Platform.Server.Hosting;
using Platform.Server.Hosting.Shell;

namespace Platform.Server.Definitions.Designer;

/// <summary>The editors' door to the texts of problem codes.</summary>
internal sealed class ProblemWords(ProblemTexts texts) : IProblemWords
{
    public string Say(Problem problem) => texts.Say(problem);

    public string RoleName(string role) => StaffLink.RoleName(role, texts);
}
