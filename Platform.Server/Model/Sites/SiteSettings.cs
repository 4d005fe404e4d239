using System.Globalization;
using System.Text.Json;
using Platform.Model.Cases;
using Platform.Model.Evaluation;

namespace Platform.Model.Sites;

/// <summary>
/// What a place lays down for its site: the document of the definition <see cref="Key"/> of kind Site. Everything has a default. The nearest owner counts as a
/// whole: a place that says one thing of its own has to say all it does not want as the default has it, the look included.
/// </summary>
public sealed record SiteSettings
{
    /// <summary>The one definition of this kind; the nearest owner at or above a place counts.</summary>
    public const string Key = "site";

    public const int LongestDraftDays = 365;
    public const int LongestBarDays = 3650;

    public const int MostUnmasksPerDay = 1000;

    public const int LongestName = 40;
    public const int MostAnnouncements = 20;
    public const int MostFeatured = 24;

    private const string HotlineCharacters = "0123456789+-() ";

    public static SiteSettings Default { get; } = new();

    /// <summary>What the site is called, at most 40 characters; empty = the government services of the place.</summary>
    public LocalizedText Name { get; init; } = LocalizedText.Empty;

    public SiteLook Look { get; init; }

    public SiteLogo Logo { get; init; } = SiteLogo.None;

    public SiteHome Home { get; init; } = new();

    public SiteContacts Contacts { get; init; } = new();

    /// <summary>What is not offered on which channel; a channel that is not named offers everything.</summary>
    public IReadOnlyList<ChannelOffer> Channels { get; init; } = [];

    /// <summary>Days a draft is kept after it was last saved, 1–365.</summary>
    public int DraftDays { get; init; } = 30;

    /// <summary>Days before its end on which whoever types it is told, at least 0 and less than <see cref="DraftDays"/>; 0 = nobody is told.</summary>
    public int DraftWarningDays { get; init; } = 3;

    /// <summary>Days for which nobody is accepted with a gap after a promise they did not keep; 0 = nobody is entered by the system.</summary>
    public int BrokenPromiseDays { get; init; } = 365;

    /// <summary>Limits of the stages of a negative rating.</summary>
    public EvaluationSettings Evaluation { get; init; } = EvaluationSettings.Default;

    /// <summary>Cases of which one person may see the personal data whole on one day, 0–1000.</summary>
    public int UnmasksPerDay { get; init; } = 50;

    /// <summary>Whether nobody publishes a draft they edited; null = as the installation says, which is yes except in a demo.</summary>
    public bool? FourEyesOnPublishing { get; init; }

