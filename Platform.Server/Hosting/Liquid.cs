using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Text.Unicode;
using Fluid;
using Fluid.Values;
using Platform.Model;

namespace Platform.Server.Hosting;

/// <summary>
/// Renders the Liquid texts of document and message templates. Templates come from definitions, the values from residents: every value is encoded on
/// output and no filter can switch that off. Parsed templates are kept, one per source text.
/// </summary>
internal sealed partial class Liquid
{
    // A text of a notice takes hundreds of steps; a loop that takes this many is a mistake.
    private const int MaxSteps = 50_000;

    // A paper of a hundred pages has a third of it; a text that doubles in a loop has more after twenty rounds.
    private const int MaxCharacters = 1_000_000;

    // Read and written by filters and kept in variables, all together: a second of work.
    private const long MaxWork = 50_000_000;

    private const int WorkOfAFilter = 16;

    private const int MaxFormat = 50;

    private const string Work = "work";

    /// <summary>Filters whose result is many times what they are given, and the most that can come of it; of the others it is a few times at most.</summary>
    private static readonly Dictionary<string, Func<FluidValue, FilterArguments, long>> Growing = new(StringComparer.Ordinal)
    {
        ["replace"] = static (input, with) => Length(input) + (Occurrences(input.ToStringValue(), with.At(0).ToStringValue()) * Length(with.At(1))),
        ["join"] = static (input, with) => Length(input) * (1 + Length(with.At(0))),
        ["date"] = Formatted,
        ["format_date"] = Formatted,
        ["format_number"] = Formatted,
        ["format_string"] = Formatted,
    };

    private static readonly HtmlEncoder Html = HtmlEncoder.Create(UnicodeRanges.All);
    private static readonly TemplateOptions Options = CreateOptions();
    private static readonly FluidParser Parser = new();

    private readonly ConcurrentDictionary<string, IFluidTemplate> _parsed = new(StringComparer.Ordinal);

    /// <summary>Null when the source can be parsed, else what is wrong with it.</summary>
    public static Problem? Check(string source) => Parser.TryParse(source, out _, out var error) ? null : LiquidSyntax.Explain(source, error);

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
        var template = _parsed.GetOrAdd(source, static s => Parser.TryParse(s, out var parsed, out var error) ? new LiquidRanges(MaxSteps).VisitTemplate(parsed) : throw new LiquidException(error));
        try
        {
            using var text = new BoundedText();
            // Nothing in a template waits.
            template.RenderAsync(text, context, encoder).AsTask().GetAwaiter().GetResult();
            return text.ToString();
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or FormatException or ArithmeticException)
        {
            throw new LiquidException(e.Message, e);
        }
    }

    private static TemplateOptions CreateOptions()
    {
        var options = new TemplateOptions
        {
            MaxSteps = MaxSteps,
            Assigned = static (_, value, context) => new(Spend(context, value)),
            Captured = static (_, value, context) => new(Spend(context, value)),
        };
        // The library's "raw" puts a value out as it is; an answer could then bring markup of its own.
        options.Filters.AddFilter("raw", static (input, _, _) => input);
        options.Filters.AddFilter("zh_date", static (input, _, _) => new StringValue(ChineseDate(input.ToStringValue())));
        options.Filters.AddFilter("lines", static (input, _, _) => new StringValue(Html.Encode(input.ToStringValue()).Replace("&#xA;", "<br>", StringComparison.Ordinal), encode: false));
        options.Filters.AddFilter("qr", static (input, _, _) => new StringValue(QrMark(input.ToStringValue()), encode: false));
        foreach (var (name, filter) in options.Filters.ToList())
        {
            var most = Growing.GetValueOrDefault(name);
            options.Filters.AddFilter(name, async (input, arguments, context) =>
            {
                Spend(context, input);
                return most is null || most(input, arguments) <= MaxCharacters ? Spend(context, await filter(input, arguments, context)) : throw TooLong();
            });
        }

        return options;
    }

    /// <summary>Counts a value that a filter takes or gives, or a variable gets: a capture that names itself twice in a loop grows without any filter.</summary>
    private static FluidValue Spend(TemplateContext context, FluidValue value)
    {
        var length = Length(value);
        var spent = (context.AmbientValues.TryGetValue(Work, out var before) ? (long)before : 0) + length + WorkOfAFilter;
        context.AmbientValues[Work] = spent;
        return length <= MaxCharacters && spent <= MaxWork ? value : throw TooLong();
    }

    /// <summary>A number or a day is as long as its format, unless that says how many digits or how wide.</summary>
    private static long Formatted(FluidValue input, FilterArguments with) =>
        with.At(0).ToStringValue() is var format && format.Length <= MaxFormat && !Wide().IsMatch(format) ? 0 : long.MaxValue;

    [GeneratedRegex("[0-9]{3}", RegexOptions.CultureInvariant)]
    private static partial Regex Wide();

    /// <summary>Characters of a text, or of all texts of a list.</summary>
    private static long Length(FluidValue value) => value is ArrayValue list ? list.Values.Sum(v => 1 + Length(v)) : value is NilValue ? 0 : value.ToStringValue().Length;

    private static long Occurrences(string text, string sought)
    {
        if (sought.Length == 0)
        {
            return text.Length + 1;
        }

        var count = 0L;
        for (var at = text.IndexOf(sought, StringComparison.Ordinal); at >= 0; at = text.IndexOf(sought, at + sought.Length, StringComparison.Ordinal))
        {
            count++;
        }

        return count;
    }

    private static InvalidOperationException TooLong() => new(string.Create(CultureInfo.InvariantCulture, $"> {MaxCharacters:N0}"));

    /// <summary>2026-03-05 becomes 2026年3月5日; anything else stays as it is.</summary>
    internal static string ChineseDate(string text) =>
        text.Length >= 10 && DateOnly.TryParseExact(text[..10], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? string.Create(CultureInfo.InvariantCulture, $"{day.Year}年{day.Month}月{day.Day}日")
            : text;

    /// <summary>Where the code is drawn when the page is read: drawing takes longer than a step may.</summary>
    internal static string QrMark(string text) => $"<span class=\"qr\" data-qr=\"{Html.Encode(text)}\"></span>";

    internal static string Encode(string text) => Html.Encode(text);

    /// <summary>What is written while it is rendered, as long as it may be.</summary>
    private sealed class BoundedText() : StringWriter(CultureInfo.InvariantCulture)
    {
        public override void Write(char value) => Within(1).Append(value);

        public override void Write(string? value) => Within(value?.Length ?? 0).Append(value);

        public override void Write(char[] buffer, int index, int count) => Within(count).Append(buffer, index, count);

        public override void Write(ReadOnlySpan<char> buffer) => Within(buffer.Length).Append(buffer);

        private StringBuilder Within(int more) => GetStringBuilder() is var text && text.Length + more <= MaxCharacters ? text : throw TooLong();
    }
}

/// <summary>A template that cannot be rendered: a mistake of its author.</summary>
internal sealed class LiquidException(string message, Exception? inner = null) : Exception(message, inner);
