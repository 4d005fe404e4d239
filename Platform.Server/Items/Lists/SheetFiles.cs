using System.Buffers;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Xml;
using MiniExcelLibs;
using MiniExcelLibs.OpenXml;
using Platform.Model;

namespace Platform.Server.Items.Lists;

/// <summary>Spreadsheets as files: .xlsx and .csv.</summary>
internal static class SheetFiles
{
    public const string Xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    public const string Csv = "text/csv; charset=utf-8";

    public const int MaxBytes = 8 * 1024 * 1024;

    /// <summary>Of an .xlsx once it is unpacked.</summary>
    private const long MaxUnpacked = 64L * 1024 * 1024;

    /// <summary>Lines that are looked at, empty ones included.</summary>
    private const int MaxLines = SheetTable.MaxRows + 1_000;

    /// <summary>The column at which a line ends: a file may claim thousands of them, and be a few letters long.</summary>
    private const string LastColumn = "CV";

    private static readonly SearchValues<char> ToQuote = SearchValues.Create(",\"\n\r;\t");

    private static readonly byte[] OldExcel = [0xD0, 0xCF, 0x11, 0xE0];

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The cells of the first sheet, line by line.</summary>
    /// <returns>Refused as <c>sheet.tooLarge</c>, <c>sheet.oldExcel</c> or <c>sheet.unreadable</c>.</returns>
    public static Result<IReadOnlyList<IReadOnlyList<string>>> Read(ReadOnlyMemory<byte> file)
    {
        if (file.Length > MaxBytes)
        {
            return TooLarge(file.Length);
        }

        return file.Span.StartsWith("PK\u0003\u0004"u8) ? ReadXlsx(file)
            : file.Span.StartsWith(OldExcel) ? Problem.Invalid("sheet.oldExcel")
            : ReadCsv(file);
    }

    public static Problem TooLarge(long bytes) => Problem.Of("sheet.tooLarge", ProblemKind.TooLarge, null, ("value", bytes), ("expected", MaxBytes));

    public static byte[] WriteXlsx(IReadOnlyList<IReadOnlyList<string>> lines)
    {
        using var file = new MemoryStream();
        var headings = lines[0];
        var rows = lines.Skip(1).Select(l => headings.Zip(l).ToDictionary(p => p.First, p => (object)SheetTable.Guard(p.Second), StringComparer.Ordinal));
        file.SaveAs(rows.ToList() is { Count: > 0 } some ? some : [headings.ToDictionary(h => h, _ => (object)"", StringComparer.Ordinal)], configuration: new OpenXmlConfiguration { FreezeRowCount = 1, AutoFilter = false });
        return file.ToArray();
    }

    /// <summary>With the mark by which spreadsheets know UTF-8.</summary>
    public static byte[] WriteCsv(IReadOnlyList<IReadOnlyList<string>> lines) =>
        Encoding.UTF8.GetBytes("\uFEFF" + string.Concat(lines.Select(l => string.Join(',', l.Select(c => Quote(SheetTable.Guard(c)))) + "\r\n")));

    private static string Quote(string cell) => cell.AsSpan().ContainsAny(ToQuote) ? $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : cell;

    private static Result<IReadOnlyList<IReadOnlyList<string>>> ReadXlsx(ReadOnlyMemory<byte> file)
    {
        try
        {
            using var content = new MemoryStream(file.ToArray(), writable: false);
            if (Unpacked(content) > MaxUnpacked)
            {
                return TooLarge(MaxUnpacked + 1);
            }

            content.Position = 0;
            var rows = content.QueryRange(useHeaderRow: false, excelType: ExcelType.XLSX, startCell: "A1", endCell: $"{LastColumn}{MaxLines + 1}").Cast<IDictionary<string, object?>>();
            var lines = rows.Take(MaxLines + 1).Select(row => row.Values.Select(TextOf).ToList()).ToList();
            var width = lines.Count == 0 ? 0 : lines.Max(l => l.FindLastIndex(c => c.Length > 0)) + 1;
            return Whole([.. lines.Select(l => (IReadOnlyList<string>)[.. l.Take(width)])]);
        }
        catch (Exception broken) when (broken is InvalidDataException or XmlException or FormatException or KeyNotFoundException or InvalidOperationException or ArgumentException or NullReferenceException or IndexOutOfRangeException or NotSupportedException)
        {
            // The reader has no exception of its own for a file that is not what it seems.
            return Problem.Invalid("sheet.broken");
        }
    }

