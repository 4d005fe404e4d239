using System.Net;
using System.Text.RegularExpressions;
using Platform.Tests.Hosting;

namespace Platform.Tests.Identity;

/// <summary>A browser without script: keeps cookies, follows redirects, posts the forms it finds.</summary>
internal sealed partial class Browser(TestServer server) : IDisposable
{
    private readonly HttpClient _client = server.NewClient(cookies: true);

    public string Html { get; private set; } = "";

    public HttpStatusCode Status { get; private set; }

    public string Path { get; private set; } = "";

    public void Dispose() => _client.Dispose();

    public async Task OpenAsync(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        await SendAsync(request);
    }

    /// <summary>Posts the form with this name, its hidden inputs included.</summary>
    public async Task PostAsync(string form, params (string Name, string Value)[] values)
    {
        var markup = Forms().Select(f => f.Value).Single(f => f.Contains($"value=\"{form}\"", StringComparison.Ordinal));
        var fields = Hidden().Matches(markup).ToDictionary(m => WebUtility.HtmlDecode(m.Groups["name"].Value), m => WebUtility.HtmlDecode(m.Groups["value"].Value));
        foreach (var (name, value) in values)
        {
            fields[name] = value;
        }

        await PostFieldsAsync(Path, fields);
    }

    public async Task PostFieldsAsync(string path, IReadOnlyDictionary<string, string> fields)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new FormUrlEncodedContent(fields) };
        await SendAsync(request);
    }

    public string Text => WebUtility.HtmlDecode(Tags().Replace(Html, " "));

    /// <summary>Sends anything with the cookies of this browser.</summary>
    public async Task<HttpStatusCode> StatusOfAsync(HttpRequestMessage request)
    {
        using var answer = await _client.SendAsync(request);
        return answer.StatusCode;
    }

    private IEnumerable<Match> Forms() => Form().Matches(Html);

    private async Task SendAsync(HttpRequestMessage request)
    {
        request.Headers.Accept.ParseAdd("text/html");
        var answer = await _client.SendAsync(request);
        for (var hops = 0; answer.StatusCode is HttpStatusCode.Found or HttpStatusCode.SeeOther or HttpStatusCode.Redirect && hops < 5; hops++)
        {
            var next = new HttpRequestMessage(HttpMethod.Get, new Uri(request.RequestUri!.IsAbsoluteUri ? request.RequestUri : new Uri(server.Url, request.RequestUri), answer.Headers.Location!));
            next.Headers.Accept.ParseAdd("text/html");
            (request, answer) = (next, await _client.SendAsync(next));
        }

        (Status, Html) = (answer.StatusCode, await answer.Content.ReadAsStringAsync());
        Path = request.RequestUri!.IsAbsoluteUri ? request.RequestUri.PathAndQuery : request.RequestUri.OriginalString;
        answer.Dispose();
    }

    [GeneratedRegex("<form.*?</form>", RegexOptions.Singleline)]
    private static partial Regex Form();

    [GeneratedRegex("<input type=\"hidden\" name=\"(?<name>[^\"]+)\" value=\"(?<value>[^\"]*)\"")]
    private static partial Regex Hidden();

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tags();
}
