using System.Globalization;
using System.Resources;

namespace Platform.Server.Evaluation;

/// <summary>The texts of this feature.</summary>
internal sealed class EvaluationText
{
    private static readonly ResourceManager Texts = new(typeof(EvaluationText));

    /// <summary>In the language of the present request.</summary>
    public static string Here(string key) => Texts.GetString(key, CultureInfo.CurrentUICulture) ?? key;
}
