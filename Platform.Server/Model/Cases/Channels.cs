using System.Collections.Frozen;

namespace Platform.Model.Cases;

/// <summary>The channels of the one intake. Code table A.5 (GB/T 39046) and the words of the API name the same thing.</summary>
public static class Channels
{
    public const string Pc = "pc";
    public const string Window = "window";
    public const string System = "system";

    private static readonly FrozenDictionary<string, string> Known = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
    {
        ["1"] = Window,
        ["window"] = Window,
        ["2"] = Pc,
        ["pc"] = Pc,
        ["web"] = Pc,
        ["3"] = "mobile",
        ["mobile"] = "mobile",
        ["phone"] = "mobile",
        ["miniProgram"] = "miniProgram",
        ["mini-program"] = "miniProgram",
        ["kiosk"] = "kiosk",
        ["hotline"] = "hotline",
        ["4"] = "post",
        ["post"] = "post",
        ["9"] = "other",
        ["other"] = "other",
        ["api"] = "api",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>The platform's word for a channel, or null when it is none.</summary>
    public static string? Normalise(string? given) => given is not null && Known.TryGetValue(given, out var channel) ? channel : null;

    public static string Expected => string.Join(", ", Known.Values.Distinct().Order(StringComparer.Ordinal));
}
