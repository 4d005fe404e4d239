using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace Platform.Server.Hosting;

/// <summary>Ports of this machine that nobody listens on now.</summary>
internal static class FreePorts
{
    private static readonly HashSet<int> Given = [];

    /// <summary>Whether somebody listens on this port of any of the machine's addresses; 0 never is.</summary>
    public static bool IsTaken(int port) =>
        port != 0 && IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Any(l => l.Port == port);

    /// <summary>Never the same twice in one process: between here and the use another host may ask.</summary>
    public static IReadOnlyList<int> Take(int count)
    {
        var listeners = new List<TcpListener>();
        var ports = new List<int>();
        try
        {
            while (ports.Count < count)
            {
                var listener = new TcpListener(IPAddress.Loopback, 0);
                listeners.Add(listener);
                listener.Start();
                var port = ((IPEndPoint)listener.LocalEndpoint).Port;
                lock (Given)
                {
                    if (Given.Add(port))
                    {
                        ports.Add(port);
                    }
                }
            }

            return ports;
        }
        finally
        {
            listeners.ForEach(l => l.Dispose());
        }
    }
}
