namespace Platform.Server.Cluster;

internal static partial class ClusterLog
{
    [LoggerMessage(4001, LogLevel.Warning, "Node {Node} at {Address}:{Port} is gone without a word; its process, number {Number}, holds nothing in the database any more")]
    public static partial void MemberGone(this ILogger log, string node, string address, int port, int number);

    [LoggerMessage(4002, LogLevel.Warning, "Node {Node} does not hear who has what open here; it is told again every second until it does or is gone")]
    public static partial void NeighbourDeaf(this ILogger log, Exception exception, string node);
}
