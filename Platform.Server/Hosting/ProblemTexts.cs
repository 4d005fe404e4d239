using System.Collections;
using System.Globalization;
using System.Resources;
using System.Text.Json;
using System.Text.RegularExpressions;
using Platform.Model;

namespace Platform.Server.Hosting;

/// <summary>Resource of a feature that may hold texts of problem codes.</summary>
internal sealed record TextSource(Type Marker);

/// <summary>
/// Texts of problem codes in the language asked for. The values of the problem stand in for <c>{name}</c>; texts in several languages, lists, days,
/// instants and the problem behind this one are written as a reader expects them.
/// </summary>
internal sealed partial class ProblemTexts(IEnumerable<TextSource> sources, ILogger<ProblemTexts> log)
{
    private static readonly TimeZoneInfo China = TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai");
    private readonly ResourceManager[] _resources = [.. sources.Select(s => s.Marker).Distinct().Select(m => new ResourceManager(m.FullName!, m.Assembly))];

    /// <summary>In the language of the present request.</summary>
    public string Say(Problem problem) => Of(problem, CultureInfo.CurrentUICulture);

    public string Of(Problem problem, CultureInfo culture)
    {
        if (Find(problem.Code, culture) is not { } text)
        {
            log.NoText(problem.Code);
            return problem.Code;
        }

        return Placeholder().Replace(text, match =>
            problem.Values is { } values && values.TryGetValue(match.Groups[1].Value, out var value) ? Show(value, culture)
            : match.Groups[1].Value == "field" ? problem.Field ?? "" : match.Value);
    }

    /// <summary>The text of a code as it stands in the resource, or null.</summary>
    public string? Find(string code, CultureInfo culture)
    {
        foreach (var resource in _resources)
        {
            if (resource.GetString(code, culture) is { } text)
            {
                return text;
            }
        }

        return null;
    }

    internal string Show(object? value, CultureInfo culture) => value switch
    {
        null => "",
        string text => text,
        LocalizedText text => text.In(culture.Name),
        Problem cause => Of(cause, culture),
        JsonElement kept => ShowKept(kept, culture),
        DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateTimeOffset at => TimeZoneInfo.ConvertTime(at, China).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture),
        IEnumerable many => string.Join(culture.TwoLetterISOLanguageName == "zh" ? "、" : ", ", many.Cast<object?>().Select(v => Show(v, culture))),
        IFormattable formattable => formattable.ToString(null, culture),
        _ => value.ToString() ?? "",
    };

    /// <summary>Problems and texts that were kept come back as JSON.</summary>
    private string ShowKept(JsonElement kept, CultureInfo culture)
    {
        try
        {
            return kept.ValueKind switch
            {
                JsonValueKind.Object when kept.TryGetProperty("code", out _) => Show(kept.Deserialize<Problem>(ModelJson.Options), culture),
                JsonValueKind.Object => Show(kept.Deserialize<LocalizedText>(ModelJson.Options), culture),
                JsonValueKind.Array => Show(kept.EnumerateArray().Select(e => (object)e).ToList(), culture),
                _ => kept.ToString(),
            };
        }
        catch (JsonException)
        {
            // Neither a problem nor a text; it is shown as it stands.
            return kept.ToString();
        }
    }

    [GeneratedRegex(@"\{([A-Za-z0-9_]+)\}")]
    private static partial Regex Placeholder();
}

internal static class ProblemTextsExtensions
{
    /// <summary>Registers the resource of this name as a source of problem texts: keys are problem codes.</summary>
    public static IServiceCollection AddTexts<TMarker>(this IServiceCollection services) => services.AddSingleton(new TextSource(typeof(TMarker)));
}
