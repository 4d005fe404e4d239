using System.Globalization;
using Microsoft.AspNetCore.Http;
using Platform.Model.Evaluation;

namespace Platform.Server.Evaluation.Portal;

/// <summary>What a form of the rating holds. Nothing is chosen beforehand.</summary>
/// <param name="Grade">1–5, null while none is chosen.</param>
/// <param name="Tags">Keys of <see cref="RatingTags.Keys"/>.</param>
public sealed record RatingEntry(int? Grade, IReadOnlyList<string> Tags, string Text)
{
    public static RatingEntry Empty { get; } = new(null, [], "");

    /// <summary>Tags as ratings store them.</summary>
    public IReadOnlyList<string> StoredTags => [.. Tags.Select(RatingTags.Stored)];

    internal static RatingEntry Of(IFormCollection form) => new(
        int.TryParse(form["grade"], NumberStyles.None, CultureInfo.InvariantCulture, out var grade) ? grade : null,
        [.. form["tags"].OfType<string>().Where(RatingTags.Keys.Contains).Distinct()],
        form["text"].ToString());

    internal static RatingEntry Of(Rating rating) => new(rating.Grade, [.. RatingTags.Keys.Where(k => rating.Tags.Contains(RatingTags.Stored(k)))], rating.Text ?? "");
}
