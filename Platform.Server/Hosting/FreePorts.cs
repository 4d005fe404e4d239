using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Platform.Server.Hosting;

/// <summary>Ports of this machine that nobody listens on now.</summary>
internal static class FreePorts
{
    // Below those that systems give to connections that go out: one of them could have the port before it is used.
    private const int First = 10_000;
    private const int Past = 32_000;

    private static readonly HashSet<int> Given = [];

    /// <summary>Whether somebody listens on this port of any of the machine's addresses; 0 never is.</summary>
    public static bool IsTaken(int port) =>
        port != 0 && IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Any(l => l.Port == port);

    /// <summary>Never the same twice in one process: between here and the use another host may ask.</summary>
    public static IReadOnlyList<int> Take(int count)
    {
        var ports = new List<int>();
        while (ports.Count < count)
        {
            var port = RandomNumberGenerator.GetInt32(First, Past);
            lock (Given)
            {
                if (CanListen(port) && Given.Add(port))
                {
                    ports.Add(port);
                }
            }
        }

        return ports;
    }

    private static bool CanListen(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
