using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Platform.Model;
using Platform.Model.Connectors;

namespace Platform.Connectors.Http;

/// <summary>
/// Calls JSON services over HTTP. Members of the input that the path names go there; what is left goes into the query of GET and DELETE and is the body of the
/// others. 2xx answers are the output, other answers below 500 a refusal; what may pass by itself (408, 425, 429, 5xx, a broken connection) is an exception.
/// Redirects are not followed. Nothing of an answer stands in a problem but its status, its length and a code, since an answer may be about people.
/// </summary>
public sealed partial class HttpConnector(IHttpClientFactory clients, HttpConnectorOptions options) : IConnector
{
    public const string ConnectorKey = "http";
    public const string Request = "request";

    /// <summary>Members in which services say why they refuse.</summary>
    private static readonly string[] CodeMembers = ["code", "errorCode", "error_code", "errcode", "error"];

    private static readonly JsonElement Anything = JsonElement.Parse("{}");

    public string Key => ConnectorKey;

    public LocalizedText Title { get; } = LocalizedText.Of("HTTP 接口", "HTTP service");

    public IReadOnlyList<ConnectorOperation> Operations { get; } = [new(Request, LocalizedText.Of("请求", "Request"), Anything, Anything, Idempotent: true, options.Timeout)];

    public IReadOnlyList<ConnectorSetting> Settings { get; } =
    [
        new("origin", LocalizedText.Of("网址（协议、主机和端口）", "Address (scheme, host and port)"), LocalizedText.Of("只能是本站配置中允许的网址。", "One of those the configuration of the site allows.")),
        new("path", LocalizedText.Of("路径", "Path"), LocalizedText.Of("以 / 开头；{name} 处填入同名的输入内容。", "Begins with a slash; {name} stands for the member of the input of that name.")),
        new("method", LocalizedText.Of("方法", "Method"), LocalizedText.Of("不选则为 POST。", "POST where nothing is chosen.")) { Choices = HttpCallSettings.Methods },
        new("headers", LocalizedText.Of("请求头", "Headers"), LocalizedText.Of("密钥不写在这里。", "Secrets do not belong here."), IsPairs: true),
    ];

    public IReadOnlyList<Problem> CheckSettings(string operation, JsonElement settings, IReadOnlyList<string> secrets)
    {
        var read = HttpCallSettings.Read(settings, options);
        return read.TryGet(out var fine) ? [.. secrets.Select(s => CheckSecret(s, fine.OriginUri)).OfType<Problem>()] : read.Problems;
    }

    public async Task<Result<ConnectorReply>> CallAsync(ConnectorCall call, CancellationToken ct)
    {
        if (call.Operation != Request)
        {
            return ConnectorProblems.UnknownOperation(Key, call.Operation);
        }

        if (CheckSettings(call.Operation, call.Settings, call.Secrets) is { Count: > 0 } wrong)
        {
            return Result<ConnectorReply>.Refused(wrong);
        }

        var settings = HttpCallSettings.Read(call.Settings, options).Value;
        var built = Build(settings, call);
        if (!built.TryGet(out var request))
        {
            return Result<ConnectorReply>.Refused(built.Problems);
        }

        using (request)
        {
            if (call.Rehearsal)
            {
                return new ConnectorReply(JsonSerializer.SerializeToElement(new { method = settings.Method, url = request.RequestUri }, ModelJson.Options), Sent: false);
            }

            using var client = clients.CreateClient(ConnectorHttp.OnceClientName);
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
            return await ReadAsync(response, ct);
        }
    }

    private Problem? CheckSecret(string name, Uri origin) =>
        !options.Secrets.TryGetValue(name, out var secret) || secret.Value.Length == 0 ? ConnectorProblems.Secret(Key, name, $"{HttpConnectorOptions.Section}:Secrets:{name}:Value")
        : !Uri.TryCreate(secret.Origin, UriKind.Absolute, out var own) || !HttpConnectorOptions.IsSame(own, origin) ? ConnectorProblems.Secret(Key, name, $"{HttpConnectorOptions.Section}:Secrets:{name}:Origin = {origin.GetLeftPart(UriPartial.Authority)}")
        : null;

    private Result<HttpRequestMessage> Build(HttpCallSettings settings, ConnectorCall call)
    {
        if (call.Input.ValueKind != JsonValueKind.Object)
        {
            return ConnectorProblems.Input("", "{…}");
        }

        var members = JsonObject.Create(call.Input.Clone())!;
        var missing = new List<Problem>();
        var path = Placeholder().Replace(settings.Path, m =>
        {
            var name = m.Groups[1].Value;
            var text = Scalar(members[name]);
            if (text is not { Length: > 0 } or "." or "..")
            {
                missing.Add(ConnectorProblems.Input(name, "≠ \"\""));
            }

            members.Remove(name);
            return Uri.EscapeDataString(text ?? "");
        });
        var asQuery = settings.Method is "GET" or "DELETE";
        if (asQuery && members.FirstOrDefault(m => m.Value is JsonObject or JsonArray).Key is { } nested)
        {
            missing.Add(ConnectorProblems.Input(nested, "text | number | boolean"));
        }

        var body = asQuery ? [] : Encoding.UTF8.GetBytes(members.ToJsonString(ModelJson.Options));
        if (body.Length > options.MaxRequestBytes)
        {
            missing.Add(ConnectorProblems.Input("", $"≤ {options.MaxRequestBytes} B"));
        }

        return missing.Count > 0 ? Result<HttpRequestMessage>.Refused(missing) : Message(settings, call, path + (asQuery ? Query(members, path) : ""), body);
    }

