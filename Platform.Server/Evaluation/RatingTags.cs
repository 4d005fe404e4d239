using System.Collections.Frozen;
using System.Globalization;
using Platform.Model;

namespace Platform.Server.Evaluation;

/// <summary>Words the rating page offers. A rating stores them in Chinese, as other channels send them.</summary>
internal static class RatingTags
{
    /// <summary>Keys of the texts <c>tag.…</c>.</summary>
    public static IReadOnlyList<string> Keys { get; } = ["friendly", "fast", "clear", "convenient", "slow", "manyVisits", "unclear", "unfriendly", "extraMaterials"];

    private static readonly Lazy<FrozenSet<string>> Offered = new(() => Keys.Select(Stored).ToFrozenSet(StringComparer.Ordinal));

    /// <summary>The word as ratings store it.</summary>
    public static string Stored(string key) => EvaluationText.In(CultureInfo.GetCultureInfo(LocalizedText.Chinese), "tag." + key);

    /// <summary>The key of an offered word, null for the rater's own.</summary>
    public static string? KeyOf(string stored) => Keys.FirstOrDefault(k => Stored(k) == stored);

    public static bool IsOffered(string stored) => Offered.Value.Contains(stored);
}
