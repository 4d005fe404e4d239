using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;

namespace Platform.Drills;

/// <param name="Key">Value of the header Idempotency-Key.</param>
internal sealed record Delivery(string Key, string Phone, string Text);

/// <summary>
/// The company that sends the text messages, outside the server: writes down every request with its key. Some it takes without saying so, so that the server
/// must send them again.
/// </summary>
internal sealed class SmsReceiver : IDisposable
{
    /// <summary>One in so many deliveries is answered with 503 although it was taken.</summary>
    private const int Silence = 25;

    private readonly HttpListener _listener = new();
    private readonly ConcurrentQueue<Delivery> _deliveries = [];
    private readonly int _port = Ports.Free();
    private int _requests;

    public SmsReceiver()
    {
        _listener.Prefixes.Add(Address.ToString());
        _listener.Start();
        _ = ListenAsync();
    }

    public Uri Address => new($"http://127.0.0.1:{_port}/");

    public IReadOnlyList<Delivery> Deliveries => [.. _deliveries];

    public void Dispose() => _listener.Close();

    private async Task ListenAsync()
    {
        while (true)
        {
            try
            {
                _ = TakeAsync(await _listener.GetContextAsync());
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task TakeAsync(HttpListenerContext context)
    {
        try
        {
            using var reader = new StreamReader(context.Request.InputStream);
            var body = JsonNode.Parse(await reader.ReadToEndAsync())!;
            _deliveries.Enqueue(new(context.Request.Headers["Idempotency-Key"] ?? "", body["phone"]!.GetValue<string>(), body["text"]!.GetValue<string>()));
            context.Response.StatusCode = (int)(Interlocked.Increment(ref _requests) % Silence == 0 ? HttpStatusCode.ServiceUnavailable : HttpStatusCode.Accepted);
            context.Response.Close();
        }
        catch (Exception e) when (e is HttpListenerException or IOException or System.Text.Json.JsonException or ObjectDisposedException)
        {
            // Killed while it was sending: nothing was taken.
        }
    }
}
