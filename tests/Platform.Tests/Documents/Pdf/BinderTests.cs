using Microsoft.Extensions.Logging.Abstractions;
using Platform.Drills;
using Platform.Model.Documents;
using Platform.Server.Documents.Pdf;
using UglyToad.PdfPig;

namespace Platform.Tests.Documents.Pdf;

public sealed class BinderTests
{
    private static readonly PdfBinder Binder = new(NullLogger<PdfBinder>.Instance);

    [Fact]
    public async Task Files_are_bound_page_by_page_with_a_bookmark_for_each()
    {
        using var bound = new MemoryStream();
        await Binder.BindAsync("卷宗", [Part("甲", SampleFiles.Pdf("one", 2)), Part("乙", SampleFiles.Pdf("two", 3))], bound, TestContext.Current.CancellationToken);
        Assert.Equal(["one-1", "one-2", "two-1", "two-2", "two-3"], Press.Read(bound.ToArray()));
        using var document = PdfDocument.Open(bound.ToArray());
        Assert.Equal("卷宗", document.Information.Title);
        Assert.True(document.TryGetBookmarks(out var marks));
        Assert.Equal(["甲", "乙"], marks.Roots.Select(m => m.Title));
    }

    [Fact]
    public void What_cannot_be_bound_is_told_apart_before()
    {
        Assert.Equal("pdf.locked", Code(SampleFiles.LockedPdf()));
        Assert.Equal("pdf.damaged", Code("%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"u8.ToArray()));
        Assert.Equal("pdf.damaged", Code(SampleFiles.Pdf("x", 3)[..400]));
        Assert.Equal("pdf.damaged", Code(SampleFiles.BottomlessPdf()));
        Assert.Equal(4, Binder.Check(new MemoryStream(SampleFiles.Pdf("x", 4))).Value);
    }

    private static string? Code(byte[] file) => Assert.Single(Binder.Check(new MemoryStream(file)).Problems).Code;

    private static BoundPart Part(string title, byte[] file) => new(title, _ => new(new MemoryStream(file)));
}
