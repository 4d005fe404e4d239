using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Platform.Tests.Cases;

namespace Platform.Tests.Kill;

/// <summary>A filing the server has answered.</summary>
internal sealed record AnsweredFiling(string Key, string Body, string Number, string TrackingCode);

/// <summary>A completion the server has answered, with where the case stood after it.</summary>
internal sealed record AnsweredCompletion(string Key, string User, string Number, Guid Task, string Body, string State, long Version);

/// <summary>
/// Residents and officers who file cases and complete tasks all at once. Whoever gets no answer asks again with the same key until there is one; what was
/// answered is written down.
/// </summary>
internal sealed class Crowd(Uri server, int size, int seed) : IDisposable
{
    private static readonly (string User, string Outcome, string? Data)[] Walk =
    [
        ("li.na", "Accept", null),
        ("wang.lei", "Pass", null),
        ("liu.yang", "Pass", null),
        ("chen.jing", "Grant", null),
        ("zhao.qiang", "Delivered", """{"method":"window","proof":"本人签收"}"""),
    ];

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly ConcurrentDictionary<string, HttpClient> _people = [];
    private int _inFlight;
    private int _answers;
    private int _unanswered;
    private volatile bool _enough;

    public const string Resident = "330110195803120004";

    public ConcurrentBag<AnsweredFiling> Filings { get; } = [];

    public ConcurrentBag<AnsweredCompletion> Completions { get; } = [];

    /// <summary>Requests that are under way now.</summary>
    public int InFlight => Volatile.Read(ref _inFlight);

    /// <summary>Commands answered so far.</summary>
    public int Answers => Volatile.Read(ref _answers);

    /// <summary>Requests that got no answer.</summary>
    public int Unanswered => Volatile.Read(ref _unanswered);

    public async Task SignInAsync()
    {
        foreach (var user in Walk.Select(w => w.User).Append(Resident).Append("sun.li"))
        {
            var client = NewClient();
            using var answer = await client.PostAsJsonAsync("/api/v1/tokens", new { user, password = DemoPeople.PasswordOf(user) });
            var token = (await CaseOffice.ReadAsync(answer))["access_token"]!.GetValue<string>();
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
            _people[user] = client;
        }
    }

    public HttpClient As(string user) => _people[user];

    /// <summary>Works until <see cref="Stop"/>; ends when the last case begun is as far as it was meant to go.</summary>
    public Task WorkAsync() => Task.WhenAll(Enumerable.Range(0, size).Select(n => Task.Run(() => WorkAsync(n))));

    public void Stop() => _enough = true;

    /// <summary>Sends until somebody answers; the answer must be this status.</summary>
    public async Task<JsonNode> AskAsync(string user, Func<HttpRequestMessage> request, HttpStatusCode expected)
    {
        while (true)
        {
            try
            {
                Interlocked.Increment(ref _inFlight);
                using var message = request();
                using var answer = await As(user).SendAsync(message);
                return await CaseOffice.ReadAsync(answer, expected);
            }
            catch (Exception e) when (e is HttpRequestException or IOException or TaskCanceledException)
            {
                Interlocked.Increment(ref _unanswered);
            }
            finally
            {
                Interlocked.Decrement(ref _inFlight);
            }

            await Task.Delay(100);
        }
    }

    public Task<JsonNode> CommandAsync(string user, string path, string body, string key, HttpStatusCode expected = HttpStatusCode.OK) =>
        AskAsync(user, () => new(HttpMethod.Post, path) { Content = new StringContent(body, null, "application/json"), Headers = { { "Idempotency-Key", key } } }, expected);

    public Task<JsonNode> ReadAsync(string user, string path) => AskAsync(user, () => new(HttpMethod.Get, path), HttpStatusCode.OK);

    public void Dispose()
    {
        foreach (var client in _people.Values)
        {
            client.Dispose();
        }
    }

    private async Task WorkAsync(int worker)
    {
        var dice = new Random(seed + worker);
        for (var n = 0; !_enough; n++)
        {
            var filing = await FileAsync($"{worker}-{n}");
            foreach (var (user, outcome, data) in Walk.Take(dice.Next(Walk.Length + 1)))
            {
                if (_enough)
                {
                    return;
                }

                await CompleteAsync(filing.Number, user, outcome, data, $"{worker}-{n}-{user}");
            }
        }
    }

    private async Task<AnsweredFiling> FileAsync(string key)
    {
        var file = (await AskAsync(Resident, Upload, HttpStatusCode.Created))["id"]!.GetValue<Guid>();
        var body = CaseOffice.Filing(file).ToJsonString();
        var answer = await CommandAsync(Resident, "/api/v1/cases", body, key, HttpStatusCode.Created);
        var filing = new AnsweredFiling(key, body, answer["number"]!.GetValue<string>(), answer["trackingCode"]!.GetValue<string>());
        Filings.Add(filing);
        Interlocked.Increment(ref _answers);
        return filing;
    }

    private async Task CompleteAsync(string number, string user, string outcome, string? data, string key)
    {
        var tasks = await ReadAsync(user, $"/api/v1/tasks?q={number}");
        var task = Assert.Single(tasks["items"]!.AsArray())!["id"]!.GetValue<Guid>();
        var body = new JsonObject { ["outcome"] = outcome, ["opinion"] = "同意", ["data"] = data is null ? null : JsonNode.Parse(data) }.ToJsonString();
        var answer = await CommandAsync(user, $"/api/v1/tasks/{task}/complete", body, key);
        Completions.Add(new(key, user, number, task, body, answer["state"]!.GetValue<string>(), answer["version"]!.GetValue<long>()));
        Interlocked.Increment(ref _answers);
    }

    private static HttpRequestMessage Upload() => new(HttpMethod.Post, "/api/v1/files") { Content = CaseOffice.PdfForm("plan.pdf") };

    private HttpClient NewClient() => new(new SocketsHttpHandler { MaxConnectionsPerServer = size * 2 }) { BaseAddress = server, Timeout = Patience };
}
