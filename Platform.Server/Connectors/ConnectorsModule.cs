using Microsoft.Extensions.Options;
using Platform.Connectors;
using Platform.Connectors.Http;
using Platform.Connectors.Sms;
using Platform.Model.Connectors;
using Platform.Model.Definitions;
using Platform.Model.Effects;
using Platform.Server.Data;
using Platform.Server.Hosting;

namespace Platform.Server.Connectors;

/// <summary>Hosts the built-in connectors, makes the calls that cases ask for, and checks what may be called.</summary>
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
        services.AddOptions<HttpConnectorOptions>().Bind(configuration.GetSection(HttpConnectorOptions.Section));
        services.AddHttpClient(ConnectorHttp.OnceClientName)
            .ConfigureHttpClient(client => client.Timeout = Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });
        services.AddSingleton<IConnector>(s => new HttpConnector(s.GetRequiredService<IHttpClientFactory>(), s.GetRequiredService<IOptions<HttpConnectorOptions>>().Value));
        services.AddTexts<ConnectorsText>();
        services.AddSingleton<IEffectHandler<CallConnectorEffect>, CallConnector>();
        services.AddSingleton<IOutboundChannel, ConnectorChannel>();
        services.AddSingleton<IRehearsedCalls, RehearsedCalls>();
        services.AddSingleton<IConnectorSketches, ConnectorSketches>();
        services.AddSingleton<IDefinitionCheck, BindingCheck>();
        services.AddSingleton<IDefinitionCheck, FlowCallsCheck>();
    }
}
