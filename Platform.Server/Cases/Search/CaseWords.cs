using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Platform.Model.Forms;
using Platform.Model.Identity;

namespace Platform.Server.Cases.Search;

/// <summary>
/// What a case is found by, as keyed hashes of 64 bits: of names every pair of neighbouring characters and the first one, of a searchable field its
/// whole value. Whoever reads the table without the key learns which cases have a pair in common, not which pair. Two values with one hash show a case
/// too many to somebody who may see it.
/// </summary>
internal static class CaseWords
{
    /// <summary>Rises when cases are to be read anew, because the words are made differently.</summary>
    public const int Version = 1;

    /// <summary>Characters of one name that are taken into account.</summary>
    private const int MaxName = 100;

    /// <summary>Characters of one answer that are taken into account as a value.</summary>
    private const int MaxValue = 200;

    private const string Pairs = "case.name";

    public static ImmutableHashSet<long> Of(CaseContent content, CompiledForm form, IPersonalData personal)
    {
        var words = ImmutableHashSet.CreateBuilder<long>();
        words.UnionWith(OfName(content.Applicant.Name, personal));
        if (content.Agent is { } agent)
        {
            words.UnionWith(OfName(agent.Name, personal));
        }

        foreach (var (field, value) in form.SearchValues(content.Answers))
        {
            words.Add(OfField(field.Key, value, personal));
            if (field.Type is FieldType.Text or FieldType.PersonName or FieldType.Multiline or FieldType.Address)
            {
                words.UnionWith(OfName(value, personal));
            }
        }

        return words.ToImmutable();
    }

    /// <summary>Every pair of neighbouring characters, and the first character.</summary>
    public static IEnumerable<long> OfName(string name, IPersonalData personal)
    {
        var characters = Characters(name).Take(MaxName).ToList();
        return characters.Count == 0 ? [] : PairsOf(characters).Prepend("^" + characters[0]).Distinct().Select(p => Hash(personal, Pairs, p));
    }

    /// <summary>What all the cases have in common that somebody looks for: the pairs of the text, of a single character the names that begin with it.</summary>
    public static IReadOnlyList<long> Sought(string text, IPersonalData personal)
    {
        var characters = Characters(text).Take(MaxName).ToList();
        return characters.Count switch
        {
            0 => [],
            1 => [Hash(personal, Pairs, "^" + characters[0])],
            _ => [.. PairsOf(characters).Distinct().Select(p => Hash(personal, Pairs, p))],
        };
    }

    /// <param name="value">As it stands in the answers.</param>
    public static long OfField(string key, string value, IPersonalData personal) =>
        Hash(personal, "case.field:" + key, string.Concat(Characters(value).Take(MaxValue).Select(r => r.ToString())));

    private static IEnumerable<string> PairsOf(List<Rune> characters) => characters.Zip(characters.Skip(1), (a, b) => a.ToString() + b);

    /// <summary>Letters and digits; small, and those of full width as those of half: a name is found however it was typed.</summary>
    private static IEnumerable<Rune> Characters(string text) =>
        text.EnumerateRunes()
            .Select(r => r.Value is >= 0xFF01 and <= 0xFF5E ? new Rune(r.Value - 0xFEE0) : r)
            .Where(r => Rune.IsLetterOrDigit(r) || r.Value >= 0x20000 || Rune.GetUnicodeCategory(r) is UnicodeCategory.PrivateUse or UnicodeCategory.LetterNumber)
            .Select(Rune.ToLowerInvariant);

    private static long Hash(IPersonalData personal, string purpose, string value) =>
        long.Parse(personal.LookupHash(purpose, value).AsSpan(0, 16), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
