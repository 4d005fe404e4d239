namespace Platform.Server.Hosting;

/// <summary>Names the resource with the texts of requests that never reached a feature.</summary>
internal sealed class HostingText;
