using System.Globalization;
using Platform.Model.Identity;
using Platform.Server.Cases.Workbench;
using Platform.Server.Data;
using Platform.Server.Hosting.Housekeeping;

namespace Platform.Server.Cases.Dossier;

/// <summary>
/// The dossiers that wait to be taken. Their names say of which case they are and for whom, so that nobody else is given one; one with personal data in full is for the
/// sign-in alone that may see them, and as long as it may.
/// </summary>
internal sealed class DossierFolder(DataDirectory data, TimeProvider clock) : IChore
{
    public static readonly TimeSpan Kept = TimeSpan.FromHours(1);

    public string Name => "dossiers";

    /// <summary>The path of one that can be taken still; null when there is none for this person.</summary>
    public string? Find(Guid id, CaseFile file, Actor actor)
    {
        var since = (clock.GetUtcNow() - Kept).UtcDateTime;
        return new[] { PathOf(id, file, actor, masked: true), PathOf(id, file, actor, masked: false) }.FirstOrDefault(p => File.Exists(p) && File.GetLastWriteTimeUtc(p) > since);
    }

    /// <summary>An empty folder for the parts of one.</summary>
    public string Begin(Guid id)
    {
        var folder = Path.Combine(data.Dossiers, id.ToString("N"));
        if (!OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(data.Dossiers, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return Directory.CreateDirectory(folder).FullName;
    }

    /// <summary>Gives a finished one its name. Answers until when it can be taken; the time of the file is as much earlier as all are kept.</summary>
    public DateTimeOffset Finish(string made, Guid id, CaseSheet sheet, Actor actor)
    {
        var longest = clock.GetUtcNow() + Kept;
        var until = sheet.UnmaskedUntil is { } open && open < longest ? open : longest;
        File.SetLastWriteTimeUtc(made, (until - Kept).UtcDateTime);
        File.Move(made, PathOf(id, sheet.File, actor, sheet.IsMasked));
        return until;
    }

    /// <summary>Those nobody took in time, and what was left of one that was never finished.</summary>
    public ValueTask<int> SweepAsync(DateTimeOffset now, int take, CancellationToken ct)
    {
        if (!Directory.Exists(data.Dossiers))
        {
            return new(0);
        }

        var due = new DirectoryInfo(data.Dossiers).EnumerateFileSystemInfos().Where(f => f.LastWriteTimeUtc < (now - Kept).UtcDateTime).Take(take).ToList();
        foreach (var old in due)
        {
            if (old is DirectoryInfo folder)
            {
                folder.Delete(recursive: true);
            }
            else
            {
                old.Delete();
            }
        }

        return new(due.Count);
    }

    private string PathOf(Guid id, CaseFile file, Actor actor, bool masked) => Path.Combine(
        data.Dossiers, string.Create(CultureInfo.InvariantCulture, $"{id:N}-{file.Id:N}-{actor.AccountId:N}{(masked ? "" : "-" + actor.Session?.ToString("N"))}.pdf"));
}
