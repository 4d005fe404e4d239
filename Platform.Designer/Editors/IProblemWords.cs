using Platform.Model;

namespace Platform.Designer.Editors;

/// <summary>Says a problem in the language of the person.</summary>
public interface IProblemWords
{
    string Say(Problem problem);

    /// <summary>What a role is called in the office.</summary>
    string RoleName(string role);
}
