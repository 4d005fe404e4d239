using Microsoft.Extensions.Options;
using Platform.Connectors;
using Platform.Connectors.Sms;
using Platform.Server.Hosting;

namespace Platform.Server.Connectors;

/// <summary>Hosts the built-in connectors: chooses the SMS gateway and sets resilience for all of them.</summary>
internal sealed class ConnectorsModule : IModule
{
    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        services.AddHttpClient(ConnectorHttp.ClientName).AddStandardResilienceHandler();
        // The resilience library tells of every attempt of every user of it in the process; only what went wrong matters.
        services.AddLogging(logging => logging.AddFilter("Polly", LogLevel.Warning));
        services.AddOptions<HttpSmsOptions>().Bind(configuration.GetSection(HttpSmsOptions.Section));
        services.AddSingleton<DemoSmsGateway>();
        services.AddSingleton(s => new HttpSmsGateway(s.GetRequiredService<IHttpClientFactory>(), s.GetRequiredService<IOptions<HttpSmsOptions>>().Value));
        services.AddSingleton<ISmsGateway>(s => s.GetRequiredService<RunMode>().Demo && s.GetRequiredService<IOptions<HttpSmsOptions>>().Value.Address is null
            ? s.GetRequiredService<DemoSmsGateway>()
            : s.GetRequiredService<HttpSmsGateway>());
        services.AddSingleton<IConnector, SmsConnector>();
    }
}
