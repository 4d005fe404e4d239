namespace Platform.Server.Connectors;

/// <summary>Names the resource with the texts of this feature.</summary>
internal sealed class ConnectorsText;
