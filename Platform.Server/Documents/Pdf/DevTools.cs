using System.Buffers;
using System.Collections.Concurrent;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Platform.Server.Documents.Pdf;

/// <summary>The browser refused a call, or is gone.</summary>
internal sealed class DevToolsException(string message) : Exception(message);

/// <summary>
/// Speaks the DevTools protocol with one browser over two ends of pipes: JSON messages, each ended by a zero byte. Thread-safe; when the browser is gone every call
/// fails with <see cref="DevToolsException"/>.
/// </summary>
internal sealed class DevTools : IDisposable
{
    /// <summary>Parts of a file come in messages of about half a megabyte; nothing the browser says is longer than this.</summary>
    private const int LongestMessage = 16 * 1024 * 1024;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };
    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonElement>> _calls = new();
    private readonly ConcurrentDictionary<string, Action<string, JsonElement>> _listeners = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly Stream _to;
    private readonly Stream _from;
    private volatile bool _closed;
    private int _last;

    public DevTools(Stream to, Stream from)
    {
        (_to, _from) = (to, from);
        // Reading from a pipe holds a thread; it is not to be one of the pool's.
        new Thread(Read) { IsBackground = true, Name = "pdf-browser" }.Start();
    }

    public bool IsClosed => _closed;

    public async Task<JsonElement> SendAsync(string method, object? parameters, string? session, CancellationToken ct)
    {
        var id = Interlocked.Increment(ref _last);
        var answer = new TaskCompletionSource<JsonElement>(TaskCreationOptions.RunContinuationsAsynchronously);
        _calls[id] = answer;
        try
        {
            await WriteAsync(JsonSerializer.SerializeToUtf8Bytes(new { id, method, @params = parameters ?? new { }, sessionId = session }, Json)).WaitAsync(ct);
            if (_closed)
            {
                throw Gone();
            }

            return await answer.Task.WaitAsync(ct);
        }
        catch (IOException)
        {
            throw Gone();
        }
        catch (ObjectDisposedException)
        {
            throw Gone();
        }
        finally
        {
            _calls.TryRemove(id, out _);
        }
    }

    /// <summary>Hears what is said in a session until the answer is disposed of. The listener must not wait for the browser.</summary>
    public IDisposable Listen(string session, Action<string, JsonElement> listener)
    {
        _listeners[session] = listener;
        return new Listening(this, session);
    }

    public void Dispose()
    {
        Close();
        _to.Dispose();
        _from.Dispose();
    }

    private static DevToolsException Gone() => new("The browser is gone.");

    /// <summary>A message that was begun is ended, or the next one would not be understood: nobody calls it off.</summary>
    private async Task WriteAsync(byte[] message)
    {
        await _writing.WaitAsync();
        try
        {
            await _to.WriteAsync(message);
            await _to.WriteAsync(new byte[1]);
            await _to.FlushAsync();
        }
        finally
        {
            _writing.Release();
        }
    }

    private void Read()
    {
        var message = new ArrayBufferWriter<byte>();
        try
        {
            for (int read; (read = _from.Read(message.GetSpan(64 * 1024))) > 0;)
            {
                var come = message.GetSpan(read)[..read];
                message.Advance(read);
                if (come.Contains((byte)0))
                {
                    message = Take(message);
                }
                else if (message.WrittenCount > LongestMessage)
                {
                    break;
                }
            }
        }
#pragma warning disable CA1031 // What the other end says is not trusted, and whatever goes wrong on this thread would end the process.
        catch (Exception)
#pragma warning restore CA1031
        {
            // The browser is gone, or says what nobody understands; either way there is nothing more to hear.
        }

        Close();
    }

    /// <summary>Hands on every message that is complete, and gives back what is left.</summary>
    private ArrayBufferWriter<byte> Take(ArrayBufferWriter<byte> come)
    {
        var rest = come.WrittenMemory;
        for (int end; (end = rest.Span.IndexOf((byte)0)) >= 0; rest = rest[(end + 1)..])
        {
            using var message = JsonDocument.Parse(rest[..end]);
            Hear(message.RootElement);
        }

        var left = new ArrayBufferWriter<byte>(Math.Max(64 * 1024, rest.Length));
        left.Write(rest.Span);
        return left;
    }

    private void Hear(JsonElement message)
    {
        if (message.TryGetProperty("id", out var id))
        {
            if (_calls.TryGetValue(id.GetInt32(), out var call))
            {
                Answer(call, message);
            }
        }
        else if (message.TryGetProperty("sessionId", out var session) && _listeners.TryGetValue(session.GetString()!, out var listener))
        {
            listener(message.GetProperty("method").GetString()!, message.GetProperty("params").Clone());
        }
    }

    private static void Answer(TaskCompletionSource<JsonElement> call, JsonElement message)
    {
        if (message.TryGetProperty("error", out var error))
        {
            call.TrySetException(new DevToolsException(error.GetProperty("message").GetString() ?? "error"));
        }
        else
        {
            call.TrySetResult(message.GetProperty("result").Clone());
        }
    }

    private void Close()
    {
        _closed = true;
        foreach (var call in _calls.Values)
        {
            call.TrySetException(Gone());
        }
    }

    private sealed class Listening(DevTools tools, string session) : IDisposable
    {
        public void Dispose() => tools._listeners.TryRemove(session, out _);
    }
}
