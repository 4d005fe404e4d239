using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Platform.Model;
using Platform.Model.Documents;
using Platform.Server.Hosting;
using QRCoder;

namespace Platform.Server.Documents;

/// <summary>
/// Puts the page around a stored sheet: print styles, QR codes and the line by which a holder can check the paper. The frame is made when the page is
/// read; the hash is that of the stored sheet alone.
/// </summary>
internal sealed partial class DocumentPage(IHttpContextAccessor requests, IConfiguration configuration)
{
    // Nothing on a document runs, whatever a template brings along.
    private const string Policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; base-uri 'none'";

    /// <summary>Digits of the hash that are printed as the verification code.</summary>
    public const int CodeLength = 16;

    private static readonly string Styles = ReadStyles();

    public string Frame(IssuedDocument issued, string content) => Frame(
        issued.Title,
        issued.Number,
        issued.ContentHash[..CodeLength],
        issued.AnnulledOn is { } annulled ? DocumentsText.InChinese("page.annulled").Replace("{0}", annulled.ToString("yyyy年M月d日", CultureInfo.InvariantCulture), StringComparison.Ordinal) : null,
        content);

    /// <summary>The page of a paper that was not issued, and says so.</summary>
    public string FrameSample(LocalizedText title, string number, string content) => Frame(title, number, new string('0', CodeLength), DocumentsText.InChinese("page.sample"), content);

    private string Frame(LocalizedText title, string number, string code, string? notice, string content)
    {
        var address = $"{Origin()}/verify/{code}";
        var page = new StringBuilder(content.Length + 8192);
        page.Append(CultureInfo.InvariantCulture, $"""
            <!DOCTYPE html>
            <html lang="{LocalizedText.Chinese}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
            <meta http-equiv="Content-Security-Policy" content="{Policy}"><meta name="referrer" content="no-referrer">
            <title>{Liquid.Encode(title.In(LocalizedText.Chinese))} {Liquid.Encode(number)}</title><style>{Styles}</style></head><body><main>
            """);
        if (notice is not null)
        {
            page.Append(CultureInfo.InvariantCulture, $"""<p class="annulled">{Liquid.Encode(notice)}</p>""");
        }

        page.Append(QrMarks().Replace(content, m => Qr(WebUtility.HtmlDecode(m.Groups[1].Value))));
        page.Append(CultureInfo.InvariantCulture, $"""
            <aside class="verification">{Qr(address)}<p>{Liquid.Encode(DocumentsText.InChinese("page.verify"))}<br><code>{code}</code><br><span class="address">{Liquid.Encode(address)}</span></p></aside></main></body></html>
            """);
        return page.ToString();
    }

    private string Qr(string text)
    {
        var target = text.StartsWith('/') ? Origin() + text : text;
        using var data = QRCodeGenerator.GenerateQrCode(target, QRCodeGenerator.ECCLevel.M);
        using var code = new SvgQRCode(data);
        var drawing = code.GetGraphic(1, "#000000", "#ffffff", drawQuietZones: true, SvgQRCode.SizingMode.ViewBoxAttribute);
        return $"<span class=\"qr\" role=\"img\" aria-label=\"{Liquid.Encode(target)}\">{drawing}</span>";
    }

    /// <summary>Address of the site as residents reach it: configured, or that of the present request.</summary>
    private string Origin() =>
        configuration["Site:PublicAddress"]?.TrimEnd('/')
        ?? (requests.HttpContext?.Request is { } request ? $"{request.Scheme}://{request.Host}" : "");

    private static string ReadStyles()
    {
        using var stream = typeof(DocumentPage).Assembly.GetManifestResourceStream("Documents/document.css") ?? throw new InvalidOperationException("The document styles are not embedded.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    [GeneratedRegex("<span class=\"qr\" data-qr=\"([^\"]*)\"></span>")]
    private static partial Regex QrMarks();
}
