using System.Net;
using System.Net.Sockets;

namespace Platform.Tests.Storage;

/// <summary>Stands between a program and its PostgreSQL and cuts the connection at a COMMIT: before the server has it, or before its answer comes back.</summary>
internal sealed class CuttingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly int _server;
    private readonly System.Collections.Concurrent.ConcurrentBag<TcpClient> _clients = [];
    private int _armed;
    private volatile bool _refuses;
    private bool _arrives;
    private bool _forGood;

    public CuttingProxy(int serverPort)
    {
        _server = serverPort;
        _listener.Start();
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public bool HasCut { get; private set; }

    /// <summary>The next commit will be cut.</summary>
    public bool IsArmed => Volatile.Read(ref _armed) == 1;

    /// <param name="arrives">The server gets the COMMIT and carries it out; only its answer is lost.</param>
    /// <param name="forGood">All other connections end too, and no new one is taken until <see cref="Refuse"/> says so.</param>
    public void CutAtNextCommit(bool arrives, bool forGood = false)
    {
        (_arrives, _forGood) = (arrives, forGood);
        Volatile.Write(ref _armed, 1);
    }

    /// <summary>Ends all connections and takes no new one, until told otherwise.</summary>
    public void Refuse(bool refuse)
    {
        _refuses = refuse;
        if (refuse)
        {
            foreach (var client in _clients)
            {
                client.Close();
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                _ = CarryAsync(await _listener.AcceptTcpClientAsync(_stop.Token));
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task CarryAsync(TcpClient client)
    {
        using var server = new TcpClient();
        using (client)
        {
            _clients.Add(client);
            if (_refuses)
            {
                return;
            }

            try
            {
                await server.ConnectAsync(IPAddress.Loopback, _server, _stop.Token);
                var line = new Line();
                await Task.WhenAny(ToServerAsync(client.GetStream(), server.GetStream(), line), ToClientAsync(server.GetStream(), client.GetStream(), line));
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException)
            {
                // The test is over.
            }
        }
    }

    private Task ToServerAsync(NetworkStream client, NetworkStream server, Line line) => CopyAsync(client, server, data =>
    {
        // With the end of the text: BEGIN says READ COMMITTED.
        if (data.Span.IndexOf("COMMIT\0"u8) < 0 || Interlocked.Exchange(ref _armed, 0) == 0)
        {
            return true;
        }

        (HasCut, line.AnswersAreLost) = (true, _arrives);
        return _arrives;
    });

    // The server is heard out, so that it has carried out what it was sent.
    private Task ToClientAsync(NetworkStream server, NetworkStream client, Line line) => CopyAsync(server, client, _ =>
    {
        if (line.AnswersAreLost && _forGood)
        {
            Refuse(true);
        }

        return !line.AnswersAreLost;
    });

    /// <param name="passes">False: cut here.</param>
    private async Task CopyAsync(NetworkStream from, NetworkStream to, Func<ReadOnlyMemory<byte>, bool> passes)
    {
        var buffer = new byte[65536];
        try
        {
            while (await from.ReadAsync(buffer, _stop.Token) is var length and > 0 && passes(buffer.AsMemory(0, length)))
            {
                await to.WriteAsync(buffer.AsMemory(0, length), _stop.Token);
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // One side is gone; the caller closes the other.
        }
    }

    private sealed class Line
    {
        public bool AnswersAreLost { get; set; }
    }
}
