namespace Platform.Server.Hosting.Shell;

/// <summary>A page that shows the site as it is being edited, instead of as it is in force.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class SitePreviewAttribute : Attribute;
