using System.IO.Compression;
using System.Text;
using Platform.Server.Files;

namespace Platform.Tests.Files;

public sealed class FileTypesTests
{
    [Theory]
    [InlineData("%PDF-1.7\n%âãÏÓ", "application/pdf")]
    [InlineData("\u00ff\u00d8\u00ff\u00e0\0\u0010JFIF", "image/jpeg")]
    [InlineData("\u0089PNG\r\n\u001a\n", "image/png")]
    public void Accepted_kinds_are_told_from_their_first_bytes(string head, string mediaType) =>
        Assert.Equal(mediaType, Sniff(Encoding.Latin1.GetBytes(head)).Type?.MediaType);

    [Theory]
    [InlineData("<!DOCTYPE html><html><script>alert(1)</script>", "HTML")]
    [InlineData("<script>alert(1)</script>", "HTML")]
    [InlineData("<?xml version=\"1.0\"?><svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"/>", "SVG")]
    [InlineData("MZ\u0090\0", "Windows program")]
    [InlineData("\u007fELF\u0002", "Linux program")]
    [InlineData("#!/bin/sh\nrm -rf /", "script")]
    [InlineData("GIF89a", "GIF")]
    [InlineData("just words", "text")]
    [InlineData(" %PDF-1.7", "text")]
    [InlineData("\0\u0001\u0002", "?")]
    public void Everything_else_is_refused_and_named(string head, string found)
    {
        var sniffed = Sniff(Encoding.Latin1.GetBytes(head));
        Assert.Null(sniffed.Type);
        Assert.Equal(found, sniffed.Found);
    }

    [Theory]
    [InlineData("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "[Content_Types].xml", "word/document.xml")]
    [InlineData("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "[Content_Types].xml", "xl/workbook.xml")]
    [InlineData("application/ofd", "OFD.xml", "Doc_0/Document.xml")]
    public void Office_packages_are_told_from_their_parts(string mediaType, params string[] parts) =>
        Assert.Equal(mediaType, Sniff(Package(parts)).Type?.MediaType);

    [Fact]
    public void An_archive_of_programs_is_no_office_package() => Assert.Null(Sniff(Package("setup.exe", "readme.txt")).Type);

    [Fact]
    public void A_document_with_macros_is_refused()
    {
        var sniffed = Sniff(Package("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"));
        Assert.Null(sniffed.Type);
        Assert.Equal("Office + VBA", sniffed.Found);
    }

    [Fact]
    public void A_package_cut_short_is_refused() => Assert.Null(Sniff(Package("[Content_Types].xml", "word/document.xml")[..60]).Type);

    [Theory]
    [InlineData("身份证.pdf", "身份证.pdf")]
    [InlineData("C:\\Users\\me\\scan.PDF", "scan.pdf")]
    [InlineData("../../etc/passwd", "passwd.pdf")]
    [InlineData("invoice.exe", "invoice.exe.pdf")]
    [InlineData("a\u202Efdp.exe", "afdp.exe.pdf")]
    [InlineData("line\r\nSet-Cookie: x.pdf", "lineSet-Cookie x.pdf")]
    [InlineData("...", "file.pdf")]
    [InlineData("", "file.pdf")]
    [InlineData("<b>x.pdf", "bx.pdf")]
    [InlineData("half \ud83d.pdf", "half.pdf")]
    public void Names_lose_paths_controls_and_disguises(string name, string clean) => Assert.Equal(clean, FileNames.Clean(name, FileTypes.Pdf));

    [Fact]
    public void Long_names_are_cut_but_keep_their_extension()
    {
        var clean = FileNames.Clean(new string('长', 500) + ".pdf", FileTypes.Pdf);
        Assert.Equal(FileNames.MaxLength, clean.Length);
        Assert.EndsWith(".pdf", clean, StringComparison.Ordinal);
    }

    internal static byte[] Package(params string[] parts)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var part in parts)
            {
                using var entry = zip.CreateEntry(part).Open();
                entry.Write("<x/>"u8);
            }
        }

        return bytes.ToArray();
    }

    private static Sniffed Sniff(byte[] content) =>
        FileTypes.Sniff(content.AsSpan(0, Math.Min(content.Length, FileTypes.HeadLength)), () => new MemoryStream(content));
}
