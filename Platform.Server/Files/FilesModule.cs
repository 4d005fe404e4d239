using Platform.Model.Files;
using Platform.Server.Hosting;

namespace Platform.Server.Files;

internal sealed class FilesModule : IModule
{
    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<FilesOptions>()
            .Bind(configuration.GetSection(FilesOptions.Section))
            .PostConfigure(o => o.Directory = o.Directory.Length > 0 ? o.Directory : Path.Combine(configuration["data"] ?? "data", "files"));
        services.AddSingleton<FileFolder>();
        services.AddSingleton<FileStore>();
        services.AddSingleton<IFiles, FileCabinet>();
    }
}
