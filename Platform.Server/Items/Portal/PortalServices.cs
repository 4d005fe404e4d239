namespace Platform.Server.Items.Portal;

/// <summary>What home, list and guide need.</summary>
internal static class PortalServices
{
    public static IServiceCollection AddItemPages(this IServiceCollection services) => services.AddScoped<ItemBrowser>().AddScoped<ItemWords>();
}
