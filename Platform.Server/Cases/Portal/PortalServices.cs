namespace Platform.Server.Cases.Portal;

/// <summary>What the resident's pages need.</summary>
internal static class PortalServices
{
    public static IServiceCollection AddCasePages(this IServiceCollection services) => services.AddScoped<Wizard>();
}
