using System.Text;
using Platform.Model;
using Platform.Model.Identity;
using Platform.Model.Localities;
using Platform.Server.Hosting;

namespace Platform.Server.Cases.Journal;

/// <summary>
/// Writes the journal for somebody who checks it outside the system (H1): <c>GET /api/v1/audit/journal?locality=</c> while the server runs, or the
/// command <c>audit export</c>. The file is described at <see cref="JournalExport"/>.
/// </summary>
internal sealed class ExportJournal(JournalStore store, TimeProvider time)
{
    public static void Map(RouteGroupBuilder api) =>
        api.MapGet("/audit/journal", (string? locality, ExportJournal export, ICurrentActor current) => export.Answer(current.Actor, locality))
            .Needs(Permissions.AuditRead).WithName("exportJournal").WithTags("Audit").Produces(StatusCodes.Status200OK, contentType: "application/jsonl");

    public async Task WriteAsync(IReadOnlyList<LocalityCode> localities, Stream output, CancellationToken ct)
    {
        await using var writer = new StreamWriter(output, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true) { NewLine = "\n" };
        await writer.WriteLineAsync(new JournalExport.Head(JournalExport.FormatName, time.GetUtcNow(), localities).ToLine().AsMemory(), ct);
        await foreach (var line in store.ExportAsync(localities, ct))
        {
            await writer.WriteLineAsync(line.ToLine().AsMemory(), ct);
        }
    }

    private IResult Answer(Actor actor, string? locality)
    {
        var places = actor.ReachOf(Permissions.AuditRead).Where(r => r.Authority is null).Select(r => r.Locality).ToList();
        if (!string.IsNullOrEmpty(locality))
        {
            if (!LocalityCode.TryParse(locality, out var asked))
            {
                return Problem.Invalid("locality.code", "locality", ("value", locality), ("expected", "330110")).ToHttp();
            }

            if (!places.Any(p => p.Covers(asked)))
            {
                return Problem.Forbidden("access.outside", ("value", locality)).ToHttp();
            }

            places = [asked];
        }

        return Results.Stream(output => WriteAsync(places, output, CancellationToken.None), "application/jsonl", "journal.jsonl");
    }

    /// <summary>The same from the command line, of everything.</summary>
    internal sealed class Command(ExportJournal export) : ICommand
    {
        public string Name => "audit export";

        public string Usage => "audit export --to FILE.jsonl                        the journal of all cases, to be checked elsewhere";

        public async Task<int> RunAsync(CommandLine line, TextWriter output, CancellationToken ct)
        {
            if (line.Get("to") is not { Length: > 0 } to || File.Exists(to))
            {
                await output.WriteLineAsync(line.Get("to") is { } taken ? $"{taken} exists; an export does not overwrite." : Usage);
                return 2;
            }

            await using var file = new FileStream(to, FileMode.CreateNew, FileAccess.Write);
            await export.WriteAsync([LocalityCode.Root], file, ct);
            await output.WriteLineAsync($"Journal written to {Path.GetFullPath(to)}.");
            return 0;
        }
    }
}
