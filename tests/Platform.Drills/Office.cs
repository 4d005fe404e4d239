using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

namespace Platform.Drills;

/// <summary>One act of an officer on the way of a case from acceptance to delivery.</summary>
/// <param name="Data">JSON object, or null.</param>
internal sealed record Act(string User, string Outcome, string? Data = null);

/// <summary>The server answered what it must not answer.</summary>
internal sealed class WrongAnswerException(string message) : Exception(message);

/// <summary>
/// The people of the demo in front of the API, signed in. Whoever gets no answer, or hears that the server cannot at present, asks again with the same key
/// until there is one.
/// </summary>
/// <param name="servers">One server, or the nodes that serve together.</param>
internal sealed class Office(params IReadOnlyList<Uri> servers) : IDisposable
{
    /// <summary>王芳 signs in with this.</summary>
    public const string Resident = "330110195803120004";

    /// <summary>Sees all cases of the hall.</summary>
    public const string Overseer = "sun.li";

    private const string Item = "public-place-hygiene-permit";
    private const string Street = "330110012";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private static readonly JsonNode Answers = Resource("hygiene-answers.json");
    private static readonly JsonNode BirthAnswers = Resource("birth-answers.json");
    private static readonly Dictionary<string, string> Passwords = ReadPasswords();

    private readonly Balancer _balancer = new(servers);
    private readonly ConcurrentDictionary<string, HttpClient> _people = [];
    private int _inFlight;
    private int _unanswered;
    private int _refused;

    public static IReadOnlyList<Act> Walk { get; } =
    [
        new("li.na", "Accept"),
        new("wang.lei", "Pass"),
        new("liu.yang", "Pass"),
        new("chen.jing", "Grant"),
        new("zhao.qiang", "Delivered", """{"method":"window","proof":"本人签收"}"""),
    ];

    /// <summary>States of a case in the order in which the walk passes them.</summary>
    public static IReadOnlyList<string> Course { get; } = ["received", "accepted", "inReview", "decided", "completed", "delivered"];

    /// <summary>Items of the bundle, in its order, which these answers all ask for.</summary>
    public static IReadOnlyList<string> BundleItems { get; } = ["birth-certificate", "birth-registration", "infant-medical-insurance", "vaccination-certificate"];

    /// <summary>Requests under way now.</summary>
    public int InFlight => Volatile.Read(ref _inFlight);

    /// <summary>Requests that got no answer.</summary>
    public int Unanswered => Volatile.Read(ref _unanswered);

    /// <summary>Requests that were answered with 503.</summary>
    public int Refused => Volatile.Read(ref _refused);