    /// <summary>Codes of the items that are not offered on any one of these channels, in the words or numbers of <see cref="Cases.Channels"/>.</summary>
    public IReadOnlySet<string> Hidden(IEnumerable<string?> channels)
    {
        var words = channels.Select(Cases.Channels.Normalise).OfType<string>().ToHashSet(StringComparer.Ordinal);
        return Channels.Where(c => words.Contains(JsonNamingPolicy.CamelCase.ConvertName(c.Channel.ToString()))).SelectMany(c => c.HiddenItems).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>
    /// What cannot be so, with the member as field. Which items there are it does not know. Problems begin with <c>site.</c>, but for those of
    /// <see cref="EvaluationSettings.Check"/>, whose fields begin with <c>evaluation.</c>.
    /// </summary>
    public IReadOnlyList<Problem> Check() =>
        [.. Appearance(), .. Front(), .. Foot(), .. Offers(), .. Figures(), .. Evaluation.Check().Select(p => p with { Field = "evaluation." + p.Field })];

    private IEnumerable<Problem> Appearance()
    {
        if (Name.Texts.Values.FirstOrDefault(t => t.Length > LongestName) is { } name)
        {
            yield return Problem.Invalid("site.name", "name", ("value", name.Length), ("expected", LongestName));
        }

        if (Logo.Image.Length > 0 && LogoRules.Check(Logo.Image, "logo.image") is { } wrong)
        {
            yield return wrong;
        }

        foreach (var problem in new[] { Text(Name, "name"), Text(Logo.Alt, "logo.alt") }.OfType<Problem>())
        {
            yield return problem;
        }
    }

    private IEnumerable<Problem> Front()
    {
        var problems = new List<Problem?> { Text(Home.Title, "home.title"), Text(Home.Lead, "home.lead") };
        for (var i = 0; i < Home.Announcements.Count; i++)
        {
            var (announcement, at) = (Home.Announcements[i], FormattableString.Invariant($"home.announcements[{i}]"));
            problems.Add(announcement.Title.IsEmpty ? Problem.Invalid("site.announcement.title", at + ".title", ("value", i + 1)) : Text(announcement.Title, at + ".title"));
            problems.Add(announcement.Text is { } text ? Text(text, at + ".text") : null);
            if (announcement is { From: { } from, Until: { } until } && until < from)
            {
                problems.Add(Problem.Invalid("site.announcement.days", at + ".until", ("value", Day(until)), ("expected", Day(from)), ("label", announcement.Title)));
            }
        }

        problems.Add(TooMany("home.announcements", Home.Announcements.Count, MostAnnouncements));
        problems.Add(TooMany("home.featured", Home.Featured.Count, MostFeatured));
        problems.Add(Twice("home.featured", Home.Featured));
        problems.Add(Twice("home.blocks", Home.Blocks.Select(b => JsonNamingPolicy.CamelCase.ConvertName(b.ToString()))));
        return problems.OfType<Problem>();
    }

    private IEnumerable<Problem> Foot()
    {
        if (Contacts.Hotline.Any(c => !HotlineCharacters.Contains(c)))
        {
            yield return Problem.Invalid("site.hotline", "contacts.hotline", ("value", Contacts.Hotline), ("expected", "12345, 0571-12345678"));
        }

        foreach (var problem in new[] { Text(Contacts.Address, "contacts.address"), Text(Contacts.Hours, "contacts.hours"), Text(Contacts.Organiser, "contacts.organiser") }.OfType<Problem>())
        {
            yield return problem;
        }
    }

    private IEnumerable<Problem> Offers()
    {
        if (Channels.GroupBy(c => c.Channel).FirstOrDefault(g => g.Count() > 1) is { Key: var twice })
        {
            yield return Problem.Invalid("site.twice", "channels", ("value", JsonNamingPolicy.CamelCase.ConvertName(twice.ToString())));
        }
    }

    private IEnumerable<Problem> Figures()
    {
        var days = DraftDays is >= 1 and <= LongestDraftDays;
        if (!days)
        {
            yield return Problem.Invalid("site.draftDays", "draftDays", ("value", DraftDays), ("expected", $"1–{LongestDraftDays}"));
        }

        // Against a number of days that cannot be, nothing can be said of the warning but that it comes within the longest time.
        var mostWarning = (days ? DraftDays : LongestDraftDays) - 1;
        if (DraftWarningDays < 0 || DraftWarningDays > mostWarning)
        {
            yield return Problem.Invalid("site.draftWarningDays", "draftWarningDays", ("value", DraftWarningDays), ("expected", mostWarning == 0 ? "0" : $"0–{mostWarning}"));
        }

        if (BrokenPromiseDays is < 0 or > LongestBarDays)
        {
            yield return Problem.Invalid("site.brokenPromiseDays", "brokenPromiseDays", ("value", BrokenPromiseDays), ("expected", $"0–{LongestBarDays}"));
        }

        if (UnmasksPerDay is < 0 or > MostUnmasksPerDay)
        {
            yield return Problem.Invalid("site.unmasksPerDay", "unmasksPerDay", ("value", UnmasksPerDay), ("expected", $"0–{MostUnmasksPerDay}"));
        }
    }

    /// <summary>A text that is there in one language is there in Chinese, in which everybody can fall back on it.</summary>
    private static Problem? Text(LocalizedText text, string field) =>
        !text.IsEmpty && string.IsNullOrWhiteSpace(text.In(LocalizedText.Chinese)) ? Problem.Invalid("site.text", field) : null;

    private static Problem? TooMany(string field, int count, int most) => count > most ? Problem.Invalid("site.tooMany", field, ("value", count), ("expected", most)) : null;

    private static Problem? Twice(string field, IEnumerable<string> entries) =>
        entries.GroupBy(e => e, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { Key: var twice } ? Problem.Invalid("site.twice", field, ("value", twice)) : null;

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
