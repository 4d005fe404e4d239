using System.Collections;
using System.Globalization;
using System.Resources;
using System.Text.RegularExpressions;
using Platform.Model.Cases;
using Platform.Model.Flows;
using Platform.Server.Cases;
using Platform.Server.Cases.Tasks;
using Platform.Server.Cases.Workbench;

namespace Platform.Tests.Cases.Workbench;

/// <summary>Every word of the workbench in both languages.</summary>
public sealed partial class WorkbenchTextTests
{
    private static readonly ResourceManager Resources = new(typeof(WorkbenchText));

    [Fact]
    public void Both_languages_have_the_same_texts_with_the_same_places()
    {
        var (chinese, english) = (Read(CultureInfo.InvariantCulture), Read(CultureInfo.GetCultureInfo("en")));
        Assert.Equal(chinese.Keys.Order(), english.Keys.Order());
        foreach (var (key, text) in chinese)
        {
            Assert.True(Places(text).All(Places(text).Contains) && Places(english[key]).All(p => Places(text).Contains(p)), key);
        }
    }

    [Fact]
    public void Every_word_that_is_made_up_of_a_key_exists()
    {
        string[] wanted =
        [
            .. Enum.GetNames<TaskKind>().Select(k => "kind." + k),
            .. Enum.GetNames<MaterialStatus>().Select(s => "material." + s),
            .. Enum.GetNames<JournalTopic>().Select(t => "topic." + t),
            .. Enum.GetNames<DeliveryMethod>().SelectMany(m => new[] { "delivery.method." + m, "delivery.proof.hint." + m }),
            .. Enum.GetValues<SpecialProcedure>().Select(p => "special.kind." + Camel(p.ToString())),
            .. Enum.GetNames<BulkAction>().SelectMany(a => new[] { "bulk.title." + a, "bulk.do." + a }),
            .. CaseTransitions.Rows.Select(r => "journal.case." + r.EventName),
            .. new[] { "pc", "mobile", "miniProgram", "window", "kiosk", "hotline", "post", "other", "api", "system" }.Select(c => "channel." + c),
            .. new[] { "typed", "reused", "shared", "staff", "imported" }.Select(s => "source." + s),
            .. TaskFilter.Scopes.SelectMany(s => new[] { "scope." + s, "empty." + s, $"empty.{s}.why" }),
            .. new[] { CaseState.Received, CaseState.Supplementing, CaseState.Accepted, CaseState.InReview, CaseState.Decided, CaseState.Completed }.Select(s => "clock." + s),
        ];
        Assert.Empty(wanted.Except(Read(CultureInfo.InvariantCulture).Keys));
    }

    private static string Camel(string name) => char.ToLowerInvariant(name[0]) + name[1..];

    private static Dictionary<string, string> Read(CultureInfo culture) =>
        Resources.GetResourceSet(culture, createIfNotExists: true, tryParents: false)!.Cast<DictionaryEntry>().ToDictionary(e => (string)e.Key, e => (string)e.Value!);

    private static IReadOnlyList<string> Places(string text) => [.. Place().Matches(text).Select(m => m.Value)];

    [GeneratedRegex(@"\{\d+\}")]
    private static partial Regex Place();
}
