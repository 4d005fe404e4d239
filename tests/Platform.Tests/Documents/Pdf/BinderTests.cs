using Microsoft.Extensions.Logging.Abstractions;
using Platform.Drills;
using Platform.Model.Documents;
using Platform.Server.Documents.Pdf;
using UglyToad.PdfPig;
using UglyToad.PdfPig.Tokens;

namespace Platform.Tests.Documents.Pdf;

public sealed class BinderTests
{
    private static readonly PdfBinder Binder = new(Press.Settings, NullLogger<PdfBinder>.Instance);

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
    public async Task What_cannot_be_bound_is_told_apart_before()
    {
        Assert.Equal("pdf.locked", await CodeAsync(SampleFiles.LockedPdf()));
        Assert.Equal("pdf.damaged", await CodeAsync("%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"u8.ToArray()));
        Assert.Equal("pdf.damaged", await CodeAsync(SampleFiles.Pdf("x", 3)[..400]));
        Assert.Equal("pdf.damaged", await CodeAsync(SampleFiles.BottomlessPdf()));
        Assert.Equal(4, (await Binder.CheckAsync(new MemoryStream(SampleFiles.Pdf("x", 4)), TestContext.Current.CancellationToken)).Value);
    }

    [Fact]
    public async Task A_file_whose_reader_does_not_come_back_is_given_up()
    {
        using var binder = new PdfBinder(Press.Settings with { PageTimeout = TimeSpan.FromMilliseconds(200) }, NullLogger<PdfBinder>.Instance);
        using var end = new ManualResetEventSlim();
        using var endless = new Endless(end);
        Assert.Equal("pdf.damaged", Assert.Single((await binder.CheckAsync(endless, TestContext.Current.CancellationToken)).Problems).Code);
        using var calledOff = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => binder.CheckAsync(endless, calledOff.Token));
        end.Set();
    }

    [Fact]
    public async Task Nothing_in_a_bound_file_acts_but_links_to_addresses_and_what_it_looks_like_stays()
    {
        using var bound = new MemoryStream();
        await Binder.BindAsync("卷宗", [Part("甲", SampleFiles.ActingPdf())], bound, TestContext.Current.CancellationToken);
        using var document = PdfDocument.Open(bound.ToArray());
        var page = document.GetPage(1);
        Assert.False(page.Dictionary.ContainsKey(NameToken.Create("AA")));
        var annotations = page.GetAnnotations().Select(a => a.AnnotationDictionary).ToList();
        Assert.Equal(["FileAttachment", "Link", "Stamp", "Widget"], annotations.Select(a => a.Data["Subtype"].ToString()!.TrimStart('/')).Order());
        Assert.All(annotations, a => Assert.DoesNotContain(a.Data.Keys, k => k is "AA" or "FS"));
        var acts = Assert.Single(annotations, a => a.ContainsKey(NameToken.A));
        Assert.True(acts.TryGet<DictionaryToken>(NameToken.A, out var link));
        Assert.Equal(["S", "URI"], link.Data.Keys.Order());
        Assert.Single(annotations, a => a.ContainsKey(NameToken.Ap));
    }

    private static async Task<string?> CodeAsync(byte[] file) => Assert.Single((await Binder.CheckAsync(new MemoryStream(file), TestContext.Current.CancellationToken)).Problems).Code;

    private static BoundPart Part(string title, byte[] file) => new(title, _ => new(new MemoryStream(file)));

    private sealed class Endless(ManualResetEventSlim end) : MemoryStream(SampleFiles.Pdf("x", 1))
    {
        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            end.Wait();
            return 0;
        }

        public override int ReadByte()
        {
            end.Wait();
            return -1;
        }
    }
}
