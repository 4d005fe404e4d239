using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Resources;
using Platform.Model.Cases;
using Platform.Model.Clocks;
using Platform.Model.Codes;
using Platform.Model.Evaluation;
using Platform.Server.Hosting;

namespace Platform.Tests.Codes;

public sealed class RulesTextTests
{
    private static readonly ResourceManager Texts = new("Platform.Server.Hosting.RulesText", typeof(RulesText).Assembly);

    [Fact]
    public void Every_text_stands_in_both_languages()
    {
        var (chinese, english) = (Read("zh-CN"), Read("en"));
        Assert.NotEmpty(chinese);
        Assert.Equal(chinese.Keys.Order(), english.Keys.Order());
        Assert.All(chinese, t => Assert.NotEqual(t.Value, english[t.Key]));
    }

    [Theory]
    [InlineData("citizenId.checksum")]
    [InlineData("creditCode.checksum")]
    public void A_check_character_text_says_what_would_be_right(string code) =>
        Assert.All(["zh-CN", "en"], culture => Assert.Contains("{expected}", Read(culture)[code], StringComparison.Ordinal));

    /// <summary>Read from the rules' own instructions, so that a new code without a text is found here and not by a citizen.</summary>
    [Fact]
    public void Every_problem_code_of_the_rules_has_a_text_and_no_text_is_left_over()
    {
        Type[] rules =
        [
            typeof(CitizenId), typeof(CreditCode), typeof(OrganisationCode), typeof(ImplementationCode), typeof(IdTypes), typeof(PersonNames), typeof(PhoneNumbers),
            typeof(WorkCalendar), typeof(CaseRules), typeof(CaseGuards), typeof(CaseNumberPattern), typeof(EvaluationRules),
        ];
        var words = rules.SelectMany(t => t.GetNestedTypes(Everything).Append(t)).SelectMany(t => t.GetMethods(Everything)).SelectMany(StringsOf).ToHashSet();
        string[] areas = [.. Read("zh-CN").Keys.Select(k => k[..k.IndexOf('.', StringComparison.Ordinal)]).Distinct()];
        var codes = words.Where(w => areas.Any(a => w.StartsWith(a + ".", StringComparison.Ordinal))).ToArray();
        Assert.True(codes.Length > 60, $"only {codes.Length} codes found");
        Assert.Equal(Read("zh-CN").Keys.Order(), codes.Order());
    }

    private const BindingFlags Everything = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    /// <summary>Operands of ldstr (0x72, table 0x70). A byte that only looks like one resolves to nothing or to a string that is no code.</summary>
    private static IEnumerable<string> StringsOf(MethodInfo method)
    {
        var code = method.GetMethodBody()?.GetILAsByteArray() ?? [];
        for (var i = 0; i + 4 < code.Length; i++)
        {
            if (code[i] == 0x72 && code[i + 4] == 0x70 && Resolve(method.Module, BitConverter.ToInt32(code, i + 1)) is { } text)
            {
                yield return text;
            }
        }
    }

    private static string? Resolve(Module module, int token)
    {
        try
        {
            return module.ResolveString(token);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static Dictionary<string, string> Read(string culture) =>
        Texts.GetResourceSet(culture == "en" ? CultureInfo.GetCultureInfo("en") : CultureInfo.InvariantCulture, createIfNotExists: true, tryParents: false)!
            .Cast<DictionaryEntry>().ToDictionary(e => (string)e.Key, e => (string)e.Value!);
}
