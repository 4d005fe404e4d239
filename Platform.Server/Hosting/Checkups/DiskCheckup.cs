using Platform.Server.Data;

namespace Platform.Server.Hosting.Checkups;

/// <summary>The data directory: there, private, and on a disk with room.</summary>
internal sealed class DiskCheckup(DataDirectory directory) : ICheckup
{
    private const long Gigabyte = 1L << 30;
    private const long Little = 5 * Gigabyte;
    private const long TooLittle = Gigabyte / 4;
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    public int Order => 0;

    public ValueTask<IReadOnlyList<Finding>> LookAsync(CancellationToken ct) => new([.. Look()]);

    private IEnumerable<Finding> Look()
    {
        if (!Directory.Exists(directory.Root))
        {
            yield return Finding.Bad("checkup.directoryMissing", ("path", directory.Root));
            yield break;
        }

        var free = new DriveInfo(directory.Root).AvailableFreeSpace;
        var room = new[] { ("path", (object?)directory.Root), ("free", Math.Round((double)free / Gigabyte, 1)), ("expected", Little / Gigabyte) };
        yield return free < TooLittle ? Finding.Bad("checkup.diskFull", room)
            : free < Little ? Finding.Warning("checkup.diskLow", room)
            : Finding.Good("checkup.disk", room);
        if (!OperatingSystem.IsWindows() && Directory.Exists(directory.Keys) && (File.GetUnixFileMode(directory.Keys) & Others) != 0)
        {
            yield return Finding.Bad("checkup.keysReadable", ("path", directory.Keys));
        }
    }
}
