using System.Globalization;
using Platform.Model;

namespace Platform.Server.Flows.Formats;

/// <summary>How large a file of another system may be.</summary>
internal static class FormatLimits
{
    /// <summary>Bytes.</summary>
    public const int File = 4 * 1024 * 1024;

    /// <summary>Bytes of a definition, as it is saved.</summary>
    public const int Document = 2 * 1024 * 1024;

    /// <summary>Elements or objects inside each other.</summary>
    public const int Depth = 60;

    /// <summary>XML elements of one file, those of its drawing included.</summary>
    public const int Elements = 60_000;

    /// <summary>Activities, flow nodes or states of one flow.</summary>
    public const int Nodes = 2_000;

    /// <summary>Connections, sequence flows or actions of one flow.</summary>
    public const int Flows = 6_000;

    /// <summary>Characters of a condition that is to be carried over.</summary>
    public const int Condition = 2_000;

    public static Problem TooLarge(long bytes) => Problem.Of("flowFile.tooLarge", ProblemKind.TooLarge, null, ("value", bytes), ("expected", File));

    public static Problem TooMany(int count, int most) =>
        Problem.Of("flowFile.tooMany", ProblemKind.TooLarge, null, ("value", count.ToString(CultureInfo.InvariantCulture)), ("expected", most));
}
