namespace Platform.Server.Hosting.Shell;

/// <summary>
/// Who may open a page; every routed component has one, so that the list of routes with their rules is complete. A visitor is sent to sign in
/// where somebody has to be; a page about one subject checks that itself.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class PageAccessAttribute(AccessRule rule, string? permission = null) : Attribute
{
    public AccessRule Rule { get; } = rule;

    /// <summary>For <see cref="AccessRule.Needs"/>.</summary>
    public string? Permission { get; } = permission;
}