    public async Task SignInAsync()
    {
        foreach (var user in Walk.Select(a => a.User).Concat([Resident, Overseer]))
        {
            var client = new HttpClient(_balancer.Handler()) { BaseAddress = servers[0], Timeout = Patience };
            _people[user] = client;
            var token = await AskAsync(user, () => new(HttpMethod.Post, "/api/v1/tokens") { Content = JsonContent.Create(new { user, password = Passwords[user] }) });
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token["access_token"]!.GetValue<string>());
        }
    }

    public Task<JsonNode> ReadAsync(string user, string path) => AskAsync(user, () => new(HttpMethod.Get, path));

    /// <summary>Sends once and gives the answer as it is.</summary>
    public Task<HttpResponseMessage> SendAsync(string user, HttpRequestMessage request) => _people[user].SendAsync(request);

    /// <summary>All pages of a list.</summary>
    /// <param name="path">With a question mark.</param>
    public async Task<IReadOnlyList<JsonNode>> ReadAllAsync(string user, string path)
    {
        var all = new List<JsonNode>();
        string? cursor = null;
        do
        {
            var page = await ReadAsync(user, $"{path}&take=200{(cursor is null ? "" : $"&cursor={Uri.EscapeDataString(cursor)}")}");
            all.AddRange(page["items"]!.AsArray().Select(i => i!));
            cursor = page["next"]?.GetValue<string>();
        }
        while (cursor is not null);

        return all;
    }

    public async Task<Guid> UploadAsync() => (await AskAsync(Resident, Upload))["id"]!.GetValue<Guid>();

    public Task<JsonNode> FileAsync(string key, Guid file) => CommandAsync(Resident, "/api/v1/cases", Filing(file), key);

    public Task<JsonNode> FileBundleAsync(string key, Guid file) => CommandAsync(Resident, "/api/v1/bundles", Birth(file), key);

    /// <summary>The one open task of the case that this person sees; null when there is none.</summary>
    public async Task<Guid?> TaskAsync(string user, string number)
    {
        var open = (await ReadAsync(user, $"/api/v1/tasks?q={number}"))["items"]!.AsArray();
        return open.Count switch
        {
            0 => null,
            1 => open[0]!["id"]!.GetValue<Guid>(),
            _ => throw new WrongAnswerException($"{user} sees {open.Count} open tasks of case {number}."),
        };
    }

    public Task<JsonNode> CompleteAsync(Act act, Guid task, string key)
    {
        var body = new JsonObject { ["outcome"] = act.Outcome, ["opinion"] = "同意", ["data"] = act.Data is null ? null : JsonNode.Parse(act.Data) };
        return CommandAsync(act.User, $"/api/v1/tasks/{task}/complete", body, key);
    }

    /// <summary>What the resident files, as it is sent.</summary>
    public static string FilingOf(Guid file) => Filing(file).ToJsonString();

    /// <summary>The birth bundle the resident files, as it is sent.</summary>
    public static string BundleOf(Guid file) => Birth(file).ToJsonString();

    public static string UnitName => Answers["unitName"]!.GetValue<string>();

    public void Dispose()
    {
        foreach (var client in _people.Values)
        {
            client.Dispose();
        }

        _balancer.Dispose();
    }

    private Task<JsonNode> CommandAsync(string user, string path, JsonObject body, string key)
    {
        var text = body.ToJsonString();
        return AskAsync(user, () => new(HttpMethod.Post, path) { Content = new StringContent(text, Encoding.UTF8, "application/json"), Headers = { { "Idempotency-Key", key } } });
    }

    /// <summary>Sends until somebody answers; throws <see cref="WrongAnswerException"/> when the answer is no success.</summary>
    private async Task<JsonNode> AskAsync(string user, Func<HttpRequestMessage> request)
    {
        while (true)
        {
            Interlocked.Increment(ref _inFlight);
            try
            {
                using var message = request();
                using var answer = await _people[user].SendAsync(message);
                var text = await answer.Content.ReadAsStringAsync();
                if (answer.IsSuccessStatusCode)
                {
                    return JsonNode.Parse(text)!;
                }

                if (answer.StatusCode != HttpStatusCode.ServiceUnavailable || answer.Headers.RetryAfter is null || answer.Content.Headers.ContentType?.MediaType != "application/problem+json")
                {
                    throw new WrongAnswerException($"{message.Method} {message.RequestUri} was answered with {(int)answer.StatusCode}: {text}");
                }

                Interlocked.Increment(ref _refused);
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

    /// <summary>Putting up a file, as it is sent.</summary>
    public static HttpRequestMessage Upload()
    {
        var content = new ByteArrayContent("%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"u8.ToArray());
        content.Headers.ContentType = new MediaTypeHeaderValue("application/pdf");
        return new(HttpMethod.Post, "/api/v1/files") { Content = new MultipartFormDataContent { { content, "file", "plan.pdf" } } };
    }

    private static JsonObject Filing(Guid file) => new()
    {
        ["locality"] = Street,
        ["item"] = Item,
        ["channel"] = "pc",
        ["applicant"] = Applicant(),
        ["scenario"] = new JsonObject { ["placeType"] = "hairdressing", ["centralAir"] = "no", ["agent"] = "self" },
        ["answers"] = Answers.DeepClone(),
        ["materials"] = Materials(file, "identity-proof", "site-plans", "test-report", "management-rules"),
    };

    private static JsonObject Birth(Guid file) => new()
    {
        ["locality"] = Street,
        ["bundle"] = "birth",
        ["channel"] = "pc",
        ["applicant"] = Applicant(),
        ["answers"] = BirthAnswers.DeepClone(),
        ["materials"] = Materials(file, "parents-identity", "delivery-record", "household-register"),
    };

    private static JsonObject Applicant() => new() { ["type"] = "1", ["name"] = "王芳", ["idType"] = "111", ["idNumber"] = Resident, ["phone"] = "13800000001" };

    private static JsonArray Materials(Guid file, params string[] keys) => [.. keys.Select(key => (JsonNode)new JsonObject { ["key"] = key, ["files"] = new JsonArray(file) })];

    private static Dictionary<string, string> ReadPasswords()
    {
        var accounts = Resource("accounts.json");
        return accounts["staff"]!.AsArray().Select(a => (User: a!["userName"]!, Password: a["password"]!))
            .Concat(accounts["residents"]!.AsArray().Select(a => (User: a!["idNumber"]!, Password: a["password"]!)))
            .ToDictionary(a => a.User.GetValue<string>(), a => a.Password.GetValue<string>());
    }

    private static JsonNode Resource(string name) => JsonNode.Parse(typeof(Office).Assembly.GetManifestResourceStream(name)!)!;
}
