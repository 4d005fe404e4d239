using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Tests.Cases;
using Platform.Tests.Hosting;

namespace Platform.Tests.Hostile;

/// <summary>Sends what no well-meaning client would and writes down every answer that is not a clean refusal or a success.</summary>
internal sealed class Prober
{
    private readonly ConcurrentBag<string> _bad = [];

    private int _asked;

    public async Task<HttpResponseMessage?> SendAsync(HttpClient client, HttpRequestMessage request, string what)
    {
        Interlocked.Increment(ref _asked);
        try
        {
            var answer = await client.SendAsync(request);
            await JudgeAsync(answer, what);
            return answer;
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            _bad.Add($"{what}: {e.Message} {e.InnerException?.Message}");
            return null;
        }
    }

    public void AssertClean(int atLeast)
    {
        Assert.True(_asked >= atLeast, $"only {_asked} requests were sent");
        Assert.True(_bad.IsEmpty, $"{_bad.Count} of {_asked}:{Environment.NewLine}{string.Join(Environment.NewLine, _bad.Order(StringComparer.Ordinal).Take(60))}");
    }

    private async Task JudgeAsync(HttpResponseMessage answer, string what)
    {
        var status = (int)answer.StatusCode;
        if (status < 400)
        {
            return;
        }

        var text = await answer.Content.ReadAsStringAsync();
        if (status >= 500)
        {
            _bad.Add($"{what}: {status}{FailureLog.Behind(answer.StatusCode)} {text}");
            return;
        }

        if (answer.Content.Headers.ContentType?.MediaType != "application/problem+json")
        {
            _bad.Add($"{what}: {status} as {answer.Content.Headers.ContentType}");
            return;
        }

        var problem = JsonNode.Parse(text)!;
        var errors = problem["errors"] as JsonArray ?? [];
        if (errors.Count == 0 || errors.Any(e => e?["code"] is null || string.IsNullOrWhiteSpace(e["message"]?.GetValue<string>())))
        {
            _bad.Add($"{what}: {status} without a reason: {text}");
        }
        else if (errors.FirstOrDefault(e => e!["message"]!.GetValue<string>() == e["code"]!.GetValue<string>()) is { } untold)
        {
            _bad.Add($"{what}: {status} has no words for {untold["code"]}");
        }
    }
}

/// <summary>Bodies and their damage.</summary>
internal static class Bodies
{
    public static HttpContent Json(byte[] body)
    {
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return content;
    }

    public static HttpContent Json(string body) => Json(Encoding.UTF8.GetBytes(body));

