using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Platform.Server.Cases;
using Platform.Tests.Hosting;

namespace Platform.Tests.Cases;

/// <summary>A demo server with everybody signed in: the resident, the officers and the hall, and the moves they make over HTTP.</summary>
public class CaseOffice : IAsyncLifetime
{
    public const string Hygiene = "public-place-hygiene-permit";
    public const string Street = "330110012";

    /// <summary>王芳 signs in with this.</summary>
    public const string Resident = "330110195803120004";

    private readonly Dictionary<string, HttpClient> _people = [];

    private readonly List<TestServer> _stopped = [];
    private readonly DateTimeOffset _from;

    public CaseOffice()
        : this(TestClock.Start)
    {
    }

    /// <param name="from">Where the server's clock stands at first.</param>
    internal CaseOffice(DateTimeOffset from) => _from = from;

    /// <summary>Database to run on; null: that of the run.</summary>
    protected virtual string? Engine => null;

    internal TestServer Server { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Server = await StartAsync();

    /// <summary>Configuration beside the usual one, also after a restart.</summary>
    internal virtual IReadOnlyDictionary<string, string?>? Settings => null;

    internal virtual Task<TestServer> StartAsync() => TestServer.StartAsync(demo: true, clock: new TestClock(_from), engine: Engine, settings: Settings);

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        foreach (var client in _people.Values)
        {
            client.Dispose();
        }

        await Server.DisposeAsync();
        foreach (var server in _stopped)
        {
            await server.DisposeAsync();
        }
    }

    /// <summary>Stops the server and starts it again on the same data, at the same time of the clock.</summary>
    internal async Task RestartAsync()
    {
        var before = Server;
        await before.StopAsync();
        _stopped.Add(before);
        _people.Clear();
        Server = await TestServer.StartAsync(demo: true, data: before.Data, clock: before.Clock, engine: Engine, settings: Settings);
    }

    public async Task<HttpClient> AsAsync(string user)
    {
        if (!_people.TryGetValue(user, out var client))
        {
            _people[user] = client = await Server.AsAsync(user, DemoPeople.PasswordOf(user));
        }

        return client;
    }

    /// <summary>Moves the clock, past the life of every token, and lets due timers fire.</summary>
    public async Task MoveToAsync(DateTimeOffset to)
    {
        Server.Clock.Set(to);
        await Server.Get<TimerWorker>().FireDueAsync(CancellationToken.None);
        _people.Clear();
    }

    /// <summary>王芳, who files.</summary>
    public Task<HttpClient> ResidentAsync() => AsAsync(Resident);

    private int _keys;

    /// <summary>An idempotency key nobody has used.</summary>
    public string NewKey() => $"key-{Interlocked.Increment(ref _keys)}";

    public static JsonObject Answers() => (JsonObject)JsonNode.Parse(TestData.Text("Cases/Data/hygiene-answers.json"))!;

    /// <summary>The form that uploads a small PDF.</summary>
    public static MultipartFormDataContent PdfForm(string name)
    {
        var content = new ByteArrayContent(Encoding.ASCII.GetBytes("%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n" + name));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/pdf");
        return new MultipartFormDataContent { { content, "file", name } };
    }

