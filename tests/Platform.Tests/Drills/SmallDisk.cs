using System.Diagnostics;

namespace Platform.Tests.Drills;

/// <summary>
/// A disk of a few megabytes that only the processes started behind it see: a memory file system in a namespace of its own, which needs no rights. A process
/// that does nothing keeps it while servers come and go.
/// </summary>
internal sealed class SmallDisk : IDisposable
{
    private const string Size = "96m";
    private readonly Process _keeper;

    private SmallDisk(Process keeper) => _keeper = keeper;

    /// <summary>Null where this is not allowed.</summary>
    public static SmallDisk? Make()
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        try
        {
            var start = new ProcessStartInfo("unshare", ["--user", "--map-root-user", "--mount", "sh", "-c", "mount -t tmpfs -o size=1m probe /mnt && echo ready && exec cat"])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            var keeper = Process.Start(start)!;
            if (keeper.StandardOutput.ReadLine() == "ready")
            {
                return new(keeper);
            }

            keeper.Dispose();
            return null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    /// <summary>Mounts it at the folder; what comes behind these words sees it there.</summary>
    public IReadOnlyList<string> Behind(string folder)
    {
        Run("mount", "-t", "tmpfs", "-o", $"size={Size}", "platform", folder);
        return Inside;
    }

    /// <summary>Nothing can be opened for writing there any more. Files that are open already stay as they are.</summary>
    public void TurnReadOnly(string folder)
    {
        // It is put in place as it is to be: between mounting it there and forbidding to write, something could be opened that forbids it.
        Run("mkdir", "/mnt/read-only");
        Run("mount", "--bind", folder, "/mnt/read-only");
        Run("mount", "-o", "remount,bind,ro", "/mnt/read-only");
        Run("mount", "--bind", "/mnt/read-only", folder);
    }

    /// <summary>The disk is gone from there: an empty folder stands in its place, and what is open stays open.</summary>
    public void Lose(string folder) => Run("mount", "-t", "tmpfs", "-o", "size=1m", "empty", folder);

    /// <summary>Undoes <see cref="TurnReadOnly"/> or <see cref="Lose"/>.</summary>
    public void Mend(string folder) => Run("umount", "--lazy", folder);

    public bool IsEmpty(string folder) => !Directory.EnumerateFileSystemEntries(Seen(folder)).Any();

    /// <summary>Takes all space that is left.</summary>
    public void Fill(string folder)
    {
        var block = new byte[4096];
        using var file = new FileStream(Seen(folder) + "/ballast", FileMode.Create, FileAccess.Write, FileShare.None, 0);
        try
        {
            while (true)
            {
                file.Write(block);
            }
        }
        catch (IOException)
        {
            // Full.
        }
    }

    public void Free(string folder) => File.Delete(Seen(folder) + "/ballast");

    /// <summary>Copies what is on it to the folder that everybody else sees there.</summary>
    public void CopyOut(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(Seen(folder), "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(folder, Path.GetRelativePath(Seen(folder), file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    public void Dispose()
    {
        _keeper.Kill();
        _keeper.WaitForExit();
        _keeper.Dispose();
    }

    private IReadOnlyList<string> Inside => ["nsenter", "--target", $"{_keeper.Id}", "--user", "--mount", "--preserve-credentials", "--wdns=/"];

    private void Run(params IReadOnlyList<string> words)
    {
        using var process = Process.Start(new ProcessStartInfo(Inside[0], [.. Inside.Skip(1), .. words]))!;
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }

    private string Seen(string folder) => $"/proc/{_keeper.Id}/root{folder}";
}
