using System.Reflection;

namespace Platform.Server.Hosting.Shell;

/// <summary>Where pages are found besides the server itself.</summary>
internal static class PageAssemblies
{
    public static Assembly[] Additional { get; } = [Assembly.Load("Platform.Designer")];
}
