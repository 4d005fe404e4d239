using System.Collections;
using System.Globalization;
using System.Resources;
using System.Text.RegularExpressions;
using Platform.Model.Forms;
using Platform.Server.Forms;

namespace Platform.Tests.Forms;

public sealed partial class FormsTextTests
{
    private static readonly Dictionary<string, string> Chinese = Texts(typeof(FormsText), "zh-CN");
    private static readonly Dictionary<string, string> English = Texts(typeof(FormsText), "en");

    [Fact]
    public void Both_languages_say_the_same_things_with_the_same_values()
    {
        Assert.Equal(Chinese.Keys.Order(), English.Keys.Order());
        Assert.All(Chinese, t => Assert.Equal(Placeholders(t.Value), Placeholders(English[t.Key])));
    }

    [Fact]
    public void The_words_of_the_form_core_are_complete_in_both_languages()
    {
        var (chinese, english) = (Texts(typeof(FormWords), "zh-CN"), Texts(typeof(FormWords), "en"));

        Assert.Equal(chinese.Keys.Order(), english.Keys.Order());
        Assert.All(Enum.GetValues<FieldType>(), t => Assert.Contains($"type.{FormTypes.Word(t)}", chinese.Keys));
    }

    [Fact]
    public void Every_rule_of_every_type_has_a_text()
    {
        var codes = Enum.GetValues<FieldType>()
            .Select(t => new FormField
            {
                Key = "k", Type = t, Pattern = "x", MinLength = 1, MinItems = 1, Decimals = 1, MustBeTrue = true,
                Min = t == FieldType.Date ? Bound.Parse("today") : Bound.Of(1), Options = [new FieldOption { Value = "x" }],
            })
            .SelectMany(f => FieldChecks.Of(f, CodeTables.None, FormLimits.Default))
            .Select(c => c.Code)
            .Concat(["form.tooManyAnswers", "form.unknownField", "form.definition.cycle", "form.definition.json"]);

        Assert.Empty(codes.Distinct().Except(Chinese.Keys));
    }

    private static Dictionary<string, string> Texts(Type marker, string culture) =>
        new ResourceManager(marker.FullName!, marker.Assembly)
            .GetResourceSet(culture == "zh-CN" ? CultureInfo.InvariantCulture : CultureInfo.GetCultureInfo(culture), createIfNotExists: true, tryParents: false)!
            .Cast<DictionaryEntry>().ToDictionary(e => (string)e.Key, e => (string)e.Value!);

    private static IEnumerable<string> Placeholders(string text) => Placeholder().Matches(text).Select(m => m.Value).Distinct().Order();

    [GeneratedRegex(@"\{\w+\}")]
    private static partial Regex Placeholder();
}
