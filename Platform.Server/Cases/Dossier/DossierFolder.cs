using System.Globalization;
using Platform.Model.Identity;
using Platform.Server.Data;
using Platform.Server.Hosting.Housekeeping;

namespace Platform.Server.Cases.Dossier;

/// <summary>The dossiers that wait to be taken. Their names say of which case they are and for whom, so that nobody else is given one.</summary>
internal sealed class DossierFolder(DataDirectory data, TimeProvider clock) : IChore
{
    public static readonly TimeSpan Kept = TimeSpan.FromHours(1);

    public string Name => "dossiers";

    public string PathOf(Guid id, CaseFile file, Actor actor) =>
        Path.Combine(data.Dossiers, string.Create(CultureInfo.InvariantCulture, $"{id:N}-{file.Id:N}-{actor.AccountId:N}.pdf"));

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

    /// <summary>Gives a finished one its name; it counts as made now.</summary>
    public DateTimeOffset Finish(string made, string path)
    {
        var now = clock.GetUtcNow();
        File.SetLastWriteTimeUtc(made, now.UtcDateTime);
        File.Move(made, path);
        return now + Kept;
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
}
