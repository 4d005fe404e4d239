namespace Platform.Server.Items.Portal;

/// <summary>Names the resource with the texts of home, list and guide.</summary>
internal sealed class ItemsPortalText;
