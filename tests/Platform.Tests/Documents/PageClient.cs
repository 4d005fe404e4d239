using System.Net;
using System.Text.RegularExpressions;

namespace Platform.Tests.Documents;

/// <summary>A browser without script: follows forms as they stand on the page, with their hidden fields, and keeps cookies.</summary>
internal static partial class PageClient
{
    /// <summary>The page's text, decoded.</summary>
    public static async Task<string> PageAsync(this HttpClient client, string path, HttpStatusCode expected = HttpStatusCode.OK)
    {
        using var answer = await client.GetAsync(path);
        Assert.Equal(expected, answer.StatusCode);
        return WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync());
    }

    /// <summary>Loads the page, fills the form whose markup contains <paramref name="marker"/> and sends it back to the page's own address.</summary>
    public static async Task<HttpResponseMessage> PostFormAsync(this HttpClient client, string path, string marker, params (string Name, string Value)[] values)
    {
        using var page = await client.GetAsync(path);
        var html = await page.Content.ReadAsStringAsync();
        var form = Assert.Single(Forms().Matches(html), m => m.Value.Contains(marker, StringComparison.Ordinal)).Value;
        var hidden = Hidden().Matches(form).Select(m => KeyValuePair.Create(Attribute(m.Value, "name"), WebUtility.HtmlDecode(Attribute(m.Value, "value"))));
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new FormUrlEncodedContent([.. hidden, .. values.Select(v => KeyValuePair.Create(v.Name, v.Value))]),
        };
        if (page.Headers.TryGetValues("Set-Cookie", out var cookies))
        {
            request.Headers.Add("Cookie", string.Join("; ", cookies.Select(c => c.Split(';')[0])));
        }

        return await client.SendAsync(request);
    }

    private static string Attribute(string tag, string name) => Regex.Match(tag, $" {name}=\"([^\"]*)\"").Groups[1].Value;

    [GeneratedRegex("<form[^>]*method=\"post\".*?</form>", RegexOptions.Singleline)]
    private static partial Regex Forms();

    [GeneratedRegex("<input[^>]*type=\"hidden\"[^>]*>")]
    private static partial Regex Hidden();
}
