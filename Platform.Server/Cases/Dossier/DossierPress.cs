using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using Platform.Model;
using Platform.Model.Documents;
using Platform.Model.Files;
using Platform.Model.Forms;
using Platform.Model.Identity;
using Platform.Server.Cases.Workbench;

namespace Platform.Server.Cases.Dossier;

/// <summary>
/// Makes the file of a case: cover, contents, application, papers, history, attachments. Each part is a file of its own until all are bound, so that there are never more than a
/// few in memory. A paper or an attachment that cannot be bound in is listed with the reason.
/// </summary>
internal sealed class DossierPress(DossierPages pages, IPdfPrinter printer, IPdfBinder binder, IDocuments documents, IFiles files)
{
    /// <summary>Of the attachments that are bound in, all together.</summary>
    public const long MostBytes = 1L << 30;

    /// <summary>Printed at the same time for one dossier.</summary>
    private const int AtOnce = 2;

    /// <summary>What a paper or an attachment may be refused for while the rest is made.</summary>
    private static readonly string[] OwnFaults =
    [
        "pdf.picture", "pdf.failed", "pdf.tooLarge", "pdf.tooLong", "pdf.locked", "pdf.damaged", "document.altered", "document.unknown", "dossier.kind", "dossier.gone",
    ];

    /// <summary>Until the printer is asked again that had too much to do.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <param name="Path">In the folder of the parts.</param>
    /// <param name="LeftOut">Papers and attachments that are only listed.</param>
    internal sealed record Bound(string Path, int Pages, IReadOnlyList<Attachment> Attachments, IReadOnlyList<LeftOut> LeftOut);

    /// <param name="Part">Null when it could not be printed.</param>
    private sealed record Paper(string Title, Part? Part, Problem? Why);

    private sealed record Part(string Title, int Pages, Func<CancellationToken, ValueTask<Stream>> Open);

    public static string NameOf(CaseFile file) => $"{file.Number} {DossierPages.Say("dossier.title")}.pdf";

    /// <param name="work">A folder of this one alone.</param>
    public async Task<Result<Bound>> MakeAsync(CaseSheet sheet, Actor actor, string work, IProgress<DossierProgress>? progress, CancellationToken ct)
    {
        var attachments = AttachmentsOf(sheet);
        var steps = new Steps(3 + sheet.Documents.Count + attachments.Count, progress);
        var application = await PrintAsync(DossierPages.Say("dossier.application"), await pages.ApplicationAsync(sheet, attachments), sheet, Path.Combine(work, "application"), ct);
        steps.Next();
        var history = await PrintAsync(DossierPages.Say("dossier.history"), await pages.HistoryAsync(sheet), sheet, Path.Combine(work, "history"), ct);
        steps.Next();
        var papers = await PapersAsync(sheet, work, steps, ct);
        var handedIn = await AttachmentsAsync(sheet, attachments, work, steps, ct);
        var refused = new[] { application.Problems, history.Problems, papers.Problems, handedIn.Problems }.FirstOrDefault(p => p.Count > 0);
        if (refused is not null)
        {
            return Result<Bound>.Refused(refused);
        }

        IReadOnlyList<Part> body = [application.Value, .. papers.Value.Select(p => p.Part).OfType<Part>(), history.Value, .. handedIn.Value.Select(h => h.Part).OfType<Part>()];
        var bound = await BindAsync(sheet, actor, body, [.. papers.Value.Where(p => p.Part is null)], [.. handedIn.Value.Select(h => h.Attachment)], work, ct);
        steps.Next();
        return bound;
    }

    private static List<Attachment> AttachmentsOf(CaseSheet sheet)
    {
        var named = sheet.File.Content.Materials.SelectMany(m => m.Files.Select(f => (For: m.Name.In(LocalizedText.Chinese), File: f)))
            .Concat(sheet.Elements.Where(e => e.Element is FormField { Type: FieldType.File }).SelectMany(e => FilesIn(e.Value).Select(f => (For: e.Element.Label.In(LocalizedText.Chinese), File: f))))
            .DistinctBy(n => n.File);
        return [.. named.Select((n, at) => sheet.Files.GetValueOrDefault(n.File) is { } file
            ? new Attachment(at + 1, n.For, file.Name, file.Type, file.SizeBytes, file.Hash) { File = file }
            : new Attachment(at + 1, n.For, n.File.ToString(), "", 0, "") { Why = Problem.NotFound("dossier.gone") })];
    }

