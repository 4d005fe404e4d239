using System.Buffers.Binary;
using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using System.Xml;

namespace Platform.Model.Sites;

/// <summary>
/// Which images can be the logo of a site. They are shown by <c>img</c>, where no script runs; what could do something elsewhere, or fetches something, is refused
/// all the same: an image is opened by itself too, and copied.
/// </summary>
public static class LogoRules
{
    /// <summary>Bytes of the image: it is part of every page of the place.</summary>
    public const int MostBytes = 16 * 1024;

    public const int LeastSide = 16;
    public const int MostSide = 2048;

    /// <summary>The longer side to the shorter one.</summary>
    public const int MostRatio = 10;

    private const string PngType = "image/png";
    private const string SvgType = "image/svg+xml";
    private const string SvgNamespace = "http://www.w3.org/2000/svg";
    private const string XlinkNamespace = "http://www.w3.org/1999/xlink";
    private const int MostElements = 2000;
    private static readonly byte[] PngSignature = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>Shapes and what colours them. No script, no animation, nothing foreign, and no repetition by reference, which can make one line a billion shapes.</summary>
    private static readonly FrozenSet<string> Elements = FrozenSet.ToFrozenSet(
    [
        "svg", "g", "defs", "title", "desc", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text", "tspan", "linearGradient", "radialGradient", "stop",
    ]);

    /// <summary>The address of an image that was chosen as a file; its type is told from its bytes.</summary>
    public static string AddressOf(ReadOnlySpan<byte> image) => $"data:{(image.StartsWith(PngSignature) ? PngType : SvgType)};base64,{Convert.ToBase64String(image)}";

    /// <summary>
    /// Problems <c>site.logo.kind</c> (no PNG and no SVG), <c>site.logo.size</c> (bytes), <c>site.logo.sides</c> (pixels), <c>site.logo.ratio</c> (far longer than broad), <c>site.logo.large</c> (shapes),
    /// <c>site.logo.broken</c> and <c>site.logo.unsafe</c>; at most one.
    /// </summary>
    /// <param name="field">Where the address stands.</param>
    public static Problem? Check(string address, string field)
    {
        if (Read(address) is not { } image)
        {
            return Problem.Invalid("site.logo.kind", field, ("value", address[..Math.Min(address.Length, 40)]));
        }

        if (image.Bytes.Length > MostBytes)
        {
            return TooLarge(image.Bytes.Length, field);
        }

        return (image.IsPng ? OfPng(image.Bytes) : OfSvg(image.Bytes)) is { } problem ? problem with { Field = field } : null;
    }

    public static Problem TooLarge(long bytes, string field) => Problem.Invalid("site.logo.size", field, ("value", Kilobytes(bytes)), ("expected", Kilobytes(MostBytes)));

    private static (bool IsPng, byte[] Bytes)? Read(string address)
    {
        foreach (var (type, isPng) in new[] { (PngType, true), (SvgType, false) })
        {
            var start = $"data:{type};base64,";
            if (address.StartsWith(start, StringComparison.Ordinal))
            {
                var bytes = new byte[(address.Length - start.Length) / 4 * 3 + 3];
                return Convert.TryFromBase64String(address[start.Length..], bytes, out var written) ? (isPng, bytes[..written]) : null;
            }
        }

        return null;
    }

    /// <summary>Width and height stand in the first chunk of a PNG (PNG specification, 11.2.2).</summary>
    private static Problem? OfPng(ReadOnlySpan<byte> image) =>
        image.Length < 33 || !image.StartsWith(PngSignature) || !image[12..16].SequenceEqual("IHDR"u8) ? Broken("PNG")
        : Sides(BinaryPrimitives.ReadUInt32BigEndian(image[16..]), BinaryPrimitives.ReadUInt32BigEndian(image[20..]));

