namespace Platform.Server.Hosting.Shell;

/// <summary>A page that other pages of this server show in a frame.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class FramedAttribute : Attribute;
