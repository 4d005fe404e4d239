using Platform.Model;
using Platform.Model.Documents;
using Platform.Model.Identity;
using Platform.Server.Cases.Workbench;
using Platform.Server.Hosting;
using Platform.Server.Hosting.Repetition;

namespace Platform.Server.Cases.Dossier;

/// <summary>
/// <c>POST /api/v1/cases/{number}/dossier</c> makes the file and answers with what is in it, <c>GET …/dossier/{id}</c> gives it to whoever had it made. For staff who may read
/// the case, not for those who only have a task in it.
/// </summary>
internal sealed class DossierDesk(CaseReader cases, CaseSheets sheets, DossierPress press, DossierFolder folder, GiveDossier giving, IPdfPrinter printer, IIdSource ids) : IDisposable
{
    /// <summary>At once; whoever comes later waits.</summary>
    private const int AtOnce = 2;

    private readonly SemaphoreSlim _turns = new(AtOnce, AtOnce);

    public static void Map(RouteGroupBuilder one)
    {
        one.MapPost("/dossier", async (string number, HttpContext http, ICurrentActor current, DossierDesk desk, CancellationToken ct) =>
                (await desk.MakeAsync(current.Actor, number, null, http.RequestKey(), ct)).ToHttp())
            .Needs(Permissions.CasesRead)
            .Produces<CaseDossier>()
            .WithName("makeCaseDossier");
        one.MapGet("/dossier/{id:guid}", (string number, Guid id, HttpContext http, ICurrentActor current, DossierDesk desk, CancellationToken ct) => desk.GiveAsync(current.Actor, number, id, http, ct)).Needs(Permissions.CasesRead).Produces(StatusCodes.Status200OK, contentType: PdfFile.MediaType).WithName("readCaseDossier");
    }

    public void Dispose() => _turns.Dispose();

    /// <summary>Refuses with <c>case.unknown</c>, <c>dossier.forbidden</c>, and as <see cref="IPdfPrinter"/> does; an attachment that cannot be bound in is no refusal.</summary>
    public async Task<Result<CaseDossier>> MakeAsync(Actor actor, string number, IProgress<DossierProgress>? progress, RequestKey? key, CancellationToken ct)
    {
        var found = await FindAsync(actor, number, ct);
        if (!found.TryGet(out var file))
        {
            return Result<CaseDossier>.Refused(found.Problems);
        }

        if (!printer.IsAvailable)
        {
            return Result<CaseDossier>.Refused((await printer.PrintAsync(new("", ""), ct)).Problems);
        }

        await _turns.WaitAsync(ct);
        try
        {
            var masked = (await sheets.ReadAsync(actor, number, ct))?.IsMasked ?? true;
            var recorded = await cases.SendAsync(file.Id, new RecordDossier { Actor = actor, Masked = masked, Key = key });
            if (!recorded.Succeeded)
            {
                return Result<CaseDossier>.Refused(recorded.Problems);
            }

            // Read again for the entry that was just written; never with more to be seen than that says.
            return await sheets.ReadAsync(actor, number, ct) is { } sheet
                ? await MakeAsync(actor, masked ? sheet with { UnmaskedUntil = null } : sheet, progress, ct)
                : Problem.NotFound("case.unknown", ("number", number));
        }
        finally
        {
            _turns.Release();
        }
    }

    private async Task<IResult> GiveAsync(Actor actor, string number, Guid id, HttpContext http, CancellationToken ct)
    {
        var found = await FindAsync(actor, number, ct);
        if (!found.TryGet(out var file))
        {
            return found.ToHttp(_ => Results.Empty);
        }

        http.Response.Headers.CacheControl = "private, no-store";
        if (folder.Find(id, file, actor) is not { } path)
        {
            return Problem.NotFound("dossier.unknown").ToHttp();
        }

        await giving.RecordAsync(actor, file, ct);
        return Results.File(path, PdfFile.MediaType, DossierPress.NameOf(file), enableRangeProcessing: true);
    }

    private async Task<Result<CaseFile>> FindAsync(Actor actor, string number, CancellationToken ct)
    {
        var found = await cases.FindAsync(actor, number, null, ct);
        return !found.TryGet(out var file) ? found
            : CaseAccess.MayTakeOut(actor, file) ? file
            : CaseAccess.MayReadAsStaff(actor, file) ? Problem.Forbidden("dossier.forbidden")
            : Problem.NotFound("case.unknown", ("number", number));
    }

    private async Task<Result<CaseDossier>> MakeAsync(Actor actor, CaseSheet sheet, IProgress<DossierProgress>? progress, CancellationToken ct)
    {
        var id = ids.Next();
        var work = folder.Begin(id);
        try
        {
            var made = await press.MakeAsync(sheet, actor, work, progress, ct);
            if (!made.TryGet(out var bound))
            {
                return Result<CaseDossier>.Refused(made.Problems);
            }

            var size = new FileInfo(bound.Path).Length;
            var until = folder.Finish(bound.Path, id, sheet, actor);
            return new CaseDossier(
                id,
                DossierPress.NameOf(sheet.File),
                bound.Pages,
                size,
                bound.Attachments.Count(a => a.Why is null),
                bound.LeftOut,
                until);
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }
}
