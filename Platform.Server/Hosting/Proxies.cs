using System.Net;
using Microsoft.AspNetCore.HttpOverrides;

namespace Platform.Server.Hosting;

/// <summary>
/// Behind a reverse proxy the client's address and scheme stand in headers. They are believed only from the addresses in <c>Proxies:Trusted</c>
/// (separated by commas); without that setting nobody is believed.
/// </summary>
internal static class Proxies
{
    public static void AddProxies(this IServiceCollection services) => services.AddOptions<ForwardedHeadersOptions>().Configure<IConfiguration>((options, configuration) =>
    {
        var trusted = (configuration["Proxies:Trusted"] ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        options.ForwardedHeaders = trusted.Length == 0 ? ForwardedHeaders.None : ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
        options.KnownProxies.Clear();
        foreach (var address in trusted)
        {
            options.KnownProxies.Add(IPAddress.Parse(address));
        }
    });
}