    private static Problem? OfSvg(byte[] image)
    {
        var settings = new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersInDocument = MostBytes };
        try
        {
            using var reader = XmlReader.Create(new MemoryStream(image), settings);
            return Walk(reader);
        }
        catch (XmlException)
        {
            return image.AsSpan().IndexOf("<!DOCTYPE"u8) >= 0 ? Unsafe("<!DOCTYPE>") : Broken("SVG");
        }
    }

    private static Problem? Walk(XmlReader reader)
    {
        var (elements, sides) = (0, (Problem?)null);
        while (reader.Read())
        {
            if (reader.NodeType == XmlNodeType.ProcessingInstruction)
            {
                return Unsafe($"<?{reader.Name}?>");
            }

            if (reader.NodeType != XmlNodeType.Element)
            {
                continue;
            }

            if (elements++ == 0)
            {
                if (reader is not { LocalName: "svg", NamespaceURI: SvgNamespace })
                {
                    return Broken("SVG");
                }

                sides = SidesOf(reader);
            }

            if (reader.NamespaceURI != SvgNamespace || !Elements.Contains(reader.LocalName))
            {
                return Unsafe($"<{reader.Name}>");
            }

            if (elements > MostElements)
            {
                return Problem.Invalid("site.logo.large", null, ("expected", MostElements));
            }

            for (var has = reader.MoveToFirstAttribute(); has; has = reader.MoveToNextAttribute())
            {
                if (!IsHarmless(reader))
                {
                    return Unsafe($"{reader.Name}=\"{reader.Value[..Math.Min(reader.Value.Length, 40)]}\"");
                }
            }

            reader.MoveToElement();
        }

        return sides;
    }

    /// <summary>No attribute that acts, and none that leads out of the image: references name something within it.</summary>
    private static bool IsHarmless(XmlReader attribute)
    {
        if (attribute.Name == "xmlns" || attribute.Prefix is "xmlns" or "xml" || attribute.NamespaceURI is not ("" or SvgNamespace or XlinkNamespace))
        {
            // Declarations of names, and what drawing programs note for themselves: browsers do nothing with either. A base would move every reference.
            return attribute is not { Prefix: "xml", LocalName: "base" };
        }

        if (attribute.LocalName.StartsWith("on", StringComparison.OrdinalIgnoreCase) || attribute.LocalName is "src" or "action" or "formaction")
        {
            return false;
        }

        var value = attribute.Value.Trim();
        if (attribute.LocalName.Equals("href", StringComparison.OrdinalIgnoreCase))
        {
            return value.StartsWith('#');
        }

        // A backslash could write url( in another way.
        return !value.Contains('\\', StringComparison.Ordinal) && !value.Contains('@', StringComparison.Ordinal)
            && !value.Contains("script:", StringComparison.OrdinalIgnoreCase) && ReferencesStayInside(value);
    }

    private static bool ReferencesStayInside(string value)
    {
        for (var at = value.IndexOf("url(", StringComparison.OrdinalIgnoreCase); at >= 0; at = value.IndexOf("url(", at + 1, StringComparison.OrdinalIgnoreCase))
        {
            if (!value.AsSpan(at + 4).TrimStart().TrimStart("'\"").StartsWith("#", StringComparison.Ordinal))
            {
                return false;
            }
        }

        return !value.Contains("image-set", StringComparison.OrdinalIgnoreCase) && !value.Contains("image(", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>From width and height in pixels, else from the view box.</summary>
    private static Problem? SidesOf(XmlReader svg)
    {
        var box = (svg.GetAttribute("viewBox") ?? "").Split([' ', ',', '\t', '\n'], StringSplitOptions.RemoveEmptyEntries);
        var (width, height) = (Pixels(svg.GetAttribute("width")), Pixels(svg.GetAttribute("height")));
        return width is not null && height is not null ? Sides(width.Value, height.Value)
            : box.Length == 4 && Pixels(box[2]) is { } w && Pixels(box[3]) is { } h ? Sides(w, h)
            : Problem.Invalid("site.logo.sides", null, ("value", "?"), ("expected", SidesExpected));
    }

    private static double? Pixels(string? written) =>
        double.TryParse(written?.Replace("px", "", StringComparison.Ordinal), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var length) ? length : null;

    private static Problem? Sides(double width, double height) =>
        Math.Min(width, height) < LeastSide || Math.Max(width, height) > MostSide
            ? Problem.Invalid("site.logo.sides", null, ("value", string.Create(CultureInfo.InvariantCulture, $"{width:0.#} × {height:0.#}")), ("expected", SidesExpected))
        : Math.Max(width, height) > MostRatio * Math.Min(width, height)
            ? Problem.Invalid("site.logo.ratio", null, ("value", string.Create(CultureInfo.InvariantCulture, $"{width:0.#} × {height:0.#}")), ("expected", MostRatio))
        : null;

    private static string SidesExpected => $"{LeastSide}–{MostSide}";

    private static Problem Broken(string kind) => Problem.Invalid("site.logo.broken", null, ("kind", kind));

    private static Problem Unsafe(string found) => Problem.Invalid("site.logo.unsafe", null, ("value", found));

    private static string Kilobytes(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{(bytes + 1023) / 1024} kB");
}
