using Microsoft.Extensions.Options;
using Platform.Model.Files;
using Platform.Server.Hosting;
using Platform.Server.Hosting.Housekeeping;

namespace Platform.Server.Files;

internal sealed class FilesModule : IModule
{
    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        services.AddTexts<FilesText>();
        services.AddOptions<FilesOptions>().Bind(configuration.GetSection(FilesOptions.Section));
        services.AddSingleton<FileFolder>();
        services.AddReadiness<FilesWritable>("files");
        services.AddSingleton<FileStore>();
        services.AddSingleton<IFiles, FileCabinet>();
        services.AddSingleton<IChore, SweepFiles>();
    }

    public void MapRoutes(IEndpointRouteBuilder app, RouteGroupBuilder api)
    {
        UploadFile.Map(api, app.ServiceProvider.GetRequiredService<IOptions<FilesOptions>>().Value);
        DownloadFile.Map(api);
    }
}
