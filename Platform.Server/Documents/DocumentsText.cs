using System.Globalization;
using System.Resources;
using Platform.Model;

namespace Platform.Server.Documents;

/// <summary>The texts of this feature, and the names of documents for the layout without a template.</summary>
internal sealed class DocumentsText
{
    private static readonly ResourceManager Texts = new(typeof(DocumentsText));
    private static readonly CultureInfo Chinese = CultureInfo.GetCultureInfo(LocalizedText.Chinese);
    private static readonly CultureInfo English = CultureInfo.GetCultureInfo(LocalizedText.English);

    /// <summary>In both languages, or null when there is no such text.</summary>
    public static LocalizedText? Find(string key) => Texts.GetString(key, Chinese) is { } zh ? LocalizedText.Of(zh, Texts.GetString(key, English)) : null;

    /// <summary>In the language of the documents themselves.</summary>
    public static string InChinese(string key) => Texts.GetString(key, Chinese) ?? key;
}
