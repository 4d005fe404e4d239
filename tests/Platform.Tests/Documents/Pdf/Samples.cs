using System.IO.Compression;
using System.Text;
using UglyToad.PdfPig.Content;
using UglyToad.PdfPig.Fonts.Standard14Fonts;
using UglyToad.PdfPig.Writer;

namespace Platform.Tests.Documents.Pdf;

/// <summary>Files as people hand them in.</summary>
internal static class Samples
{
    /// <summary>A file with this word and its number on each page.</summary>
    public static byte[] Pdf(string word, int pages)
    {
        using var builder = new PdfDocumentBuilder();
        var font = builder.AddStandard14Font(Standard14Font.Helvetica);
        for (var i = 1; i <= pages; i++)
        {
            builder.AddPage(PageSize.A4).AddText($"{word}-{i}", 24, new(60, 700), font);
        }

        return builder.Build();
    }

    /// <summary>A file that needs a password nobody has.</summary>
    public static byte[] LockedPdf()
    {
        var nothing = new string('0', 64);
        var objects = new[]
        {
            "<</Type/Catalog/Pages 2 0 R>>",
            "<</Type/Pages/Kids[3 0 R]/Count 1>>",
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>",
            $"<</Filter/Standard/V 1/R 2/O<{nothing}>/U<{nothing}>/P -4>>",
        };
        var file = new StringBuilder("%PDF-1.4\n");
        var table = new StringBuilder($"xref\n0 {objects.Length + 1}\n0000000000 65535 f \n");
        foreach (var (at, body) in objects.Index())
        {
            table.Append($"{file.Length:D10} 00000 n \n");
            file.Append($"{at + 1} 0 obj\n{body}\nendobj\n");
        }

        var start = file.Length;
        return Encoding.Latin1.GetBytes(file.Append(table).Append($"trailer\n<</Size {objects.Length + 1}/Root 1 0 R/Encrypt 4 0 R/ID[<00><00>]>>\nstartxref\n{start}\n%%EOF\n").ToString());
    }

    /// <summary>A file whose objects lie in each other deeper than any reader goes.</summary>
    public static byte[] BottomlessPdf() => Encoding.Latin1.GetBytes(
        $"%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R/X {new string('[', 200_000)}>>\nendobj\n2 0 obj\n<</Type/Pages/Kids[]/Count 0>>\nendobj\ntrailer\n<</Size 3/Root 1 0 R>>\n%%EOF\n");

    /// <summary>A picture of grey noise, which does not become smaller by packing.</summary>
    public static byte[] Png(int width, int height, int seed)
    {
        using var file = new MemoryStream();
        file.Write([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]);
        Chunk(file, "IHDR", [.. BigEndian(width), .. BigEndian(height), 8, 0, 0, 0, 0]);
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            var random = new Random(seed);
            var row = new byte[width + 1];
            for (var y = 0; y < height; y++)
            {
                random.NextBytes(row);
                row[0] = 0;
                zlib.Write(row);
            }
        }

        Chunk(file, "IDAT", packed.ToArray());
        Chunk(file, "IEND", []);
        return file.ToArray();
    }

    private static void Chunk(Stream file, string type, byte[] data)
    {
        byte[] body = [.. Encoding.ASCII.GetBytes(type), .. data];
        file.Write(BigEndian(data.Length));
        file.Write(body);
        file.Write(BigEndian((int)Crc(body)));
    }

    private static byte[] BigEndian(int value) => BitConverter.GetBytes(System.Net.IPAddress.HostToNetworkOrder(value));

    private static uint Crc(byte[] data)
    {
        var crc = uint.MaxValue;
        foreach (var one in data)
        {
            crc ^= one;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) == 1 ? (crc >> 1) ^ 0xEDB88320 : crc >> 1;
            }
        }

        return ~crc;
    }
}
