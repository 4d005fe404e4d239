using System.IO.Compression;

namespace Platform.Server.Files;

/// <summary>A kind of file that may be kept.</summary>
/// <param name="Name">As people call it: <c>PDF</c>.</param>
/// <param name="Inline">Whether a browser may show it beside the page; the others are only saved.</param>
internal sealed record FileType(string Name, string MediaType, IReadOnlyList<string> Extensions, bool Inline);

/// <param name="Type">Null when the content is of no accepted kind.</param>
/// <param name="Found">What the bytes look like, for the answer to whoever uploaded them.</param>
internal sealed record Sniffed(FileType? Type, string Found);

/// <summary>Tells what a file is from its bytes. Names and claimed media types are never believed: both come from whoever uploads.</summary>
internal static class FileTypes
{
    /// <summary>Bytes needed from the start of a file.</summary>
    public const int HeadLength = 1024;

    // A package of this many parts is no letter or table of an applicant; reading its directory would cost memory.
    private const int MaxParts = 10_000;

    public static FileType Pdf { get; } = new("PDF", "application/pdf", [".pdf"], true);
    public static FileType Jpeg { get; } = new("JPEG", "image/jpeg", [".jpg", ".jpeg"], true);
    public static FileType Png { get; } = new("PNG", "image/png", [".png"], true);
    public static FileType Word { get; } = new("Word (docx)", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", [".docx"], false);
    public static FileType Sheet { get; } = new("Excel (xlsx)", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", [".xlsx"], false);
    public static FileType Ofd { get; } = new("OFD", "application/ofd", [".ofd"], false);

    public static IReadOnlyList<FileType> All { get; } = [Pdf, Jpeg, Png, Word, Sheet, Ofd];

    public static string Expected { get; } = string.Join(", ", All.Select(t => t.Name));

    public static FileType? ByMediaType(string mediaType) => All.FirstOrDefault(t => t.MediaType == mediaType);

    /// <param name="head">The first <see cref="HeadLength"/> bytes, or all of a shorter file.</param>
    /// <param name="openWhole">Opens the whole file for random access; called only for packages (zip).</param>
    public static Sniffed Sniff(ReadOnlySpan<byte> head, Func<Stream> openWhole)
    {
        if (head.StartsWith("%PDF-"u8))
        {
            return new(Pdf, Pdf.Name);
        }

        if (head.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]))
        {
            return new(Jpeg, Jpeg.Name);
        }

        if (head.StartsWith((ReadOnlySpan<byte>)[0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]))
        {
            return new(Png, Png.Name);
        }

        if (head.StartsWith("PK\u0003\u0004"u8))
        {
            using var whole = openWhole();
            return SniffPackage(whole);
        }

        return new(null, Describe(head));
    }

    private static Sniffed SniffPackage(Stream whole)
    {
        try
        {
            using var zip = new ZipArchive(whole, ZipArchiveMode.Read);
            if (zip.Entries.Count > MaxParts)
            {
                return new(null, "ZIP");
            }

            var parts = zip.Entries.Select(e => e.FullName).ToHashSet(StringComparer.OrdinalIgnoreCase);
            if (parts.Any(p => p.EndsWith("vbaProject.bin", StringComparison.OrdinalIgnoreCase)))
            {
                return new(null, "Office + VBA");
            }

            var type = parts.Contains("OFD.xml") ? Ofd
                : !parts.Contains("[Content_Types].xml") ? null
                : parts.Contains("word/document.xml") ? Word
                : parts.Contains("xl/workbook.xml") ? Sheet
                : null;
            return new(type, type?.Name ?? "ZIP");
        }
        catch (InvalidDataException)
        {
            return new(null, "ZIP (damaged)");
        }
    }

    private static string Describe(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith("MZ"u8))
        {
            return "Windows program";
        }

        if (head.StartsWith("\u007fELF"u8))
        {
            return "Linux program";
        }

        if (head.StartsWith("#!"u8))
        {
            return "script";
        }

        if (head.StartsWith((ReadOnlySpan<byte>)[0xD0, 0xCF, 0x11, 0xE0]))
        {
            return "Office 97–2003";
        }

        if (head.StartsWith("GIF8"u8))
        {
            return "GIF";
        }

        if (head.StartsWith("BM"u8))
        {
            return "BMP";
        }

        if (head.Length >= 12 && head[4..8].SequenceEqual("ftyp"u8))
        {
            return "HEIC/MP4";
        }

        return DescribeText(System.Text.Encoding.Latin1.GetString(head));
    }

    private static string DescribeText(string head) =>
        head.Contains("<svg", StringComparison.OrdinalIgnoreCase) ? "SVG"
        : head.Contains("<html", StringComparison.OrdinalIgnoreCase) || head.Contains("<script", StringComparison.OrdinalIgnoreCase) || head.Contains("<!doctype html", StringComparison.OrdinalIgnoreCase) ? "HTML"
        : head.TrimStart().StartsWith("<?xml", StringComparison.OrdinalIgnoreCase) ? "XML"
        : head.All(c => c is '\t' or '\r' or '\n' or (>= ' ' and <= '\u00ff' and not '\u007f')) ? "text"
        : "?";
}