    private static IEnumerable<Guid> FilesIn(JsonNode? value) => value is JsonArray many
        ? many.OfType<JsonValue>().Select(v => v.TryGetValue<string>(out var text) && Guid.TryParse(text, out var id) ? id : Guid.Empty).Where(id => id != Guid.Empty)
        : [];

    private async Task<Result<Part>> PrintAsync(string title, string html, CaseSheet sheet, string path, CancellationToken ct, bool needsPictures = false)
    {
        var printed = await PatientlyAsync(() => printer.PrintAsync(new(html, sheet.File.Number, needsPictures), ct), ct);
        return printed.TryGet(out var file) ? await KeepAsync(title, file.Content, file.Pages, path, ct) : Result<Part>.Refused(printed.Problems);
    }

    /// <summary>A dossier has its own turn and may be long under way: it waits for the printer instead of being lost to those who came at the same time.</summary>
    private static async Task<Result<T>> PatientlyAsync<T>(Func<Task<Result<T>>> print, CancellationToken ct)
    {
        while (true)
        {
            var printed = await print();
            if (printed.Succeeded || printed.Problems[0].Code != "pdf.busy")
            {
                return printed;
            }

            await Task.Delay(Patience, ct);
        }
    }

    private static async Task<Part> KeepAsync(string title, byte[] content, int count, string path, CancellationToken ct)
    {
        await File.WriteAllBytesAsync(path, content, ct);
        return new(title, count, _ => new(File.OpenRead(path)));
    }

    private async Task<Result<IReadOnlyList<Paper>>> PapersAsync(CaseSheet sheet, string work, Steps steps, CancellationToken ct)
    {
        var problems = new ConcurrentBag<IReadOnlyList<Problem>>();
        var papers = new Paper[sheet.Documents.Count];
        await Parallel.ForEachAsync(sheet.Documents.Index(), With(ct), async (one, stop) =>
        {
            var (at, paper) = one;
            var title = $"{paper.Title.In(LocalizedText.Chinese)} {paper.Number}";
            var printed = await PatientlyAsync(() => documents.PrintAsync(sheet.File.Id, paper.Id, stop).AsTask(), stop);
            papers[at] = printed.TryGet(out var file)
                ? new(title, await KeepAsync(title, file.Content, file.Pages, Path.Combine(work, "paper-" + paper.Id.ToString("N")), stop), null)
                : new(title, null, printed.Problems[0]);
            if (!printed.Succeeded && !OwnFaults.Contains(printed.Problems[0].Code))
            {
                problems.Add(printed.Problems);
            }

            steps.Next();
        });
        return problems.TryPeek(out var refused) ? Result<IReadOnlyList<Paper>>.Refused(refused) : papers;
    }

    private async Task<Result<IReadOnlyList<(Attachment Attachment, Part? Part)>>> AttachmentsAsync(CaseSheet sheet, List<Attachment> attachments, string work, Steps steps, CancellationToken ct)
    {
        var room = MostBytes;
        var within = attachments.Select(a => a.Why is not null ? a : (room -= a.SizeBytes) < 0 ? a with { Why = Problem.Of("dossier.full", ProblemKind.TooLarge) } : a).ToList();
        var problems = new ConcurrentBag<IReadOnlyList<Problem>>();
        var done = new (Attachment, Part?)[attachments.Count];
        await Parallel.ForEachAsync(within.Index(), With(ct), async (one, stop) =>
        {
            var (at, attachment) = one;
            var part = await PartOfAsync(sheet, attachment, Path.Combine(work, string.Create(CultureInfo.InvariantCulture, $"attachment-{at}")), stop);
            done[at] = part.TryGet(out var bound) ? (attachment, bound) : (attachment with { Why = part.Problems[0] }, null);
            if (!part.Succeeded && attachment.Why is null && !OwnFaults.Contains(part.Problems[0].Code))
            {
                problems.Add(part.Problems);
            }

            steps.Next();
        });
        return problems.TryPeek(out var refused) ? Result<IReadOnlyList<(Attachment, Part?)>>.Refused(refused) : done;
    }

