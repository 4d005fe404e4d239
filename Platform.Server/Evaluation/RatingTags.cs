namespace Platform.Server.Evaluation;

/// <summary>Words the rating page offers. A rating stores them in Chinese, as other channels send them.</summary>
internal static class RatingTags
{
    /// <summary>Keys of the texts <c>tag.…</c>.</summary>
    public static IReadOnlyList<string> Keys { get; } = ["friendly", "fast", "clear", "convenient", "slow", "manyVisits", "unclear", "unfriendly", "extraMaterials"];
}
