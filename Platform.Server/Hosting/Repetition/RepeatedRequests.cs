using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;
using Platform.Model;
using Platform.Model.Identity;

namespace Platform.Server.Hosting.Repetition;

/// <summary>
/// Honours <c>Idempotency-Key</c> on every endpoint under /api that writes. The first success under a key is kept, encrypted, and is the answer of every
/// repetition; the same key with another request is refused with 422. A refusal changed nothing and is not kept. Two at once wait for each other.
/// </summary>
/// <remarks>
/// The answer is on disk before it is sent, but after the act: when the machine stops between the two, a repetition is carried out again. Commands on a case
/// carry the key into the transaction of the act itself, so that there it is carried out once whatever happens.
/// </remarks>
internal sealed class RepeatedRequests(RequestDelegate next)
{
    public const string Header = "Idempotency-Key";
    private const int MaxKeyLength = 100;
    private const int MemoryBytes = 128 * 1024;

    private static readonly string[] KeptHeaders = ["ETag", "Location", "Cache-Control"];

    private readonly ConcurrentDictionary<(string, string), Turn> _turns = new();

    public Task InvokeAsync(HttpContext context, ICurrentActor current, RequestAnswerStore store, IPersonalData personal, TimeProvider time)
    {
        if (!context.Request.Headers.TryGetValue(Header, out var sent) || string.IsNullOrWhiteSpace(sent.ToString()) || !IsHonoured(context.GetEndpoint()))
        {
            return next(context);
        }

        var value = sent.ToString().Trim();
        return value.Length > MaxKeyLength
            ? Problem.Invalid("request.keyTooLong", Header, ("value", value.Length), ("expected", MaxKeyLength)).ToHttp().ExecuteAsync(context)
            : InvokeAsync(context, value, current.Actor, store, personal, time);
    }

    /// <summary>Whether a repetition under the same key is answered from memory.</summary>
    public static bool IsHonoured(Endpoint? endpoint) => IsWriting(endpoint) && endpoint!.Metadata.GetMetadata<AnswersAnew>() is null;

    public static bool IsWriting(Endpoint? endpoint) =>
        endpoint is RouteEndpoint route
        && route.RoutePattern.RawText?.TrimStart('/').StartsWith("api/", StringComparison.Ordinal) == true
        && route.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.Any(m => !HttpMethods.IsGet(m) && !HttpMethods.IsHead(m) && !HttpMethods.IsOptions(m)) == true;

    private async Task InvokeAsync(HttpContext context, string value, Actor actor, RequestAnswerStore store, IPersonalData personal, TimeProvider time)
    {
        var ct = context.RequestAborted;
        context.Request.EnableBuffering(MemoryBytes);
        var key = new RequestKey(RequesterOf(context, actor), value, await RequestDigest.OfAsync(context.Request, ct));
        var turn = _turns.AddOrUpdate((key.Requester, key.Value), _ => new Turn(), (_, waiting) => waiting.Join());
        await turn.Gate.WaitAsync(ct);
        try
        {
            if (await store.FindAsync(key, ct) is { } before)
            {
                await AnswerAsync(context, key, before, personal);
                return;
            }

            context.Features.Set(key);
            await CarryOutAsync(context, key, store, personal, time);
        }
        finally
        {
            turn.Gate.Release();
            Leave(key);
        }
    }

    private async Task CarryOutAsync(HttpContext context, RequestKey key, RequestAnswerStore store, IPersonalData personal, TimeProvider time)
    {
        var wire = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        using var written = new MemoryStream();
        context.Features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(written));
        try
        {
            await next(context);
            await context.Response.BodyWriter.FlushAsync(CancellationToken.None);
        }
        finally
        {
            context.Features.Set(wire);
        }

        var response = context.Response;
        if (response.StatusCode is >= 200 and < 300)
        {
            var headers = KeptHeaders.Where(h => response.Headers.ContainsKey(h)).ToDictionary(h => h, h => response.Headers[h].ToString(), StringComparer.Ordinal);
            var answer = new KeptAnswer(response.ContentType, headers, Encoding.UTF8.GetString(written.GetBuffer(), 0, (int)written.Length));

            // The act is done: its answer is kept even when whoever asked is gone.
            await store.AddAsync(key, response.StatusCode, personal.Protect(JsonSerializer.Serialize(answer, ModelJson.Options)), time.GetUtcNow(), CancellationToken.None);
        }

        written.Position = 0;
        await written.CopyToAsync(wire.Stream, context.RequestAborted);
    }

    private static Task AnswerAsync(HttpContext context, RequestKey key, RequestAnswerRow before, IPersonalData personal)
    {
        if (before.Digest != key.Digest)
        {
            return Problem.Of("request.keyReused", ProblemKind.Reused, null, ("key", key.Value)).ToHttp().ExecuteAsync(context);
        }

        var answer = JsonSerializer.Deserialize<KeptAnswer>(personal.Unprotect(before.Answer), ModelJson.Options)!;
        context.Response.StatusCode = before.Status;
        context.Response.ContentType = answer.Type;
        foreach (var (name, value) in answer.Headers)
        {
            context.Response.Headers[name] = value;
        }

        return answer.Body.Length == 0 ? Task.CompletedTask : context.Response.WriteAsync(answer.Body, context.RequestAborted);
    }

    /// <summary>Visitors have no name: they are told apart by where they come from and what they ask for.</summary>
    private static string RequesterOf(HttpContext context, Actor actor) =>
        actor.AccountId is { } account ? account.ToString()
        : "visitor:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(
            CultureInfo.InvariantCulture, $"{ClientAddress.Of(context.Connection.RemoteIpAddress)} {context.Request.Path}{context.Request.QueryString}"))).AsSpan(0, 16));

    private void Leave(RequestKey key)
    {
        var place = (key.Requester, key.Value);
        while (_turns.TryGetValue(place, out var turn))
        {
            if (turn.Waiting == 1 ? _turns.TryRemove(KeyValuePair.Create(place, turn)) : _turns.TryUpdate(place, turn with { Waiting = turn.Waiting - 1 }, turn))
            {
                return;
            }
        }
    }

    /// <summary>One after the other for requests with the same key.</summary>
    /// <param name="Gate">The same for all who wait.</param>
    private sealed record Turn(SemaphoreSlim Gate, int Waiting)
    {
        public Turn()
            : this(new SemaphoreSlim(1, 1), 1)
        {
        }

        public Turn Join() => this with { Waiting = Waiting + 1 };
    }

    private sealed record KeptAnswer(string? Type, Dictionary<string, string> Headers, string Body);
}
