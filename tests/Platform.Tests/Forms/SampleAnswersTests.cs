using Platform.Model.Definitions;
using Platform.Model.Forms;
using Platform.Model.Items;
using Platform.Model.Localities;
using Platform.Tests.Items;

namespace Platform.Tests.Forms;

/// <summary>Made-up answers pass the checks of the shipped forms, but for files and patterns, which nobody makes up.</summary>
public sealed class SampleAnswersTests
{
    private static readonly DateOnly Today = new(2026, 3, 2);

    [Fact]
    public async Task Shipped_forms_take_them()
    {
        await using var server = await ItemsServer.StartAsync();
        var items = (await server.Get<IItemCatalogue>().ListAsync(LocalityCode.Parse("330110"), null, null, 50, default)).Items;
        Assert.NotEmpty(items);
        foreach (var summary in items)
        {
            var form = (await server.Get<IItemCatalogue>().FindAsync(LocalityCode.Parse("330110"), summary.Code, default))!.Form;
            var answers = SampleAnswers.Of(form, "330110012", Today);
            var wrong = form.Validate(answers, FormContext.Whole(Today)).Where(p => p.Code != "form.pattern" && !IsOfFile(form, p.Field)).ToList();
            Assert.True(wrong.Count == 0, $"{summary.Code}: {string.Join("; ", wrong.Select(p => $"{p.Code} {p.Field}"))}\n{answers}");
        }
    }

    [Fact]
    public void Limits_are_kept_and_what_an_answer_uncovers_is_answered_too()
    {
        var read = FormDefinitionRules.Read("""
            {"key":"f","title":{"zh-CN":"表"},"pages":[{"key":"p","title":{"zh-CN":"页"},"sections":[{"key":"s","title":{"zh-CN":"节"},"elements":[
              {"type":"choice","key":"kind","label":{"zh-CN":"类"},"options":[{"value":"a","label":{"zh-CN":"甲"}},{"value":"b","label":{"zh-CN":"乙"}}]},
              {"type":"integer","key":"count","label":{"zh-CN":"数"},"min":5,"max":9,"visibleWhen":{"op":"compare","field":"kind","is":"equals","value":"a"}},
              {"type":"date","key":"day","label":{"zh-CN":"日"},"max":"today-18y","visibleWhen":{"op":"compare","field":"count","is":"equals","value":5}},
              {"type":"text","key":"hidden","label":{"zh-CN":"无"},"visibleWhen":{"op":"compare","field":"kind","is":"equals","value":"b"}},
              {"type":"text","key":"long","label":{"zh-CN":"长"},"minLength":7,"maxLength":7},
              {"type":"repeat","key":"rows","label":{"zh-CN":"行"},"minItems":2,"elements":[{"type":"money","key":"sum","label":{"zh-CN":"额"},"min":"10.00"}]}]}]}]}
            """);
        Assert.True(read.Succeeded, string.Join("; ", read.Problems.Select(p => $"{p.Code} {p.Field}")));
        var answers = SampleAnswers.Of(CompiledForm.Compile(read.Value), "330110", Today);
        Assert.Equal("""{"kind":"a","count":5,"day":"2008-03-02","long":"测试测试测试测","rows":[{"sum":"10.00"},{"sum":"10.00"}]}""", answers.ToString());
    }

    private static bool IsOfFile(CompiledForm form, string? path) => path is not null && form.Find(path) is { Element: FormField { Type: FieldType.File } };
}
