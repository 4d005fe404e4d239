using System.Globalization;
using System.Resources;

namespace Platform.Model.Forms;

/// <summary>Words the form core itself puts into sentences: conditions in words, what a field expects, yes and no.</summary>
internal static class FormWords
{
    private static readonly ResourceManager Resources = new("Platform.Model.Forms.FormWords", typeof(FormWords).Assembly);

    /// <summary>The word in <paramref name="culture"/>; a missing key is a bug.</summary>
    public static string Get(string key, string culture) =>
        Resources.GetString(key, CultureInfo.GetCultureInfo(culture)) ?? throw new ArgumentException($"There is no word '{key}'.", nameof(key));

    public static string Get(string key, string culture, params object?[] values) => string.Format(CultureInfo.GetCultureInfo(culture), Get(key, culture), values);

    /// <summary>The word in all languages of the platform.</summary>
    public static LocalizedText Text(string key) => LocalizedText.Of(Get(key, LocalizedText.Chinese), Get(key, LocalizedText.English));
}
