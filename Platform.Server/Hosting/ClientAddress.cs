using System.Net;
using System.Net.Sockets;

namespace Platform.Server.Hosting;

/// <summary>Whom a limit counts as one client.</summary>
internal static class ClientAddress
{
    private const int HouseholdBytes = 8;

    /// <summary>The IPv4 address, or the first 64 bits of the IPv6 one: one subscriber has all the rest. Empty when unknown.</summary>
    public static string Of(IPAddress? address)
    {
        if (address is null)
        {
            return "";
        }

        if (address.AddressFamily != AddressFamily.InterNetworkV6 || address.IsIPv4MappedToIPv6)
        {
            return (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString();
        }

        var bytes = address.GetAddressBytes();
        bytes.AsSpan(HouseholdBytes).Clear();
        return new IPAddress(bytes) + "/64";
    }
}
