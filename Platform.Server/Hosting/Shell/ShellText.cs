namespace Platform.Server.Hosting.Shell;

/// <summary>Names the resource with the texts around every page of the portal.</summary>
internal sealed class ShellText;
