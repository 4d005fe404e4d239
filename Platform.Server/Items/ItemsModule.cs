using Platform.Model.Bundles;
using Platform.Model.Definitions;
using Platform.Model.Items;
using Platform.Server.Hosting;
using Platform.Server.Items.Bundles;
using Platform.Server.Items.Lists;
using Platform.Server.Items.Portal;

namespace Platform.Server.Items;

internal sealed class ItemsModule : IModule
{
    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        services.AddTexts<ItemsText>();
        services.AddSingleton<ItemSnapshotStore>();
        services.AddScoped<ItemRequests>();
        services.AddSingleton<EffectiveItems>();
        services.AddSingleton<PinnedForms>();
        services.AddSingleton<ItemPinning>();
        services.AddSingleton<ItemCompiler>();
        services.AddSingleton<ItemAssembly>();
        services.AddSingleton<IItemAssembly>(s => s.GetRequiredService<ItemAssembly>());
        services.AddSingleton<IItemDrafts, ItemDrafts>();
        services.AddSingleton<IItemCatalogue, ItemCatalogue>();
        services.AddSingleton<IDefinitionCheck, ItemCheck>();
        services.AddSingleton<IDefinitionCheck, FormOfItemsCheck>();
        services.AddSingleton<IDefinitionCheck, FeeTableCheck>();
        services.AddSingleton<BundleSnapshotStore>();
        services.AddSingleton<IBundleCatalogue, BundleCatalogue>();
        services.AddSingleton<IDefinitionCheck, BundleCheck>();
        services.AddSingleton<ItemLists>();
        services.AddSingleton<ICommand, ItemsExportCommand>();
        services.AddSingleton<ICommand, ItemsImportCommand>();
        services.AddItemPages();
    }

    public void MapRoutes(IEndpointRouteBuilder app, RouteGroupBuilder api)
    {
        ListItems.Map(api);
        GetItem.Map(api);
        GetItemSchema.Map(api);
        ComputeMaterials.Map(api);
        GetBundle.Map(api);
        ExportList.Map(app, api);
        ImportList.Map(api);
    }
}