    private async Task<Result<Part>> PartOfAsync(CaseSheet sheet, Attachment attachment, string path, CancellationToken ct)
    {
        if (attachment is not { File: { } file, Why: null })
        {
            return attachment.Why!;
        }

        var title = DossierPages.TitleOf(attachment);
        switch (file.Type)
        {
            case "image/jpeg" or "image/png":
                return await BytesAsync(file, ct) is { } picture
                    ? await PrintAsync(title, await pages.PictureAsync(attachment, picture), sheet, path, ct, needsPictures: true)
                    : Gone();
            case PdfFile.MediaType:
                await using (var content = await OpenAsync(file, ct))
                {
                    return content is null ? Gone() : (await binder.CheckAsync(content, ct)).Then<Part>(count => new Part(title, count, c => files.OpenAsync(file, c)));
                }

            default:
                return Problem.Invalid("dossier.kind");
        }
    }

    private static Problem Gone() => Problem.NotFound("dossier.gone");

    /// <summary>Null when its bytes are not where they were put.</summary>
    private async Task<Stream?> OpenAsync(StoredFile file, CancellationToken ct)
    {
        try
        {
            return await files.OpenAsync(file, ct);
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>Null when they are not what they were.</summary>
    private async Task<byte[]?> BytesAsync(StoredFile file, CancellationToken ct)
    {
        await using var content = await OpenAsync(file, ct);
        if (content is null)
        {
            return null;
        }

        var bytes = new byte[file.SizeBytes];
        return await content.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, ct) == bytes.Length ? bytes : null;
    }

    /// <summary>The contents say on which page each part begins, so their own pages are counted before.</summary>
    private async Task<Result<Bound>> BindAsync(CaseSheet sheet, Actor actor, IReadOnlyList<Part> body, IReadOnlyList<Paper> missing, IReadOnlyList<Attachment> attachments, string work, CancellationToken ct)
    {
        var path = Path.Combine(work, "head");
        var (head, count) = (default(Result<Part>), 0);
        do
        {
            count = head?.Value.Pages ?? 1;
            head = await PrintAsync(DossierPages.Say("dossier.contents"), await pages.HeadAsync(sheet, actor, Lines(body, missing, attachments, count + 1)), sheet, path, ct);
            if (!head.Succeeded)
            {
                return Result<Bound>.Refused(head.Problems);
            }
        }
        while (head.Value.Pages != count);

        IReadOnlyList<Part> all = [head.Value, .. body];
        var bound = Path.Combine(work, "bound");
        await using (var output = new FileStream(bound, FileMode.CreateNew, FileAccess.ReadWrite))
        {
            await binder.BindAsync($"{DossierPages.Say("dossier.title")} {sheet.File.Number}", [.. all.Select(p => new BoundPart(p.Title, p.Open))], output, ct);
        }

        IReadOnlyList<LeftOut> leftOut = [.. missing.Select(p => new LeftOut(p.Title, p.Why!.Code)), .. attachments.Where(a => a.Why is not null).Select(a => new LeftOut(a.Name, a.Why!.Code))];
        return new Bound(bound, all.Sum(p => p.Pages), attachments, leftOut);
    }

    private List<ContentsLine> Lines(IReadOnlyList<Part> body, IReadOnlyList<Paper> missing, IReadOnlyList<Attachment> attachments, int from)
    {
        var page = from;
        var starts = new Dictionary<string, int>(StringComparer.Ordinal);
        var lines = new List<ContentsLine>();
        foreach (var part in body)
        {
            starts[part.Title] = page;
            lines.Add(new(part.Title, page));
            page += part.Pages;
        }

        lines.RemoveAll(l => attachments.Any(a => DossierPages.TitleOf(a) == l.Title));
        lines.AddRange(missing.Select(p => new ContentsLine(p.Title, null, pages.ReasonOf(p.Why!))));
        lines.AddRange(attachments.Select(a => new ContentsLine(DossierPages.TitleOf(a), a.Why is null ? starts[DossierPages.TitleOf(a)] : null, pages.NoteOf(a), a.Hash)));
        return lines;
    }

    private static ParallelOptions With(CancellationToken ct) => new() { MaxDegreeOfParallelism = AtOnce, CancellationToken = ct };

    private sealed class Steps(int all, IProgress<DossierProgress>? progress)
    {
        private int _done;

        public void Next() => progress?.Report(new(Interlocked.Increment(ref _done), all));
    }
}
