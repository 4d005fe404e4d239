using System.IO.Compression;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

namespace Platform.Benchmarks;

/// <summary>Somebody of the demo in front of the API.</summary>
internal sealed class DesignerClient : IDisposable
{
    private readonly HttpClient _client;

    private DesignerClient(HttpClient client) => _client = client;

    public static async Task<DesignerClient> SignInAsync(Uri server, string user, string password)
    {
        var client = new HttpClient { BaseAddress = server, Timeout = TimeSpan.FromMinutes(20) };
        using var answer = await client.PostAsJsonAsync("/api/v1/tokens", new { user, password });
        var token = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["access_token"]!.GetValue<string>();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return new(client);
    }

    public Task<JsonNode> GetAsync(string path) => AskAsync(HttpMethod.Get, path, null);

    public Task<JsonNode> PutAsync(string path, JsonNode body) => AskAsync(HttpMethod.Put, path, Json(body));

    public Task<JsonNode> PostAsync(string path, JsonObject body) => AskAsync(HttpMethod.Post, path, Json(body));

    /// <summary>Makes drafts of documents.</summary>
    /// <param name="files">Path in the folder, and the document.</param>
    public async Task ImportAsync(string locality, IEnumerable<(string Path, JsonObject Document)> files)
    {
        using var bytes = new MemoryStream();
        await using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (path, document) in files.Prepend(("locality.json", new JsonObject { ["formatVersion"] = 1, ["locality"] = locality })))
            {
                await using var entry = await zip.CreateEntry(path).OpenAsync();
                await entry.WriteAsync(Encoding.UTF8.GetBytes(document.ToJsonString()));
            }
        }

        var content = new ByteArrayContent(bytes.ToArray());
        content.Headers.ContentType = new MediaTypeHeaderValue("application/zip");
        var answer = await AskAsync(HttpMethod.Post, $"/api/v1/definitions/import?locality={locality}", content);
        if (answer["refused"]!.AsArray().Count > 0 || answer["definitions"]!.AsArray().FirstOrDefault(d => d!["problems"]!.AsArray().Count > 0) is not null)
        {
            throw new InvalidOperationException($"The folder was refused: {answer.ToJsonString()[..Math.Min(2000, answer.ToJsonString().Length)]}");
        }
    }

    /// <summary>Puts drafts of one kind in force together.</summary>
    public Task<JsonNode> PublishAsync(string locality, string kind, IEnumerable<string> keys) =>
        PostAsync($"/api/v1/definitions/publish?locality={locality}", new JsonObject { ["definitions"] = new JsonArray([.. keys.Select(k => (JsonNode)new JsonObject { ["kind"] = kind, ["key"] = k })]) });

    public void Dispose() => _client.Dispose();

    private static StringContent Json(JsonNode body) => new(body.ToJsonString(), Encoding.UTF8, "application/json");

    private async Task<JsonNode> AskAsync(HttpMethod method, string path, HttpContent? content)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        using var answer = await _client.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode ? JsonNode.Parse(text)! : throw new InvalidOperationException($"{method} {path} was answered with {(int)answer.StatusCode}: {text[..Math.Min(2000, text.Length)]}");
    }
}
