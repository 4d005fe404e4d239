using System.Collections.Concurrent;

namespace Platform.Drills;

/// <summary>
/// In front of several nodes, as any load balancer is: asks each of them all the time whether it is ready, and gives every request to the next one that is. It repeats
/// nothing and looks at no answer.
/// </summary>
internal sealed class Balancer : IDisposable
{
    /// <summary>How often a node is asked; a node that leaves has to serve for longer than that.</summary>
    private static readonly TimeSpan Round = TimeSpan.FromMilliseconds(250);

    private readonly IReadOnlyList<Uri> _nodes;
    private readonly ConcurrentDictionary<Uri, bool> _ready = [];
    private readonly CancellationTokenSource _over = new();
    private readonly HttpClient _probe = new() { Timeout = TimeSpan.FromSeconds(2) };
    private int _next;

    public Balancer(IReadOnlyList<Uri> nodes)
    {
        _nodes = nodes;
        foreach (var node in nodes)
        {
            _ready[node] = true;
            _ = nodes.Count > 1 ? WatchAsync(node) : Task.CompletedTask;
        }
    }

    /// <summary>The next node that is ready; where none is, the next one.</summary>
    public Uri Next()
    {
        var first = (uint)Interlocked.Increment(ref _next);
        var inTurn = Enumerable.Range(0, _nodes.Count).Select(n => _nodes[(int)((first + n) % _nodes.Count)]).ToList();
        return inTurn.Find(n => _ready[n]) ?? inTurn[0];
    }

    public HttpMessageHandler Handler() => new Way(this);

    public void Dispose()
    {
        _over.Cancel();
        _over.Dispose();
        _probe.Dispose();
    }

    private async Task WatchAsync(Uri node)
    {
        while (!_over.IsCancellationRequested)
        {
            try
            {
                using var answer = await _probe.GetAsync(new Uri(node, "/health/ready"), _over.Token);
                _ready[node] = answer.IsSuccessStatusCode;
                await Task.Delay(Round, _over.Token);
            }
            catch (Exception e) when (e is HttpRequestException or OperationCanceledException or ObjectDisposedException)
            {
                _ready[node] = false;
            }
        }
    }

    private sealed class Way(Balancer balancer) : DelegatingHandler(new SocketsHttpHandler())
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.RequestUri = new Uri(balancer.Next(), request.RequestUri!.PathAndQuery);
            return base.SendAsync(request, cancellationToken);
        }
    }
}
