using System.Text.Json;
using Platform.Server.Hosting;

namespace Platform.Tests.Documents;

public sealed class LiquidTests
{
    private const string Attack = "<script>alert(1)</script>";
    private static readonly Liquid Liquid = new();

    [Theory]
    [InlineData("{{ x }}")]
    [InlineData("{{ x | raw }}")]
    [InlineData("{{ x | lines }}")]
    [InlineData("{{ x | zh_date }}")]
    [InlineData("{{ x | qr }}")]
    [InlineData("{{ x | escape }}")]
    [InlineData("{{ x | newline_to_br }}")]
    [InlineData("{{ x | upcase | downcase }}")]
    [InlineData("{{ x | json }}")]
    [InlineData("{{ x | replace: 'a', 'b' }}")]
    [InlineData("{{ x | append: x }}")]
    [InlineData("{{ x | split: ' ' | join: ' ' }}")]
    [InlineData("{{ x | url_encode | url_decode }}")]
    [InlineData("{{ x | base64_encode | base64_decode }}")]
    [InlineData("{% capture y %}{{ x }}{% endcapture %}{{ y }}")]
    [InlineData("{% capture y %}{{ x }}{% endcapture %}{{ y | raw }}")]
    [InlineData("{% assign y = x %}{{ y }}")]
    [InlineData("{% for y in xs %}{{ y }}{% endfor %}")]
    public void No_way_of_showing_a_value_lets_its_markup_through(string template)
    {
        var html = Liquid.RenderHtml(template, "zh-CN", Json(new { x = Attack, xs = new[] { Attack } }));
        Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("script", html, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Each would take gigabytes.</summary>
    [Theory]
    [InlineData("{% assign a = 'xxxxxxxx' %}{% for i in (1..40) %}{% assign a = a | append: a %}{% endfor %}")]
    [InlineData("{% assign a = 'xxxxxxxx' %}{% for i in (1..40) %}{% assign a = a | prepend: a %}{% endfor %}")]
    [InlineData("{% assign a = 'xxxxxxxx' %}{% for i in (1..40) %}{% assign a = a | replace: 'x', 'xx' %}{% endfor %}")]
    [InlineData("{% assign a = 'xxxxxxxx' %}{% for i in (1..40) %}{% assign a = a | replace: '', a %}{% endfor %}")]
    [InlineData("{% assign a = 'xxxxxxxx' %}{% for i in (1..40) %}{% assign a = a | split: '' | join: 'xx' %}{% endfor %}")]
    [InlineData("{% assign a = 'xxxxxxxx' | split: '' %}{% for i in (1..40) %}{% assign a = a | concat: a %}{% endfor %}")]
    [InlineData("{% assign a = 'xxxxxxxx' %}{% for i in (1..40) %}{% capture a %}{{ a }}{{ a }}{% endcapture %}{% endfor %}")]
    [InlineData("{% assign a = 'xxxxxxxx' %}{% for i in (1..14) %}{% assign a = a | append: a %}{% endfor %}{% for i in (1..40000) %}{{ a }}{% endfor %}")]
    [InlineData("{{ 1 | format_number: 'F999999999' }}")]
    [InlineData("{{ '{0,999999999}' | format_string: 'x' }}")]
    [InlineData("{% assign a = '&&&&&&&&' %}{% for i in (1..400) %}{% assign a = a | escape | url_encode | json | base64_encode %}{% endfor %}")]
    [InlineData("{% assign a = 'xxxxxxxx' %}{% for i in (1..16) %}{% assign a = a | append: a %}{% endfor %}{% for i in (1..400) %}{% assign b = a | upcase | downcase | upcase | downcase %}{% endfor %}")]
    [InlineData("{% for i in (1..300000000) %}{% endfor %}")]
    [InlineData("{% assign n = 300000000 %}{% for i in (1..n) %}{% endfor %}")]
    [InlineData("{% assign a = (1..300000000) | join: ',' %}")]
    public void A_text_that_grows_without_end_is_stopped(string template)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<LiquidException>(() => Liquid.RenderText(template, "zh-CN", Json(new { })));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 400_000_000);
    }

    [Fact]
    public void A_text_of_many_pages_is_written()
    {
        var people = Enumerable.Range(0, 2_000).Select(i => new { name = $"申请人{i}", address = new string('街', 100) });
        var text = Liquid.RenderHtml("{% for p in people %}<p>{{ p.name | append: '，' | append: p.address | replace: '街', '街道' }}</p>{% endfor %}", "zh-CN", Json(new { people }));
        Assert.Equal(2_000, text.Split("</p>").Length - 1);
        Assert.EndsWith("街道</p>", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Chinese_stays_readable_and_the_templates_own_markup_stays() =>
        Assert.Equal("<p>公共场所卫生许可</p>", Liquid.RenderHtml("<p>{{ item.name }}</p>", "zh-CN", Json(new { item = new { name = "公共场所卫生许可" } })));

    [Fact]
    public void A_text_in_two_languages_shows_the_one_asked_for()
    {
        var data = JsonDocument.Parse("""{"item":{"name":{"zh-CN":"许可","en":"Licence"}}}""").RootElement;
        Assert.Equal("Licence", Liquid.RenderText("{{ item.name }}", "en", data));
        Assert.Equal("许可", Liquid.RenderText("{{ item.name }}", "zh-CN", data));
    }

    [Fact]
    public void Numbers_days_and_lists_read_naturally()
    {
        var data = Json(new { n = 20, d = "2026-03-05", list = new[] { new { name = "甲" }, new { name = "乙" } }, yes = true });
        Assert.Equal(
            "20|2026年3月5日|甲、乙|y|",
            Liquid.RenderText("{{ n }}|{{ d | zh_date }}|{% for m in list %}{{ m.name }}{% unless forloop.last %}、{% endunless %}{% endfor %}|{% if yes %}y{% endif %}|{{ absent.member }}", "zh-CN", data));
    }

    [Fact]
    public void Line_breaks_stay_where_asked_for() =>
        Assert.Equal("a&lt;b<br>c", Liquid.RenderHtml("{{ x | lines }}", "zh-CN", Json(new { x = "a<b\nc" })));

    [Fact]
    public void A_broken_template_is_named_and_not_rendered()
    {
        Assert.NotNull(Liquid.Check("{% if x %}"));
        Assert.Null(Liquid.Check("{{ x }}"));
        Assert.Throws<LiquidException>(() => Liquid.RenderHtml("{% if x %}", "zh-CN", Json(new { })));
    }

    [Theory]
    [InlineData("甲\n{% if x %}\n{% if y %}z{% endif %}\n", "liquid.unclosed", 2)]
    [InlineData("{% for m in list %}{% if x %}{% endif %}\n\n", "liquid.unclosed", 1)]
    [InlineData("\n\n{{ case.number }", "liquid.halfTag", 3)]
    [InlineData("\n{% fi x %}", "liquid.unknownTag", 2)]
    [InlineData("\n{{ }}", "liquid.nameless", 2)]
    public void A_fault_is_said_with_its_line(string source, string code, int line)
    {
        var fault = Liquid.Check(source)!;
        Assert.Equal((code, line), (fault.Code, (int)fault.Values!.Single(v => v.Key == "line").Value!));
    }

    [Fact]
    public void A_template_that_would_run_for_ever_is_stopped() =>
        Assert.Throws<LiquidException>(() => Liquid.RenderHtml("{% for i in (1..1000) %}{% for j in (1..1000) %}{{ j }}{% endfor %}{% endfor %}", "zh-CN", Json(new { })));

    private static JsonElement Json(object value) => JsonSerializer.SerializeToElement(value);
}
