using System.Text.Json;
using System.Text.Json.Serialization;
using Platform.Model;

namespace Platform.Connectors.Http;

/// <summary>How one operation of a binding calls over HTTP.</summary>
/// <param name="Origin">Scheme, host and port; one of those the site allows.</param>
/// <param name="Path">Begins with a slash; <c>{name}</c> stands for a member of the input, escaped.</param>
/// <param name="Headers">Sent as they stand.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record HttpCallSettings(string Origin, string Path, string Method = "POST", IReadOnlyDictionary<string, string>? Headers = null)
{
    internal static readonly string[] Methods = ["GET", "POST", "PUT", "PATCH", "DELETE"];

    /// <summary>Those of the connection itself, and those only secrets and the host set.</summary>
    private static readonly HashSet<string> Forbidden = new(StringComparer.OrdinalIgnoreCase)
    {
        "Authorization", "Proxy-Authorization", "Cookie", "Host", "Connection", "Content-Length", "Content-Type", "Transfer-Encoding", "Upgrade", ConnectorHttp.KeyHeader,
    };

    public Uri OriginUri => new(Origin);

    /// <summary>Refused with <c>connector.setting</c> for everything that is wrong.</summary>
    public static Result<HttpCallSettings> Read(JsonElement settings, HttpConnectorOptions options)
    {
        HttpCallSettings read;
        try
        {
            read = settings.Deserialize<HttpCallSettings>(StrictJson.Options)!;
        }
        catch (JsonException e)
        {
            return ConnectorProblems.Setting(HttpConnector.ConnectorKey, e.Path?.TrimStart('$', '.') ?? "", e.Message);
        }

        var problems = read.Check(options).ToList();
        return problems.Count > 0 ? Result<HttpCallSettings>.Refused(problems) : read;
    }

    private IEnumerable<Problem> Check(HttpConnectorOptions options)
    {
        if (!Uri.TryCreate(Origin, UriKind.Absolute, out var origin) || origin.PathAndQuery != "/" || origin.UserInfo.Length > 0 || !options.Allows(origin))
        {
            yield return ConnectorProblems.Setting(HttpConnector.ConnectorKey, "origin", $"{HttpConnectorOptions.Section}:Origins ({string.Join(", ", options.Origins)})");
        }

        if (!Path.StartsWith('/') || Path.StartsWith("//", StringComparison.Ordinal) || Path.Contains('\\', StringComparison.Ordinal) || !Uri.IsWellFormedUriString(Path.Replace("{", "", StringComparison.Ordinal).Replace("}", "", StringComparison.Ordinal), UriKind.Relative))
        {
            yield return ConnectorProblems.Setting(HttpConnector.ConnectorKey, "path", "/…/{name}");
        }

        if (!Methods.Contains(Method))
        {
            yield return ConnectorProblems.Setting(HttpConnector.ConnectorKey, "method", string.Join(", ", Methods));
        }

        foreach (var (name, value) in Headers ?? new Dictionary<string, string>())
        {
            if (Forbidden.Contains(name) || !IsHeader(name, value))
            {
                yield return ConnectorProblems.Setting(HttpConnector.ConnectorKey, "headers." + name, $"≠ {string.Join(", ", Forbidden)}");
            }
        }
    }

    private static bool IsHeader(string name, string value)
    {
        using var message = new HttpRequestMessage();
        try
        {
            message.Headers.Add(name, value);
            return true;
        }
        catch (Exception e) when (e is FormatException or InvalidOperationException or ArgumentException)
        {
            return false;
        }
    }
}
