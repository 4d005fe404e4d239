using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Fluid;
using Fluid.Values;
using Platform.Model;

namespace Platform.Server.Hosting;

/// <summary>
/// Renders the Liquid texts of document and message templates. Templates come from definitions, the values from residents: every value is encoded on
/// output and no filter can switch that off. Parsed templates are kept, one per source text.
/// </summary>
internal sealed class Liquid
{
    // A text of a notice takes hundreds of steps; a loop that takes this many is a mistake.
    private const int MaxSteps = 50_000;

    private static readonly HtmlEncoder Html = HtmlEncoder.Create(UnicodeRanges.All);
    private static readonly TemplateOptions Options = CreateOptions();
    private static readonly FluidParser Parser = new();

    private readonly ConcurrentDictionary<string, IFluidTemplate> _parsed = new(StringComparer.Ordinal);

    /// <summary>Null when the source can be parsed, else what is wrong with it.</summary>
    public static string? Check(string source) => Parser.TryParse(source, out _, out var error) ? null : error;

    /// <summary>The text with every value HTML-encoded; the markup of <paramref name="source"/> itself stays.</summary>
    /// <exception cref="LiquidException">The source cannot be parsed or does not end.</exception>
    public string RenderHtml(string source, string culture, JsonElement data, params ReadOnlySpan<(string Name, JsonElement Value)> more) => Render(source, Html, culture, data, more);

    /// <summary>Plain text, for a mail or an SMS and for pages that encode it themselves.</summary>
    /// <exception cref="LiquidException">The source cannot be parsed or does not end.</exception>
    public string RenderText(string source, string culture, JsonElement data, params ReadOnlySpan<(string Name, JsonElement Value)> more) => Render(source, NullEncoder.Default, culture, data, more);

    /// <summary>A short plain text over a few values, such as the number of a document.</summary>
    /// <exception cref="LiquidException">The source cannot be parsed or does not end.</exception>
    public string RenderLine(string source, params ReadOnlySpan<(string Name, object Value)> values)
    {
        var context = NewContext();
        foreach (var (name, value) in values)
        {
            context.SetValue(name, FluidValue.Create(value, Options));
        }

        return Render(source, NullEncoder.Default, context);
    }

    private string Render(string source, TextEncoder encoder, string culture, JsonElement data, ReadOnlySpan<(string Name, JsonElement Value)> more)
    {
        var context = NewContext();
        foreach (var member in data.EnumerateObject())
        {
            context.SetValue(member.Name, LiquidValues.Of(member.Value, culture));
        }

        foreach (var (name, value) in more)
        {
            context.SetValue(name, LiquidValues.Of(value, culture));
        }

        return Render(source, encoder, context);
    }

    private static TemplateContext NewContext() => new(Options) { CultureInfo = CultureInfo.InvariantCulture, TimeZone = TimeZoneInfo.Utc };

    private string Render(string source, TextEncoder encoder, TemplateContext context)
    {
        var template = _parsed.GetOrAdd(source, static s => Parser.TryParse(s, out var parsed, out var error) ? parsed : throw new LiquidException(error));
        try
        {
            return template.Render(context, encoder);
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or FormatException or ArithmeticException)
        {
            throw new LiquidException(e.Message, e);
        }
    }

    private static TemplateOptions CreateOptions()
    {
        var options = new TemplateOptions { MaxSteps = MaxSteps };
        // The library's "raw" puts a value out as it is; an answer could then bring markup of its own.
        options.Filters.AddFilter("raw", static (input, _, _) => input);
        options.Filters.AddFilter("zh_date", static (input, _, _) => new StringValue(ChineseDate(input.ToStringValue())));
        options.Filters.AddFilter("lines", static (input, _, _) => new StringValue(Html.Encode(input.ToStringValue()).Replace("&#xA;", "<br>", StringComparison.Ordinal), encode: false));
        options.Filters.AddFilter("qr", static (input, _, _) => new StringValue(QrMark(input.ToStringValue()), encode: false));
        return options;
    }

    /// <summary>2026-03-05 becomes 2026年3月5日; anything else stays as it is.</summary>
    internal static string ChineseDate(string text) =>
        text.Length >= 10 && DateOnly.TryParseExact(text[..10], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? string.Create(CultureInfo.InvariantCulture, $"{day.Year}年{day.Month}月{day.Day}日")
            : text;

    /// <summary>Where the code is drawn when the page is read: drawing takes longer than a step may.</summary>
    internal static string QrMark(string text) => $"<span class=\"qr\" data-qr=\"{Html.Encode(text)}\"></span>";

    internal static string Encode(string text) => Html.Encode(text);
}

/// <summary>A template that cannot be rendered: a mistake of its author.</summary>
internal sealed class LiquidException(string message, Exception? inner = null) : Exception(message, inner);