    /// <summary>What really comes out, up to a little more than the limit; what the file says about itself is not believed.</summary>
    private static long Unpacked(Stream content)
    {
        using var zip = new ZipArchive(content, ZipArchiveMode.Read, leaveOpen: true);
        var (total, buffer) = (0L, new byte[81_920]);
        foreach (var entry in zip.Entries)
        {
            using var stream = entry.Open();
            for (var read = stream.Read(buffer); read > 0 && total <= MaxUnpacked; read = stream.Read(buffer))
            {
                total += read;
            }
        }

        return total;
    }

    private static string TextOf(object? value) => value switch
    {
        null => "",
        string text => text,
        bool truth => truth ? "是" : "否",
        double number when Math.Abs(number) < 1e15 => ((decimal)number).ToString("0.############", CultureInfo.InvariantCulture),
        DateTime moment => moment.ToString(moment.TimeOfDay == TimeSpan.Zero ? "yyyy-MM-dd" : "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    private static Result<IReadOnlyList<IReadOnlyList<string>>> ReadCsv(ReadOnlyMemory<byte> file)
    {
        var text = Decode(file.Span);
        if (text is null || text.Contains('\0', StringComparison.Ordinal))
        {
            return Problem.Invalid("sheet.unreadable", null, ("value", "UTF-8, GB18030"));
        }

        var first = text.AsSpan(0, text.IndexOf('\n') is >= 0 and var end ? end : text.Length);
        var (commas, semicolons, tabs) = (first.Count(','), first.Count(';'), first.Count('\t'));
        var lines = Split(text, tabs > commas && tabs >= semicolons ? '\t' : semicolons > commas ? ';' : ',');
        return lines is null ? Problem.Invalid("sheet.quote") : Whole(lines);
    }

    /// <summary>Nothing is left out without a word.</summary>
    private static Result<IReadOnlyList<IReadOnlyList<string>>> Whole(List<IReadOnlyList<string>> lines) =>
        lines.Count > MaxLines ? Problem.Of("sheet.tooMany", ProblemKind.TooLarge, null, ("value", lines.Count), ("expected", SheetTable.MaxRows)) : lines;

    /// <summary>UTF-8 where it is that, else as older office programs write; null when it is neither.</summary>
    private static string? Decode(ReadOnlySpan<byte> bytes)
    {
        var encodings = bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE])
            ? new Encoding[] { new UnicodeEncoding(bigEndian: false, byteOrderMark: true, throwOnInvalidBytes: true) }
            : [Utf8, CodePagesEncodingProvider.Instance.GetEncoding("GB18030", EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)!];
        foreach (var encoding in encodings)
        {
            try
            {
                return encoding.GetString(bytes).TrimStart('\uFEFF');
            }
            catch (DecoderFallbackException)
            {
                // The next one.
            }
        }

        return null;
    }

    /// <summary>Null when a quotation mark is not closed.</summary>
    private static List<IReadOnlyList<string>>? Split(string text, char between)
    {
        var (lines, line, cell, quoted) = (new List<IReadOnlyList<string>>(), new List<string>(), new StringBuilder(), false);
        for (var i = 0; i < text.Length && lines.Count <= MaxLines; i++)
        {
            var c = text[i];
            if (quoted)
            {
                if (c == '"' && i + 1 < text.Length && text[i + 1] == '"')
                {
                    cell.Append('"');
                    i++;
                }
                else if (c == '"')
                {
                    quoted = false;
                }
                else
                {
                    cell.Append(c);
                }
            }
            else if (c == '"' && cell.Length == 0)
            {
                quoted = true;
            }
            else if (c == between)
            {
                EndCell();
            }
            else if (c == '\n')
            {
                EndCell();
                EndLine();
            }
            else if (c != '\r')
            {
                cell.Append(c);
            }
        }

        if (cell.Length > 0 || line.Count > 0)
        {
            EndCell();
            EndLine();
        }

        return quoted && lines.Count <= MaxLines ? null : lines;

        void EndCell()
        {
            line.Add(cell.ToString());
            cell.Clear();
        }

        void EndLine()
        {
            lines.Add(line);
            line = [];
        }
    }
}
