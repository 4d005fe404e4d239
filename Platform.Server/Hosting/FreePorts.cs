using System.Net;
using System.Net.Sockets;

namespace Platform.Server.Hosting;

/// <summary>Ports of this machine that nobody listens on now.</summary>
internal static class FreePorts
{
    private static readonly HashSet<int> Given = [];

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
