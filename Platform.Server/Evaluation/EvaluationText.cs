using System.Globalization;
using System.Resources;

namespace Platform.Server.Evaluation;

/// <summary>The texts of this feature.</summary>
internal sealed class EvaluationText
{
    private static readonly ResourceManager Texts = new(typeof(EvaluationText));

    public static string In(CultureInfo culture, string key) => Texts.GetString(key, culture) ?? key;
}
