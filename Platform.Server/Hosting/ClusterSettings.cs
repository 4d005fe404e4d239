using System.Globalization;
using System.Net;

namespace Platform.Server.Hosting;

/// <summary>Whether this process is one node of several that serve from one database; section <c>Cluster</c> of the configuration.</summary>
/// <param name="Id">Nodes of one cluster have the same, 1–100 characters.</param>
/// <param name="Node">What people call this node, 1–100 characters; unless given the name of the machine.</param>
/// <param name="Address">Where the other nodes reach this one, and nobody else should: an address of this machine.</param>
/// <param name="Port">Where it listens for them; 0 takes a free one.</param>
/// <param name="Drain">How long it still serves after it has said that it is not ready any more: longer than whoever distributes the requests takes to notice.</param>
/// <param name="Dashboard">Whether operators see the runtime's own dashboard.</param>
internal sealed record ClusterSettings(bool Enabled, string Id, string Node, IPAddress Address, int Port, TimeSpan Drain, bool Dashboard)
{
    public const string Section = "Cluster";
    private const int LongestName = 100;
    private const int LongestDrainSeconds = 600;

    /// <summary>Throws <see cref="StartRefusedException"/>, which names the setting.</summary>
    public static ClusterSettings Of(IConfiguration configuration)
    {
        var section = configuration.GetSection(Section);
        if (!Bool(section, nameof(Enabled), otherwise: false))
        {
            return new(Enabled: false, "", "", IPAddress.Loopback, 0, TimeSpan.Zero, Dashboard: false);
        }

        return new(
            Enabled: true,
            Name(section, nameof(Id), "platform"),
            Name(section, nameof(Node), Environment.MachineName),
            Ip(section, nameof(Address)),
            Number(section, nameof(Port), 0, IPEndPoint.MaxPort),
            TimeSpan.FromSeconds(Number(section, "DrainSeconds", 5, LongestDrainSeconds)),
            Bool(section, nameof(Dashboard), otherwise: true));
    }

    private static bool Bool(IConfigurationSection section, string key, bool otherwise) => section[key] switch
    {
        null or "" => otherwise,
        { } text when bool.TryParse(text, out var value) => value,
        { } text => throw Refused(key, text, "true or false is expected"),
    };

    private static string Name(IConfigurationSection section, string key, string otherwise)
    {
        var text = string.IsNullOrWhiteSpace(section[key]) ? otherwise : section[key]!.Trim();
        return text.Length <= LongestName ? text : throw Refused(key, text, string.Create(CultureInfo.InvariantCulture, $"at most {LongestName} characters are expected"));
    }

    private static IPAddress Ip(IConfigurationSection section, string key) => section[key] switch
    {
        null or "" => IPAddress.Loopback,
        { } text when IPAddress.TryParse(text, out var address) && !address.Equals(IPAddress.Any) && !address.Equals(IPAddress.IPv6Any) => address,
        { } text => throw Refused(key, text, "the address at which other nodes reach this one is expected, e.g. 10.0.0.11"),
    };

    private static int Number(IConfigurationSection section, string key, int otherwise, int most) => section[key] switch
    {
        null or "" => otherwise,
        { } text when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= most => number,
        { } text => throw Refused(key, text, string.Create(CultureInfo.InvariantCulture, $"a number from 0 to {most} is expected")),
    };

    private static StartRefusedException Refused(string key, string value, string expected) => new($"{Section}:{key} is '{value}'; {expected}.");
}
