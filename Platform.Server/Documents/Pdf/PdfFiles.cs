using UglyToad.PdfPig;

namespace Platform.Server.Documents.Pdf;

internal static class PdfFiles
{
    public static int CountPages(byte[] file)
    {
        using var document = PdfDocument.Open(file);
        return document.NumberOfPages;
    }
}