    private HttpRequestMessage Message(HttpCallSettings settings, ConnectorCall call, string pathAndQuery, byte[] body)
    {
        var request = new HttpRequestMessage(new HttpMethod(settings.Method), new Uri(settings.OriginUri, pathAndQuery));
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        request.Headers.Add(ConnectorHttp.KeyHeader, call.Key.ToString("D"));
        foreach (var (name, value) in settings.Headers ?? new Dictionary<string, string>())
        {
            request.Headers.Add(name, value);
        }

        foreach (var secret in call.Secrets.Select(s => options.Secrets[s]))
        {
            request.Headers.TryAddWithoutValidation(secret.Header, secret.Value);
        }

        if (settings.Method is not ("GET" or "DELETE"))
        {
            request.Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json", "utf-8") } };
        }

        return request;
    }

    private async Task<Result<ConnectorReply>> ReadAsync(HttpResponseMessage response, CancellationToken ct)
    {
        var status = (int)response.StatusCode;
        if (status >= 500 || response.StatusCode is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests || status == 425)
        {
            throw new HttpRequestException($"HTTP {status}", null, response.StatusCode);
        }

        if (await BodyAsync(response, ct) is not { } body)
        {
            return Answer($"HTTP {status}", $"≤ {options.MaxResponseBytes} B");
        }

        if (!response.IsSuccessStatusCode)
        {
            return Problem.Conflict("connector.http.refused", ("status", status), ("value", CodeIn(body) ?? "—"));
        }

        if (body.Length == 0)
        {
            return new ConnectorReply(Anything, Sent: true);
        }

        try
        {
            return new ConnectorReply(JsonElement.Parse(body), Sent: true);
        }
        catch (JsonException)
        {
            return Answer($"{body.Length} B", "JSON");
        }
    }

    /// <summary>Null when it is longer than the limit.</summary>
    private async Task<byte[]?> BodyAsync(HttpResponseMessage response, CancellationToken ct)
    {
        if (response.Content.Headers.ContentLength > options.MaxResponseBytes)
        {
            return null;
        }

        await using var from = await response.Content.ReadAsStreamAsync(ct);
        using var body = new MemoryStream();
        var buffer = new byte[8192];
        for (var read = await from.ReadAsync(buffer, ct); read > 0; read = await from.ReadAsync(buffer, ct))
        {
            body.Write(buffer, 0, read);
            if (body.Length > options.MaxResponseBytes)
            {
                return null;
            }
        }

        return body.ToArray();
    }

    private static string Query(JsonObject members, string path)
    {
        var parts = members.Where(m => m.Value is not null).Select(m => $"{Uri.EscapeDataString(m.Key)}={Uri.EscapeDataString(Scalar(m.Value)!)}").ToList();
        return parts.Count == 0 ? "" : (path.Contains('?', StringComparison.Ordinal) ? "&" : "?") + string.Join('&', parts);
    }

    private static string? Scalar(JsonNode? value) => value is JsonValue scalar
        ? scalar.TryGetValue<string>(out var text) ? text : Convert.ToString(scalar.ToJsonString(), CultureInfo.InvariantCulture)
        : null;

    private static Problem Answer(string value, string expected) => Problem.Conflict("connector.http.answer", ("value", value), ("expected", expected));

    /// <summary>The code of a refusal; null where there is none, or what stands in its place may be anything.</summary>
    private static string? CodeIn(byte[] body)
    {
        try
        {
            return JsonNode.Parse(body) is JsonObject said ? CodeMembers.Select(m => Scalar(said[m])).FirstOrDefault(c => c is not null && Code().IsMatch(c)) : null;
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>A word such as <c>NOT_FOUND</c> or <c>registry.unknown-person</c> with at most four digits on end, or a number of at most six: neither an id number nor a phone, nor a sentence.</summary>
    [GeneratedRegex(@"\A(?:-?[0-9]{1,6}|(?!.*[0-9]{5})(?=.{1,40}\z)[A-Za-z][A-Za-z0-9]*(?:[._:-][A-Za-z0-9]+)*)\z")]
    private static partial Regex Code();

    [GeneratedRegex(@"\{([A-Za-z_][A-Za-z0-9_]*)\}")]
    private static partial Regex Placeholder();
}
