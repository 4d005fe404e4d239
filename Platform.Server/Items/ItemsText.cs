namespace Platform.Server.Items;

/// <summary>Names the resource with the texts of this feature.</summary>
internal sealed class ItemsText;
