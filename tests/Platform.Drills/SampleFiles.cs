using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Text;

namespace Platform.Drills;

/// <summary>Files as people hand them in.</summary>
internal static class SampleFiles
{
    /// <summary>A file with this word and its number on each page.</summary>
    public static byte[] Pdf(string word, int pages)
    {
        const int Before = 3;
        var numbers = Enumerable.Range(0, pages).Select(i => Before + 1 + (2 * i)).ToList();
        var objects = new List<string>
        {
            "<</Type/Catalog/Pages 2 0 R>>",
            string.Create(CultureInfo.InvariantCulture, $"<</Type/Pages/Kids[{string.Join(' ', numbers.Select(n => n + " 0 R"))}]/Count {pages}>>"),
            "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        };
        foreach (var (at, number) in numbers.Index())
        {
            var text = string.Create(CultureInfo.InvariantCulture, $"BT /F 24 Tf 60 700 Td ({word}-{at + 1}) Tj ET");
            objects.Add(string.Create(CultureInfo.InvariantCulture, $"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F 3 0 R>>>>/Contents {number + 1} 0 R>>"));
            objects.Add(string.Create(CultureInfo.InvariantCulture, $"<</Length {text.Length}>>\nstream\n{text}\nendstream"));
        }

        return Written(objects, "");
    }

    /// <summary>A file that needs a password nobody has.</summary>
    public static byte[] LockedPdf()
    {
        var nothing = new string('0', 64);
        return Written(
            [
                "<</Type/Catalog/Pages 2 0 R>>",
                "<</Type/Pages/Kids[3 0 R]/Count 1>>",
                "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>",
                $"<</Filter/Standard/V 1/R 2/O<{nothing}>/U<{nothing}>/P -4>>",
            ],
            "/Encrypt 4 0 R/ID[<00><00>]");
    }

    /// <summary>A page with a link, and with what else a file can do: scripts of the page, of a stamp and of a filled field, one that runs a program after a link, a file it carries.</summary>
    public static byte[] ActingPdf() => Written(
        [
            "<</Type/Catalog/Pages 2 0 R>>",
            "<</Type/Pages/Kids[3 0 R]/Count 1>>",
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/AA<</O 4 0 R>>/Annots[5 0 R<</Type/Annot/Subtype/Stamp/Rect[0 0 9 9]/A 4 0 R>>6 0 R 7 0 R]>>",
            "<</S/JavaScript/JS(app.alert(1))>>",
            "<</Type/Annot/Subtype/Link/Rect[0 0 9 9]/A<</S/URI/URI(https://example.org/)/Next<</S/Launch/F(a)>>>>>>",
            "<</Type/Annot/Subtype/Widget/FT/Tx/Rect[0 0 9 9]/AP<</N 8 0 R>>/AA<</K 4 0 R>>>>",
            "<</Type/Annot/Subtype/FileAttachment/Rect[0 0 9 9]/FS<</Type/Filespec/F(a.exe)>>>>",
            "<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Length 0>>\nstream\n\nendstream",
        ],
        "");

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

    private static byte[] Written(IReadOnlyList<string> objects, string trailer)
    {
        var file = new StringBuilder("%PDF-1.4\n");
        var table = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"xref\n0 {objects.Count + 1}\n0000000000 65535 f \n"));
        foreach (var (at, body) in objects.Index())
        {
            table.Append(CultureInfo.InvariantCulture, $"{file.Length:D10} 00000 n \n");
            file.Append(CultureInfo.InvariantCulture, $"{at + 1} 0 obj\n{body}\nendobj\n");
        }

        var start = file.Length;
        return Encoding.Latin1.GetBytes(file.Append(table).Append(CultureInfo.InvariantCulture, $"trailer\n<</Size {objects.Count + 1}/Root 1 0 R{trailer}>>\nstartxref\n{start}\n%%EOF\n").ToString());
    }

    private static void Chunk(Stream file, string type, byte[] data)
    {
        byte[] body = [.. Encoding.ASCII.GetBytes(type), .. data];
        file.Write(BigEndian(data.Length));
        file.Write(body);
        file.Write(BigEndian((int)Crc(body)));
    }

    private static byte[] BigEndian(int value) => BitConverter.GetBytes(IPAddress.HostToNetworkOrder(value));

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
