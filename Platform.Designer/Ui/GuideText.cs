using System.Net;
using Markdig;
using Markdig.Renderers;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using Platform.Model;

namespace Platform.Designer.Ui;

/// <summary>
/// The text of a guide: Markdown (CommonMark 0.31 with tables) without HTML and pictures. What it becomes on a page can hold no script and load nothing, whoever wrote it.
/// </summary>
public static class GuideText
{
    /// <summary>Characters in one language.</summary>
    public const int MaxLength = 20_000;

    /// <summary>Below the heading of its part of the page.</summary>
    private const int HeadingsBelow = 2;

    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().DisableHtml().UsePipeTables().Build();

    /// <summary><c>item.guideTooLong</c>, <c>item.guideTooDeep</c>, <c>item.guideLink</c>, <c>item.guidePicture</c>.</summary>
    public static IEnumerable<Problem> Check(string field, LocalizedText guide) => guide.Texts.Values.SelectMany(t => Check(field, t));

    /// <summary>HTML of what stands in the text; a text that is too long or too deep stands there as it was written.</summary>
    public static string ToHtml(string text)
    {
        if (Parse(text) is not { } document)
        {
            return $"<p>{WebUtility.HtmlEncode(text)}</p>";
        }

        foreach (var heading in document.Descendants<HeadingBlock>())
        {
            heading.Level = Math.Min(6, heading.Level + HeadingsBelow);
        }

        using var html = new StringWriter();
        var renderer = new HtmlRenderer(html);
        Pipeline.Setup(renderer);
        renderer.ObjectRenderers.RemoveAll(r => r is Markdig.Renderers.Html.Inlines.LinkInlineRenderer or Markdig.Renderers.Html.Inlines.AutolinkInlineRenderer);
        renderer.ObjectRenderers.Add(new Links());
        renderer.ObjectRenderers.Add(new Addresses());
        renderer.Render(document);
        return html.ToString();
    }

    private static IEnumerable<Problem> Check(string field, string text)
    {
        if (text.Length > MaxLength)
        {
            return [Problem.Invalid("item.guideTooLong", field, ("value", text.Length), ("expected", MaxLength))];
        }

        if (Parse(text) is not { } document)
        {
            return [Problem.Invalid("item.guideTooDeep", field)];
        }

        return document.Descendants().Select(node => node switch
        {
            LinkInline { IsImage: true } picture => Problem.Invalid("item.guidePicture", field, ("value", picture.Url)),
            LinkInline link when !LeadsSomewhere(link.Url) => Problem.Invalid("item.guideLink", field, ("value", link.Url)),
            AutolinkInline { IsEmail: false } address when !LeadsSomewhere(address.Url) => Problem.Invalid("item.guideLink", field, ("value", address.Url)),
            _ => null,
        }).OfType<Problem>();
    }

    private static MarkdownDocument? Parse(string text)
    {
        if (text.Length > MaxLength)
        {
            return null;
        }

        try
        {
            return Markdown.Parse(text, Pipeline);
        }
        catch (ArgumentException)
        {
            // How the parser says that brackets or lists are nested beyond its depth.
            return null;
        }
    }

    /// <summary>A page elsewhere, a page here, a telephone or a mailbox. Browsers take <c>/\</c> for <c>//</c> and skip control characters.</summary>
    private static bool LeadsSomewhere(string? url) =>
        url is not null && !url.Any(char.IsControl)
        && ((url.StartsWith('/') && !url.StartsWith("//", StringComparison.Ordinal) && !url.StartsWith("/\\", StringComparison.Ordinal))
            || (Uri.TryCreate(url, UriKind.Absolute, out var absolute) && absolute.Scheme is "http" or "https" or "mailto" or "tel"));

    private sealed class Links : HtmlObjectRenderer<LinkInline>
    {
        protected override void Write(HtmlRenderer renderer, LinkInline link)
        {
            var leads = !link.IsImage && LeadsSomewhere(link.Url);
            if (leads)
            {
                renderer.Write("<a href=\"").WriteEscapeUrl(link.Url).Write("\" rel=\"noopener\">");
            }

            renderer.WriteChildren(link);
            if (leads)
            {
                renderer.Write("</a>");
            }
        }
    }

    private sealed class Addresses : HtmlObjectRenderer<AutolinkInline>
    {
        protected override void Write(HtmlRenderer renderer, AutolinkInline address)
        {
            var url = address.IsEmail ? "mailto:" + address.Url : address.Url;
            if (LeadsSomewhere(url))
            {
                renderer.Write("<a href=\"").WriteEscapeUrl(url).Write("\" rel=\"noopener\">").WriteEscape(address.Url).Write("</a>");
            }
            else
            {
                renderer.WriteEscape(address.Url);
            }
        }
    }
}
