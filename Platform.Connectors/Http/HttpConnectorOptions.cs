namespace Platform.Connectors.Http;

/// <summary>Where calls may go and what they carry; section <c>Connectors:Http</c> of the configuration.</summary>
public sealed class HttpConnectorOptions
{
    public const string Section = "Connectors:Http";

    /// <summary>Scheme, host and port of every site that may be called, e.g. <c>https://registry.example.gov.cn</c>. Nothing else can be.</summary>
    public IList<string> Origins { get; init; } = [];

    /// <summary>By the name bindings use.</summary>
    public IDictionary<string, HttpSecret> Secrets { get; init; } = new Dictionary<string, HttpSecret>(StringComparer.Ordinal);

    public int MaxRequestBytes { get; set; } = 256 * 1024;

    public int MaxResponseBytes { get; set; } = 1024 * 1024;

    /// <summary>Of one try.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    public bool Allows(Uri origin) => Origins.Any(o => Uri.TryCreate(o, UriKind.Absolute, out var allowed) && IsSame(allowed, origin));

    /// <summary>Scheme, host and port; the rest says nothing.</summary>
    public static bool IsSame(Uri one, Uri other) => Uri.Compare(one, other, UriComponents.SchemeAndServer, UriFormat.SafeUnescaped, StringComparison.OrdinalIgnoreCase) == 0;
}

/// <summary>Something only the other side may see. It goes nowhere but to its origin, whatever a definition says.</summary>
public sealed class HttpSecret
{
    /// <summary>As in <see cref="HttpConnectorOptions.Origins"/>.</summary>
    public string Origin { get; set; } = "";

    public string Header { get; set; } = "Authorization";

    /// <summary>The whole value of the header, e.g. <c>Bearer …</c>; belongs into the secret store or the environment.</summary>
    public string Value { get; set; } = "";
}
