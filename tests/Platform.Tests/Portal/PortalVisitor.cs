using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Platform.Tests.Hosting;

namespace Platform.Tests.Portal;

/// <summary>Somebody with a browser that runs no script: reads pages, fills what a form shows, presses its buttons.</summary>
internal sealed partial class PortalVisitor(HttpClient client) : IDisposable
{
    private readonly Dictionary<string, List<string>> _values = new(StringComparer.Ordinal);
    private readonly List<(string Name, string FileName, byte[] Content)> _files = [];

    /// <summary>Path and query of the page shown.</summary>
    public string At { get; private set; } = "/";

    public string Html { get; private set; } = "";

    public HttpStatusCode Status { get; private set; }

    /// <summary>Text of the list of errors, empty when there is none.</summary>
    public string Errors => Plain(ErrorBox().Match(Html).Value);

    public static PortalVisitor Nobody(TestServer server) => Made(server, null);

    public static async Task<PortalVisitor> SignedInAsync(TestServer server, string user = "13800000002", string password = "demo-Resident-2")
    {
        using var answer = await server.Client.PostAsJsonAsync("/api/v1/tokens", new { user, password });
        return Made(server, (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("access_token").GetString());
    }

    public async Task<PortalVisitor> OpenAsync(string url)
    {
        using var answer = await client.GetAsync(url);
        await ShowAsync(answer, url);
        return this;
    }

    /// <summary>Begins an application with these answers and opens a page of its form.</summary>
    /// <returns>Path of the page.</returns>
    public async Task<string> BeginAsync(Guid id, string item, string page, JsonObject answers)
    {
        var draft = $"/drafts/{id}";
        using var saved = await client.PutAsJsonAsync($"/api/v1{draft}", new { locality = "330110012", item, answers });
        saved.EnsureSuccessStatusCode();
        await OpenAsync($"{draft}/pages/{page}");
        return At;
    }

    public PortalVisitor Fill(string name, params string[] values)
    {
        _values[name] = [.. values];
        return this;
    }

    public PortalVisitor Attach(string name, string fileName, byte[] content)
    {
        _files.Add((name, fileName, content));
        return this;
    }

    /// <summary>Posts the page's own form with what it holds and what was filled in, by the button of this value; follows the answer.</summary>
    public async Task<PortalVisitor> PressAsync(string button, string? form = null)
    {
        using var content = new MultipartFormDataContent();
        foreach (var (name, value) in Held(form).Concat(_values.SelectMany(v => v.Value.Select(x => (v.Key, x)))).Append(("do", button)))
        {
            content.Add(new StringContent(value, Encoding.UTF8), name);
        }

        foreach (var (name, fileName, bytes) in _files)
        {
            content.Add(new ByteArrayContent(bytes), name, fileName);
        }

        using var answer = await client.PostAsync(At, content);
        await ShowAsync(answer, At);
        return this;
    }

    /// <summary>Answers these questions of the wizard's page, and goes on. Addresses lie in a community of Cangqian.</summary>
    public async Task AnswerAsync(JsonObject answers, params string[] fields)
    {
        foreach (var field in fields)
        {
            if (answers[field] is JsonObject address)
            {
                Fill($"a.{field}.division", "330110012001").Fill($"a.{field}.detail", address["detail"]!.GetValue<string>());
            }
            else
            {
                Fill("a." + field, answers[field]!.ToString());
            }
        }

        var before = At;
        await PressAsync("next");
        Assert.True(At != before, Errors);
    }

    public void Dispose() => client.Dispose();

    private async Task ShowAsync(HttpResponseMessage answer, string url)
    {
        _values.Clear();
        _files.Clear();
        var current = answer;
        for (var hops = 0; hops < 5 && current.StatusCode is HttpStatusCode.Redirect or HttpStatusCode.Found; hops++)
        {
            url = current.Headers.Location!.IsAbsoluteUri ? current.Headers.Location.PathAndQuery : current.Headers.Location.OriginalString;
            current = await client.GetAsync(url.Split('#')[0]);
        }

        (At, Status, Html) = (url.Split('#')[0], current.StatusCode, await current.Content.ReadAsStringAsync());
    }

    /// <summary>What the form posts when nothing is touched, except the values that were filled in.</summary>
    private IEnumerable<(string Name, string Value)> Held(string? id)
    {
        var html = id is null ? MainForm().Match(Html).Value : Regex.Match(Html, $"<form[^>]*id=\"{id}\".*?</form>", RegexOptions.Singleline).Value;
        foreach (Match input in Input().Matches(html))
        {
            var tag = input.Value;
            var (name, type) = (Of(tag, "name"), Of(tag, "type") ?? "text");
            if (name is null || type is "file" or "submit" or "button" || (type is "radio" or "checkbox" && !tag.Contains(" checked", StringComparison.Ordinal)))
            {
                continue;
            }

            if (!_values.ContainsKey(name) || type == "hidden")
            {
                yield return (name, Of(tag, "value") ?? "");
            }
        }

        foreach (Match area in TextArea().Matches(html))
        {
            if (Of(area.Groups[1].Value, "name") is { } name && !_values.ContainsKey(name))
            {
                yield return (name, WebUtility.HtmlDecode(area.Groups[2].Value));
            }
        }

        foreach (Match select in Select().Matches(html))
        {
            if (Of(select.Groups[1].Value, "name") is { } name && !_values.ContainsKey(name))
            {
                var chosen = Option().Matches(select.Groups[2].Value).Select(o => o.Value).FirstOrDefault(o => o.Contains(" selected", StringComparison.Ordinal));
                yield return (name, chosen is null ? "" : Of(chosen, "value") ?? "");
            }
        }
    }

    private static string? Of(string tag, string attribute) =>
        Regex.Match(tag, $"\\s{attribute}=\"([^\"]*)\"") is { Success: true } found ? WebUtility.HtmlDecode(found.Groups[1].Value) : null;

    private static string Plain(string html) => Spaces().Replace(WebUtility.HtmlDecode(Tags().Replace(html, " ")), " ").Trim();

    private static PortalVisitor Made(TestServer server, string? token)
    {
        var client = server.NewClient(cookies: true);
        client.DefaultRequestHeaders.Accept.ParseAdd("text/html");
        client.DefaultRequestHeaders.AcceptLanguage.ParseAdd("zh-CN");
        if (token is not null)
        {
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        return new(client);
    }

    [GeneratedRegex("<main.*?(<form[^>]*method=\"post\".*?</form>)", RegexOptions.Singleline)]
    private static partial Regex MainForm();

    [GeneratedRegex("<input[^>]*>", RegexOptions.Singleline)]
    private static partial Regex Input();

    [GeneratedRegex("(<textarea[^>]*>)(.*?)</textarea>", RegexOptions.Singleline)]
    private static partial Regex TextArea();

    [GeneratedRegex("(<select[^>]*>)(.*?)</select>", RegexOptions.Singleline)]
    private static partial Regex Select();

    [GeneratedRegex("<option[^>]*>")]
    private static partial Regex Option();

    [GeneratedRegex("<div class=\"summary-box\".*?</div>", RegexOptions.Singleline)]
    private static partial Regex ErrorBox();

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tags();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
