using System.Diagnostics;
using System.Globalization;

namespace Platform.Tests.Drills;

/// <summary>How far a running process may write into its files; what is further fails, also in files it has open.</summary>
internal static class WriteLimit
{
    /// <summary>Words in front of the command line of a process that can be limited: the signal that goes with the limit would end it.</summary>
    public static IReadOnlyList<string> Prepared { get; } = ["sh", "-c", "trap '' XFSZ; exec \"$@\"", "sh"];

    public static void Set(int process, long bytes) => Set(process, bytes.ToString(CultureInfo.InvariantCulture));

    public static void Lift(int process) => Set(process, "unlimited");

    private static void Set(int process, string limit)
    {
        using var prlimit = Process.Start(new ProcessStartInfo("prlimit", ["--pid", $"{process}", $"--fsize={limit}:"]))!;
        prlimit.WaitForExit();
        Assert.Equal(0, prlimit.ExitCode);
    }
}