    /// <summary>Bodies that are no request of any route.</summary>
    public static IReadOnlyList<(string Name, byte[] Bytes)> Nonsense { get; } =
    [
        ("nothing", []),
        ("null", "null"u8.ToArray()),
        ("number", "1"u8.ToArray()),
        ("text", "\"x\""u8.ToArray()),
        ("array", "[]"u8.ToArray()),
        ("array of nulls", "[null,null]"u8.ToArray()),
        ("empty object", "{}"u8.ToArray()),
        ("unknown member", "{\"noSuchMember\":1}"u8.ToArray()),
        ("truncated", "{\"locality\":\"3301"u8.ToArray()),
        ("two values", "{}{}"u8.ToArray()),
        ("comment", "{/* */}"u8.ToArray()),
        ("invalid UTF-8", [.. "{\"a\":\""u8, 0xff, 0xfe, 0xc0, 0x80, .. "\"}"u8]),
        ("UTF-16", Encoding.Unicode.GetBytes("{}")),
        ("nul", [0]),
        ("deep arrays", Encoding.UTF8.GetBytes(new string('[', 100_000))),
        ("deep objects", Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{\"a\":", 50_000)))),
        ("markup", "<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]><a>&b;</a>"u8.ToArray()),
    ];

    /// <summary>The body with one node after the other replaced by every value.</summary>
    public static IEnumerable<(string What, string Body)> Mutations(JsonNode body, IReadOnlyList<(string Name, string Json)> values)
    {
        foreach (var path in Paths(body, []))
        {
            foreach (var (name, json) in values)
            {
                yield return ($"{string.Join('.', path)} = {name}", Replace(body, path, json));
            }

            if (Without(body, path) is { } less)
            {
                yield return ($"{string.Join('.', path)} left out", less);
            }
        }
    }

    /// <summary>Values of every type, as JSON text, some of which only a lazy reader accepts.</summary>
    public static IReadOnlyList<(string Name, string Json)> WrongValues { get; } =
    [
        ("null", "null"), ("true", "true"), ("0", "0"), ("-1", "-1"), ("1.5", "1.5"), ("1e400", "1e400"), ("huge", "99999999999999999999999999"), ("text", "\"x\""),
        ("empty text", "\"\""), ("[]", "[]"), ("[null]", "[null]"), ("[[]]", "[[]]"), ("[{}]", "[{}]"), ("[1]", "[1]"), ("{}", "{}"), ("{a:null}", "{\"a\":null}"),
        ("twice the same member", "{\"a\":1,\"a\":2}"), ("lone surrogate", "\"\\ud800\""), ("lone surrogate as a name", "{\"\\udc00\":1}"), ("nul", "\"a\\u0000b\""),
        ("deep", string.Concat(Enumerable.Repeat("[", 40)) + string.Concat(Enumerable.Repeat("]", 40))), ("long", $"\"{new string('长', 20_000)}\""),
        ("empty name", "{\"\":\"\"}"), ("odd name", "{\"a.b[0]\":1}"),
        .. new[] { HostileText.Script, HostileText.Sql, HostileText.Liquid, HostileText.JavaScript }.Select(t => (t[..8], JsonSerializer.Serialize(t))),
    ];

    private const string Mark = "\"@@here@@\"";

    private static IEnumerable<string[]> Paths(JsonNode? node, string[] at)
    {
        var inner = node switch
        {
            JsonObject o => o.SelectMany(p => Paths(p.Value, [.. at, p.Key])),
            JsonArray a => a.Take(1).SelectMany(v => Paths(v, [.. at, "0"])),
            _ => [],
        };
        return at.Length == 0 ? inner : inner.Prepend(at);
    }

    private static string? Without(JsonNode body, string[] path)
    {
        var copy = body.DeepClone();
        return Parent(copy, path) is JsonObject parent && parent.Remove(path[^1]) ? copy.ToJsonString() : null;
    }

    private static JsonNode Parent(JsonNode body, string[] path) => path[..^1].Aggregate(body, (n, p) => n is JsonArray a ? a[int.Parse(p)]! : n[p]!);

    // As text, because some of the values cannot be held by a JSON node.
    private static string Replace(JsonNode body, string[] path, string json)
    {
        var copy = body.DeepClone();
        var parent = Parent(copy, path);
        if (parent is JsonArray array)
        {
            array[int.Parse(path[^1])] = "@@here@@";
        }
        else
        {
            parent[path[^1]] = "@@here@@";
        }

        return copy.ToJsonString().Replace(Mark, json, StringComparison.Ordinal);
    }
}

/// <summary>The people of the office at their worst.</summary>
internal static class HostileOffice
{
    public static ParallelOptions Eight { get; } = new() { MaxDegreeOfParallelism = 8 };

    /// <summary>Somebody of every kind: visitor, resident, officers, administrators.</summary>
    public static async Task<IReadOnlyList<(string Name, HttpClient Client)>> EverybodyAsync(this CaseOffice office)
    {
        var all = new List<(string, HttpClient)> { ("visitor", office.Server.Client), ("resident", await office.ResidentAsync()) };
        foreach (var user in (string[])["admin", "jin.cha", "he.jie", "fang.yu", "li.na", "sun.li", "zhou.tao"])
        {
            all.Add((user, await office.AsAsync(user)));
        }

        return all;
    }
}