    /// <summary>The form that uploads a picture of one pixel.</summary>
    public static MultipartFormDataContent PngForm(string name)
    {
        var content = new ByteArrayContent(Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="));
        content.Headers.ContentType = new MediaTypeHeaderValue("image/png");
        return new MultipartFormDataContent { { content, "file", name } };
    }

    public static async Task<Guid> UploadAsync(HttpClient client, string name = "plan.pdf")
    {
        using var form = name.EndsWith(".png", StringComparison.Ordinal) ? PngForm(name) : PdfForm(name);
        using var answer = await client.PostAsync("/api/v1/files", form);
        return (await ReadAsync(answer, HttpStatusCode.Created))["id"]!.GetValue<Guid>();
    }

    /// <summary>An application of 王芳 for the hygiene permit, with everything it needs.</summary>
    public static async Task<JsonObject> FilingAsync(HttpClient resident) => Filing(await UploadAsync(resident));

    public static async Task<JsonObject> FilingAsync(HttpClient resident, string item, JsonObject answers, JsonObject scenario, string[] materials, string file = "plan.pdf") =>
        Filing(await UploadAsync(resident, file), item, answers, scenario, materials);

    /// <summary>The hygiene permit as 王芳 files it, with this file as every material.</summary>
    public static JsonObject Filing(Guid file) => Filing(
        file,
        Hygiene,
        Answers(),
        new JsonObject { ["placeType"] = "hairdressing", ["centralAir"] = "no", ["agent"] = "self" },
        ["identity-proof", "site-plans", "test-report", "management-rules"]);

    private static JsonObject Filing(Guid file, string item, JsonObject answers, JsonObject scenario, string[] materials) => new()
    {
        ["locality"] = Street,
        ["item"] = item,
        ["channel"] = "pc",
        ["applicant"] = new JsonObject { ["type"] = "1", ["name"] = "王芳", ["idType"] = "111", ["idNumber"] = "330110195803120004", ["phone"] = "13800000001" },
        ["scenario"] = scenario,
        ["answers"] = answers,
        ["materials"] = new JsonArray([.. materials.Select(key => (JsonNode)new JsonObject { ["key"] = key, ["files"] = new JsonArray(file) })]),
    };

    /// <summary>Files the hygiene permit as 王芳.</summary>
    public async Task<JsonNode> FileAsync() => await FileAsync(await FilingAsync(await ResidentAsync()));

    public async Task<JsonNode> FileAsync(JsonObject filing)
    {
        using var answer = await PostAsync(await ResidentAsync(), "/api/v1/cases", filing, key: NewKey());
        return await ReadAsync(answer, HttpStatusCode.Created);
    }

    public static async Task<HttpResponseMessage> PostAsync(HttpClient client, string path, JsonNode body, string? key = null, string? ifMatch = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) };
        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        if (ifMatch is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", $"\"{ifMatch}\"");
        }

        return await client.SendAsync(request);
    }

    /// <summary>The answer as JSON, after its status was compared.</summary>
    public static async Task<JsonNode> ReadAsync(HttpResponseMessage answer, HttpStatusCode expected = HttpStatusCode.OK)
    {
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == expected, $"{(int)answer.StatusCode} instead of {(int)expected}{FailureLog.Behind(answer.StatusCode)}: {text}");
        return text.Length == 0 ? new JsonObject() : JsonNode.Parse(text)!;
    }

    public static async Task<JsonNode> GetAsync(HttpClient client, string path) => await ReadAsync(await client.GetAsync(path));

    /// <summary>The codes of a refusal.</summary>
    public static async Task<string[]> CodesAsync(HttpResponseMessage answer, HttpStatusCode expected) =>
        [.. (await ReadAsync(answer, expected))["errors"]!.AsArray().Select(e => e!["code"]!.GetValue<string>())];

    /// <summary>The open task of this case that the person may do.</summary>
    public async Task<JsonNode> TaskAsync(string user, string number)
    {
        var list = await GetAsync(await AsAsync(user), $"/api/v1/tasks?q={number}");
        return list["items"]!.AsArray().FirstOrDefault(t => t!["caseNumber"]!.GetValue<string>() == number)
            ?? throw new InvalidOperationException($"{user} has no task of case {number}.");
    }

    public async Task<JsonNode> CompleteAsync(string user, string number, string outcome, JsonObject? data = null, string? opinion = null)
    {
        var task = await TaskAsync(user, number);
        using var answer = await PostAsync(
            await AsAsync(user), $"/api/v1/tasks/{task["id"]}/complete", new JsonObject { ["outcome"] = outcome, ["opinion"] = opinion, ["data"] = data });
        return await ReadAsync(answer);
    }

    public async Task<JsonNode> CaseAsync(string number) => await GetAsync(await ResidentAsync(), $"/api/v1/cases/{number}");

    public async Task<string> StateAsync(string number) => (await CaseAsync(number))["state"]!.GetValue<string>();
}

/// <summary>Passwords of the demo accounts, as the template package ships them.</summary>
internal static class DemoPeople
{
    private static readonly Dictionary<string, string> Passwords = Read();

    public static string PasswordOf(string user) => Passwords[user];

    private static Dictionary<string, string> Read()
    {
        var file = Path.Combine(AppContext.BaseDirectory, "Templates", "GovernmentServices", "sample", "accounts.json");
        var sample = JsonNode.Parse(File.ReadAllText(file))!;
        return sample["staff"]!.AsArray().Select(a => (User: a!["userName"]!, Password: a["password"]!))
            .Concat(sample["residents"]!.AsArray().Select(a => (User: a!["idNumber"]!, Password: a["password"]!)))
            .ToDictionary(a => a.User.GetValue<string>(), a => a.Password.GetValue<string>());
    }
}
